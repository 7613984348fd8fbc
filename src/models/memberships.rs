//! Who belongs to which group.

use chrono::Utc;
use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::OnConflict,
};

pub use super::_entities::memberships::{ActiveModel, Column, Entity, Model};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// Whether `user_id` belongs to `group_id`.
///
/// # Errors
/// When the database fails.
pub async fn exists(db: &impl ConnectionTrait, group_id: i64, user_id: i64) -> ModelResult<bool> {
    let rows = Entity::find()
        .filter(Column::GroupId.eq(group_id))
        .filter(Column::UserId.eq(user_id))
        .count(db)
        .await?;
    Ok(rows > 0)
}

/// Makes each of `(group_id, user_id)` a member; those who are one stay as they are.
///
/// # Errors
/// When the database fails.
pub async fn join(db: &impl ConnectionTrait, pairs: impl IntoIterator<Item = (i64, i64)>) -> ModelResult<()> {
    let now = Utc::now().fixed_offset();
    let mut rows = pairs
        .into_iter()
        .map(|(group_id, user_id)| ActiveModel {
            id: NotSet,
            group_id: Set(group_id),
            user_id: Set(user_id),
            role: Set("member".to_owned()),
            last_read_seq: Set(0),
            created_at: Set(now),
        })
        .peekable();
    if rows.peek().is_some() {
        Entity::insert_many(rows)
            .on_conflict(
                OnConflict::columns([Column::GroupId, Column::UserId])
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}
