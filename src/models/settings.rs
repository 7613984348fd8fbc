//! Facts about this installation that live in its database.

use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseConnection, EntityTrait,
    sea_query::OnConflict,
};

pub use super::_entities::settings::{ActiveModel, Column, Entity, Model};
use super::{
    audit_events::{Action, Audit},
    signals::{self, Signal},
    transactions::begin_write,
};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// The name of this history of numbers. A restored or imported database gets a new one.
///
/// # Errors
/// When the database fails or has no epoch.
pub async fn epoch(db: &impl ConnectionTrait) -> ModelResult<String> {
    Ok(find(db, "epoch").await?.ok_or(ModelError::EntityNotFound)?.value)
}

/// Gives this history of numbers another name, and tells the servers: every page begins anew.
///
/// # Errors
/// When the database fails or has no epoch.
pub async fn renew_epoch(db: &DatabaseConnection) -> ModelResult<()> {
    let txn = begin_write(db).await?;
    let row = ActiveModel {
        key: Set("epoch".to_owned()),
        value: Set(format!("{:032x}", rand::random::<u128>())),
    };
    row.update(&txn).await?;
    signals::send(&txn, [Signal::Epoch]).await?;
    Audit::new(Action::EpochRenewed).record(&txn).await?;
    txn.commit().await?;
    Ok(())
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
