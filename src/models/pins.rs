//! Messages that a group keeps at hand. The journal pins them.

use std::collections::HashSet;

use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

pub use super::_entities::pins::{ActiveModel, Column, Entity, Model};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// Messages that one group pins: more than anybody reads through would be worth a search.
pub const MOST: u64 = 50;

/// Whether the group pins as many as it may.
///
/// # Errors
/// When the database fails.
pub async fn is_full(db: &impl ConnectionTrait, group_id: i64) -> ModelResult<bool> {
    let pins = Entity::find()
        .filter(Column::GroupId.eq(group_id))
        .count(db)
        .await?;
    Ok(pins >= MOST)
}

/// Which of these messages are pinned.
///
/// # Errors
/// When the database fails.
pub async fn among(
    db: &impl ConnectionTrait,
    message_ids: impl IntoIterator<Item = i64>,
) -> ModelResult<HashSet<i64>> {
    let message_ids: Vec<i64> = message_ids.into_iter().collect();
    if message_ids.is_empty() {
        return Ok(HashSet::new());
    }
    let pinned: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::MessageId)
        .filter(Column::MessageId.is_in(message_ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(pinned.into_iter().collect())
}

/// The messages that the group pins, the latest pin first.
///
/// # Errors
/// When the database fails.
pub async fn of_group(db: &impl ConnectionTrait, group_id: i64) -> ModelResult<Vec<i64>> {
    Ok(Entity::find()
        .select_only()
        .column(Column::MessageId)
        .filter(Column::GroupId.eq(group_id))
        .order_by_desc(Column::Id)
        .limit(MOST)
        .into_tuple()
        .all(db)
        .await?)
}
