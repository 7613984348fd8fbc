//! What people report to those who keep order, and what these make of it.
//!
//! A report keeps a copy of the message as it was, so that whoever looks sees what the reporter saw, edited or deleted
//! meanwhile or not. The copy is gone once the report is resolved.

use std::collections::BTreeSet;

use chrono::Utc;
use loco_rs::{
    app::AppContext,
    model::{ModelError, ModelResult},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, SqlErr,
};

pub use super::_entities::reports::{ActiveModel, Column, Entity, Model};
use super::{
    attachments::Attached,
    groups::{self, Kind},
    memberships,
    messages::{Posted, live},
    signals::{self, Signal},
    throttles::Throttles,
    transactions::begin_write,
    users,
};

mod queue;
mod resolving;

pub use queue::{Listed, Scope, count, open};
pub use resolving::{Act, ResolveError, resolve};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// Characters that a note may have.
pub const NOTE: usize = 1000;

/// Why somebody reports a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    Spam,
    Abuse,
    Threat,
    Private,
    Illegal,
    Other,
}

impl Reason {
    /// Each by the name that a form and the database have for it.
    pub const NAMES: [(&str, Self); 6] = [
        ("spam", Self::Spam),
        ("abuse", Self::Abuse),
        ("threat", Self::Threat),
        ("private", Self::Private),
        ("illegal", Self::Illegal),
        ("other", Self::Other),
    ];

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, reason)| *reason)
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, reason)| *reason == self);
        found.map_or("other", |(name, _)| name)
    }
}

/// Why a message was not reported.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The key of the text that says why.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// Too many in a time; seconds until the next may come.
    #[error("too many reports")]
    TooMany(u64),
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl From<DbErr> for ReportError {
    fn from(error: DbErr) -> Self {
        Self::Model(error.into())
    }
}

/// Reports a message that `user` may see, for a reason of [`Reason::NAMES`], with a note.
///
/// # Errors
/// [`ReportError`]
pub async fn report(
    ctx: &AppContext,
    throttles: &Throttles,
    user: &users::Model,
    posted: &Posted,
    (reason, note): (&str, &str),
) -> Result<(), ReportError> {
    if !posted.is_live() {
        return Err(ReportError::Refused("message-deleted"));
    }
    if posted.author.id == user.id {
        return Err(ReportError::Refused("report-own"));
    }
    let reason = Reason::parse(reason).ok_or(ReportError::Refused("report-reason-missing"))?;
    let note = note.trim();
    if note.chars().count() > NOTE {
        return Err(ReportError::Refused("report-note-length"));
    }
    if has_open(&ctx.db, user.id, posted.message.id).await? {
        return Err(ReportError::Refused("report-twice"));
    }
    throttles.report(user.id).map_err(ReportError::TooMany)?;
    let txn = begin_write(&ctx.db).await?;
    Entity::insert(row(user, posted, reason, note))
        .exec_without_returning(&txn)
        .await
        .map_err(|error| match error.sql_err() {
            // At the same time.
            Some(SqlErr::UniqueConstraintViolation(_)) => ReportError::Refused("report-twice"),
            _ => error.into(),
        })?;
    let group = groups::Entity::find_by_id(posted.message.group_id)
        .one(&txn)
        .await?;
    let group = group.ok_or(ModelError::EntityNotFound)?;
    let told = told(&txn, &group).await?;
    signals::send(&txn, told.iter().copied()).await?;
    txn.commit().await?;
    tell(ctx, &told).await;
    Ok(())
}

/// Whether `user_id` has reported it, and nobody has looked yet.
///
/// # Errors
/// When the database fails.
pub async fn has_open(db: &impl ConnectionTrait, user_id: i64, message_id: i64) -> ModelResult<bool> {
    let found = Entity::find()
        .filter(Column::MessageId.eq(message_id))
        .filter(Column::ReporterId.eq(user_id))
        .filter(Column::ResolvedAt.is_null())
        .one(db)
        .await?;
    Ok(found.is_some())
}

fn row(user: &users::Model, posted: &Posted, reason: Reason, note: &str) -> ActiveModel {
    let message = &posted.message;
    let forwarded = posted.forward.as_ref();
    let html = forwarded.map_or_else(
        || message.html.clone(),
        |forward| format!("{}<blockquote>{}</blockquote>", message.html, forward.html),
    );
    let Attached { shown, count } = &posted.attachments;
    let more = count - shown.len() as u64;
    let names = shown.iter().map(|file| file.name.clone());
    let files: Vec<String> = names.chain((more > 0).then(|| format!("… (+{more})"))).collect();
    ActiveModel {
        id: NotSet,
        group_id: Set(message.group_id),
        message_id: Set(message.id),
        author_id: Set(posted.author.id),
        reporter_id: Set(user.id),
        reason: Set(reason.as_str().to_owned()),
        note: Set(note.replace('\0', "")),
        html: Set(Some(html)),
        files: Set(Some(files.join(", "))),
        said_at: Set(message.edited_at.unwrap_or(message.created_at)),
        created_at: Set(Utc::now().fixed_offset()),
        resolved_at: Set(None),
        resolver_id: Set(None),
        resolution: Set(None),
    }
}

/// Those whose pages show how many reports there are: who keeps order in the group, and the administrators.
async fn told(db: &impl ConnectionTrait, group: &groups::Model) -> ModelResult<Vec<Signal>> {
    let mut ids: BTreeSet<i64> = users::administrator_ids(db).await?.into_iter().collect();
    if group.kind() != Kind::Direct {
        ids.extend(memberships::keeper_ids(db, group.id).await?);
    }
    Ok(ids
        .into_iter()
        .map(|user_id| Signal::Groups { user_id })
        .collect())
}

/// The open pages of this process at once; those of others by the rows.
async fn tell(ctx: &AppContext, told: &[Signal]) {
    if let Some(hub) = live::hub(ctx) {
        signals::act(&ctx.db, &hub, told).await;
    }
}
