//! Facts about this installation that live in its database.

use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect,
    sea_query::{Expr, LockType, OnConflict},
};

pub use super::_entities::settings::{ActiveModel, Column, Entity, Model};
use super::{
    audit_events::{Action, Audit},
    signals::{self, Signal},
    transactions::begin_write,
};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// The key of whether everybody needs a second factor, and its value where they do.
const SECOND_FACTOR: &str = "second_factor";
const REQUIRED: &str = "required";

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

/// Whether everybody needs a second factor.
///
/// # Errors
/// When the database fails.
pub(super) async fn second_factor(db: &impl ConnectionTrait) -> ModelResult<bool> {
    Ok(find(db, SECOND_FACTOR).await?.as_ref().is_some_and(is_required))
}

/// The same, and it stays so until the transaction ends.
pub(super) async fn second_factor_locked(txn: &DatabaseTransaction) -> ModelResult<bool> {
    let row = Entity::find_by_id(SECOND_FACTOR).lock(LockType::Share);
    Ok(row.one(txn).await?.as_ref().is_some_and(is_required))
}

/// Whether this changes anything.
pub(super) async fn set_second_factor(txn: &DatabaseTransaction, required: bool) -> ModelResult<bool> {
    let value = if required { REQUIRED } else { "optional" };
    let changed = Entity::update_many()
        .col_expr(Column::Value, Expr::value(value))
        .filter(Column::Key.eq(SECOND_FACTOR))
        .filter(Column::Value.ne(value))
        .exec(txn)
        .await?;
    Ok(changed.rows_affected == 1)
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

fn is_required(row: &Model) -> bool {
    row.value == REQUIRED
}

async fn find(db: &impl ConnectionTrait, key: &str) -> ModelResult<Option<Model>> {
    Ok(Entity::find_by_id(key).one(db).await?)
}
