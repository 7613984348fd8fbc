//! Deleting the rows of a group that nobody sees any more.

use std::time::{Duration, Instant};

use loco_rs::{model::ModelResult, storage::Storage};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};
use serde_json::json;
use tokio::time::sleep;

use super::{Column, Entity};
use crate::models::{
    attachments,
    audit_events::{Action, Audit},
    memberships, messages,
    transactions::begin_write,
};

/// Rows deleted in one transaction: posts elsewhere wait no longer than that takes.
const BATCH: u64 = 500;

/// Deletes the files, the messages, the members and at last the group itself; nothing if it is not deleted. May be asked
/// for again after it broke off.
///
/// # Errors
/// When the database fails.
pub async fn erase(db: &DatabaseConnection, storage: &Storage, id: i64) -> ModelResult<()> {
    let gone = Entity::find_by_id(id).filter(Column::DeletedAt.is_not_null());
    if gone.clone().count(db).await? == 0 {
        return Ok(());
    }
    let mut erased = 0;
    loop {
        let started = Instant::now();
        let deleted =
            some_files(db, storage, id).await? + some_messages(db, id).await? + some_members(db, id).await?;
        erased += deleted;
        if deleted == 0 {
            break;
        }
        // Half of the time belongs to those who write.
        sleep(started.elapsed().max(Duration::from_millis(5))).await;
    }
    let txn = begin_write(db).await?;
    Entity::delete_by_id(id).exec(&txn).await?;
    let details = json!({ "rows": erased });
    Audit::new(Action::GroupErased)
        .group(id)
        .with(details)
        .record(&txn)
        .await?;
    txn.commit().await?;
    Ok(())
}

/// The groups whose rows are still to be deleted.
///
/// # Errors
/// When the database fails.
pub async fn left_over(db: &impl ConnectionTrait) -> ModelResult<Vec<i64>> {
    Ok(Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::DeletedAt.is_not_null())
        .into_tuple()
        .all(db)
        .await?)
}

async fn some_files(db: &impl ConnectionTrait, storage: &Storage, group_id: i64) -> ModelResult<u64> {
    let found: Vec<(i64, String)> = attachments::Entity::find()
        .select_only()
        .columns([attachments::Column::Id, attachments::Column::Key])
        .filter(attachments::Column::GroupId.eq(group_id))
        .limit(BATCH)
        .into_tuple()
        .all(db)
        .await?;
    let (ids, keys): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let deleted = attachments::Entity::delete_many()
        .filter(attachments::Column::Id.is_in(ids))
        .exec(db)
        .await?;
    attachments::discard(storage, keys).await;
    Ok(deleted.rows_affected)
}

async fn some_messages(db: &impl ConnectionTrait, group_id: i64) -> ModelResult<u64> {
    let ids: Vec<i64> = messages::Entity::find()
        .select_only()
        .column(messages::Column::Id)
        .filter(messages::Column::GroupId.eq(group_id))
        .limit(BATCH)
        .into_tuple()
        .all(db)
        .await?;
    let deleted = messages::Entity::delete_many()
        .filter(messages::Column::Id.is_in(ids))
        .exec(db)
        .await?;
    Ok(deleted.rows_affected)
}

async fn some_members(db: &impl ConnectionTrait, group_id: i64) -> ModelResult<u64> {
    let ids: Vec<i64> = memberships::Entity::find()
        .select_only()
        .column(memberships::Column::Id)
        .filter(memberships::Column::GroupId.eq(group_id))
        .limit(BATCH)
        .into_tuple()
        .all(db)
        .await?;
    let deleted = memberships::Entity::delete_many()
        .filter(memberships::Column::Id.is_in(ids))
        .exec(db)
        .await?;
    Ok(deleted.rows_affected)
}
