//! What messages said before they were edited. The journal writes them, and deletes them with their message.

use loco_rs::model::ModelResult;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

pub use super::_entities::revisions::{ActiveModel, Column, Entity, Model};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// Earlier texts that are read at once.
const PAGE: u64 = 20;

/// Some of a message's earlier texts.
#[derive(Debug)]
pub struct Earlier {
    /// The latest first.
    pub texts: Vec<Model>,
    /// What to name as `before` for the next ones.
    pub next: Option<i64>,
}

/// What the message said before it was edited; of that, what was said before the text `before`.
///
/// # Errors
/// When the database fails.
pub async fn of(db: &impl ConnectionTrait, message_id: i64, before: Option<i64>) -> ModelResult<Earlier> {
    let mut texts = Entity::find()
        .filter(Column::MessageId.eq(message_id))
        .filter(Column::Id.lt(before.unwrap_or(i64::MAX)))
        .order_by_desc(Column::Id)
        // One more than shown tells whether there is more.
        .limit(PAGE + 1)
        .all(db)
        .await?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = texts.len() > most;
    texts.truncate(most);
    let next = texts.last().filter(|_| more).map(|last| last.id);
    Ok(Earlier { texts, next })
}
