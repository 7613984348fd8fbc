//! Facts about this installation that live in its database.

use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};

pub use super::_entities::settings::{ActiveModel, Column, Entity, Model};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// The name of this history of numbers. A restored or imported database gets a new one.
///
/// # Errors
/// When the database fails or has no epoch.
pub async fn epoch(db: &impl ConnectionTrait) -> ModelResult<String> {
    Ok(find(db, "epoch").await?.ok_or(ModelError::EntityNotFound)?.value)
}

/// The public group where newcomers arrive.
///
/// # Errors
/// When the database fails or names no such group.
pub async fn default_group_id(db: &impl ConnectionTrait) -> ModelResult<i64> {
    let setting = find(db, "default_group")
        .await?
        .ok_or(ModelError::EntityNotFound)?;
    setting.value.parse().map_err(ModelError::wrap)
}

/// Whether anybody has become the first administrator.
///
/// # Errors
/// When the database fails.
pub async fn has_administrator(db: &impl ConnectionTrait) -> ModelResult<bool> {
    Ok(find(db, "first_administrator").await?.is_some())
}

/// Makes `user_id` the first administrator unless somebody is: true for exactly one of all who try.
///
/// # Errors
/// When the database fails.
pub async fn claim_administrator(db: &impl ConnectionTrait, user_id: i64) -> ModelResult<bool> {
    let row = ActiveModel {
        key: Set("first_administrator".to_owned()),
        value: Set(user_id.to_string()),
    };
    let inserted = Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Key).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(inserted == 1)
}

async fn find(db: &impl ConnectionTrait, key: &str) -> ModelResult<Option<Model>> {
    Ok(Entity::find_by_id(key).one(db).await?)
}
