//! Threads: a message and all that answers it, or answers an answer.

use std::collections::BTreeMap;

use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use super::{
    Column, Entity, Model, PAGE, Position, Posted,
    history::{find_in, load},
};
use crate::models::{groups, settings, transactions::begin_snapshot};

/// A part of a thread, and the state of its group, read in one snapshot.
#[derive(Debug)]
pub struct Thread {
    pub group: groups::Model,
    pub epoch: String,
    /// What all of it answers.
    pub root: Posted,
    /// In order.
    pub replies: Vec<Posted>,
    pub has_older: bool,
    pub has_newer: bool,
}

impl Thread {
    /// The thread of the message `root_id`: its newest replies, or those before or after one of them.
    ///
    /// # Errors
    /// [`ModelError::EntityNotFound`] for what begins no thread, or when the database fails.
    pub async fn read(
        db: &DatabaseConnection,
        group_id: i64,
        root_id: i64,
        position: Position,
    ) -> ModelResult<Self> {
        let txn = begin_snapshot(db).await?;
        let group = groups::find(&txn, group_id)
            .await?
            .ok_or(ModelError::EntityNotFound)?;
        let epoch = settings::epoch(&txn).await?;
        let root = find_in(&txn, group_id, root_id)
            .await?
            .filter(|root| root.message.line.is_none() && root.message.thread_id.is_none())
            .ok_or(ModelError::EntityNotFound)?;
        let (replies, has_older, has_newer) = match position {
            Position::After { seq, .. } => {
                let (replies, more) = page(&txn, root_id, Column::Seq.gt(seq), false).await?;
                (replies, true, more)
            }
            Position::Before(seq) => {
                let (replies, more) = page(&txn, root_id, Column::Seq.lt(seq), true).await?;
                (replies, more, true)
            }
            Position::Newest | Position::Around(_) => {
                let (replies, more) = page(&txn, root_id, Column::Seq.gt(0), true).await?;
                (replies, more, false)
            }
        };
        txn.commit().await?;
        Ok(Self {
            group,
            epoch,
            root,
            replies,
            has_older,
            has_newer,
        })
    }
}

/// Takes from the counts of their threads the live replies among `ids`, which are about to be purged, and makes
/// those that answer them first messages of their own.
///
/// # Errors
/// When the database fails.
pub(super) async fn forget(db: &impl ConnectionTrait, ids: &[i64]) -> ModelResult<()> {
    let rows: Vec<Option<i64>> = Entity::find()
        .select_only()
        .column(Column::ThreadId)
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::ThreadId.is_not_null())
        .filter(Column::DeletedAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let mut fewer = BTreeMap::<i64, i64>::new();
    for root in rows.into_iter().flatten() {
        *fewer.entry(root).or_default() += 1;
    }
    for (root, count) in fewer {
        Entity::update_many()
            .col_expr(Column::Replies, Expr::col(Column::Replies).sub(count))
            .filter(Column::Id.eq(root))
            .exec(db)
            .await?;
    }
    Entity::update_many()
        .col_expr(Column::ThreadId, Expr::value(None::<i64>))
        .filter(Column::ThreadId.is_in(ids.iter().copied()))
        .exec(db)
        .await?;
    Ok(())
}

/// The thread that an answer to this message belongs to.
pub(super) fn of(message: &Model) -> i64 {
    message.thread_id.unwrap_or(message.id)
}

/// The newest or oldest replies within `bound`, in order, and whether there are more.
async fn page(
    db: &impl ConnectionTrait,
    root_id: i64,
    bound: Expr,
    newest: bool,
) -> ModelResult<(Vec<Posted>, bool)> {
    let replies = Entity::find()
        .filter(Column::ThreadId.eq(root_id))
        .filter(bound)
        .limit(PAGE + 1);
    let replies = if newest {
        replies.order_by_desc(Column::Seq)
    } else {
        replies.order_by_asc(Column::Seq)
    };
    let mut replies = load(db, replies).await?;
    // One more than shown tells whether there is more.
    let more = replies.len() as u64 > PAGE;
    replies.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    if newest {
        replies.reverse();
    }
    Ok((replies, more))
}
