//! What `{=task=}` does: trims the space around display names, a batch of accounts at a time.
//!
//! Each batch is a transaction with its row in the audit log. Broken off, it has done whole batches, and done again it goes on.

use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;

use super::{
    audit_events::{Action, Audit},
    transactions::begin_write,
    users::{self, Column},
};

/// Accounts that are written in one go: others who want to write wait no longer than that takes.
const BATCH: u64 = 100;

/// The accounts that are due.
fn due() -> Condition {
    Condition::any()
        .add(Column::DisplayName.starts_with(" "))
        .add(Column::DisplayName.ends_with(" "))
}

/// How many are due.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &impl ConnectionTrait) -> ModelResult<u64> {
    Ok(users::Entity::find().filter(due()).count(db).await?)
}

/// Does it, and says after each batch how many are done: the number of them all.
///
/// # Errors
/// When the database fails; the batches before are done then.
pub async fn run(db: &DatabaseConnection, mut progress: impl FnMut(u64)) -> ModelResult<u64> {
    let (mut done, mut after) = (0, 0);
    loop {
        let txn = begin_write(db).await?;
        let batch = users::Entity::find()
            .filter(due())
            .filter(Column::Id.gt(after))
            .order_by_asc(Column::Id)
            .limit(BATCH)
            .all(&txn)
            .await?;
        let Some(last) = batch.last() else {
            return Ok(done);
        };
        after = last.id;
        done += batch.len() as u64;
        let details = json!({ "users": batch.len() });
        for user in batch {
            change(&txn, user).await?;
        }
        Audit::new(Action::{=done=}).with(details).record(&txn).await?;
        txn.commit().await?;
        progress(done);
    }
}

/// What is done to one of them.
async fn change(txn: &impl ConnectionTrait, user: users::Model) -> ModelResult<()> {
    let name = user.display_name.as_deref().map(|name| name.trim().to_owned());
    let mut user = user.into_active_model();
    user.display_name = Set(name);
    user.update(txn).await?;
    Ok(())
}
