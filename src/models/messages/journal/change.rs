//! Changes of a group that are no posts: made in one transaction with the lines that tell of them.

use std::sync::Arc;

use async_trait::async_trait;
use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect,
    sea_query::Expr,
};

use crate::models::{
    attachments::Attached,
    groups,
    messages::{Author, Entity, Line, Posted},
    previews::Preview,
    signals::{self, Signal},
    transactions::begin_write,
    users,
};

/// Something to be done to a group. The journal does it between two posts, so that everybody sees it at the
/// same place.
#[async_trait]
pub trait Change: Send + Sync + 'static {
    /// Makes it. `group` is locked until the end of `txn`; an error undoes everything.
    async fn make(&self, txn: &DatabaseTransaction, group: &groups::Model) -> Result<Changed, ChangeError>;
}

/// What a change did.
#[derive(Debug, Clone, Default)]
pub struct Changed {
    /// Who did what, as the timeline tells it.
    pub lines: Vec<(i64, Line)>,
    /// What sockets have to notice.
    pub signals: Vec<Signal>,
    /// Messages that are gone for good.
    pub purged: u64,
    /// Where their files lie, which nobody needs any more.
    pub discarded: Vec<String>,
}

/// Why a change was not made.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ChangeError {
    /// Too much waits, or the server stops: try again.
    #[error("the journal takes nothing now")]
    Busy,
    /// No such group or person, or none that the actor may know of.
    #[error("not there for this actor")]
    NotFound,
    /// The actor knows of the group, but may not do this.
    #[error("not allowed")]
    Forbidden,
    /// The key of the text that says why not.
    #[error("refused: {0}")]
    Refused(&'static str),
    #[error("the database failed: {0}")]
    Storage(Arc<ModelError>),
}

impl From<ModelError> for ChangeError {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::EntityNotFound => Self::NotFound,
            error => Self::Storage(Arc::new(error)),
        }
    }
}

impl From<DbErr> for ChangeError {
    fn from(error: DbErr) -> Self {
        ModelError::from(error).into()
    }
}

impl Changed {
    /// The actor did what the line says.
    #[must_use]
    pub fn line(mut self, actor_id: i64, line: Line) -> Self {
        self.lines.push((actor_id, line));
        self
    }

    #[must_use]
    pub fn signal(mut self, signal: Signal) -> Self {
        self.signals.push(signal);
        self
    }

    /// These users have come to the group or gone.
    #[must_use]
    pub fn members(self, group: &groups::Model, user_ids: impl IntoIterator<Item = i64>) -> Self {
        let group_id = group.id;
        self.groups_of(user_ids).signal(Signal::Members { group_id })
    }

    /// The groups of these users look different now.
    #[must_use]
    pub fn groups_of(mut self, user_ids: impl IntoIterator<Item = i64>) -> Self {
        let signals = user_ids.into_iter().map(|user_id| Signal::Groups { user_id });
        self.signals.extend(signals);
        self
    }
}

/// A change that is made, with its lines as they have to be published, in order.
pub(super) struct Made {
    pub changed: Changed,
    pub posted: Vec<Posted>,
}

/// Makes the change and commits it. Where the process has no sockets, the servers are told by rows.
pub(super) async fn make(
    db: &DatabaseConnection,
    group_id: i64,
    change: &dyn Change,
    tell_servers: bool,
) -> Result<Made, ChangeError> {
    let txn = begin_write(db).await?;
    let group = groups::Entity::find_by_id(group_id)
        .filter(groups::Column::DeletedAt.is_null())
        .lock_exclusive()
        .one(&txn)
        .await?
        .ok_or(ChangeError::NotFound)?;
    let changed = change.make(&txn, &group).await?;
    let posted = number(&txn, &group, &changed).await?;
    if tell_servers {
        let mut told = changed.signals.clone();
        // A server can't publish what it did not write: pages of the group fetch it.
        if !posted.is_empty() && changed.purged == 0 {
            told.push(Signal::Reset { group_id });
        }
        signals::send(&txn, told).await?;
    }
    txn.commit().await?;
    Ok(Made { changed, posted })
}

/// Gives out the numbers that the change takes: one for each line, and one where pages have to read all again.
async fn number(
    txn: &DatabaseTransaction,
    group: &groups::Model,
    changed: &Changed,
) -> ModelResult<Vec<Posted>> {
    let mut last_seq = group.last_seq;
    let mut posted = Vec::with_capacity(changed.lines.len());
    for (actor_id, line) in &changed.lines {
        last_seq += 1;
        let row = line.row(group.id, *actor_id, last_seq);
        let message = Entity::insert(row).exec_with_returning(txn).await?;
        let author = users::Entity::find_by_id(*actor_id)
            .one(txn)
            .await?
            .ok_or(ModelError::EntityNotFound)?;
        posted.push(Posted {
            message,
            author: Author::from(&author),
            reactions: Vec::new(),
            pinned: false,
            attachments: Attached::default(),
            preview: Preview::None,
            quote: None,
            forward: None,
        });
    }
    let mut update = groups::Entity::update_many();
    if changed.signals.contains(&Signal::Reset { group_id: group.id }) {
        last_seq += 1;
        update = update.col_expr(groups::Column::ResetSeq, Expr::value(last_seq));
    }
    if last_seq > group.last_seq {
        update
            .col_expr(groups::Column::LastSeq, Expr::value(last_seq))
            .filter(groups::Column::Id.eq(group.id))
            .exec(txn)
            .await?;
    }
    Ok(posted)
}
