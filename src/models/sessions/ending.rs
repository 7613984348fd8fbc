//! Signing out at other browsers: their sessions end, and with them their sockets, whichever server has these.

use std::collections::HashSet;

use chrono::Utc;
use loco_rs::{
    app::AppContext,
    model::{ModelError, ModelResult},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::{Column, Entity};
use crate::models::{
    audit_events::{Action, Audit},
    messages::live,
    signals::{self, Signal},
    transactions::begin_write,
};

/// Ends one session of this user.
///
/// # Errors
/// [`ModelError::EntityNotFound`] for another's, or one that has ended.
pub async fn revoke(ctx: &AppContext, user_id: i64, session_id: i64) -> ModelResult<()> {
    let txn = begin_write(&ctx.db).await?;
    let ended = Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Id.eq(session_id))
        .exec(&txn)
        .await?;
    if ended.rows_affected == 0 {
        return Err(ModelError::EntityNotFound);
    }
    record(&txn, user_id, 1).await?;
    signals::send(&txn, [Signal::Sessions { user_id }]).await?;
    txn.commit().await?;
    cut(ctx, user_id).await;
    Ok(())
}

/// Ends the sessions of this user but one.
///
/// # Errors
/// When the database fails.
pub async fn revoke_others(ctx: &AppContext, user_id: i64, session_id: i64) -> ModelResult<()> {
    let txn = begin_write(&ctx.db).await?;
    let ended = end_others(&txn, user_id, session_id).await?;
    record(&txn, user_id, ended).await?;
    txn.commit().await?;
    cut(ctx, user_id).await;
    Ok(())
}

/// The same within a transaction; [`cut`] comes after it. How many there were.
pub(in crate::models) async fn end_others(
    txn: &impl ConnectionTrait,
    user_id: i64,
    session_id: i64,
) -> ModelResult<u64> {
    let ended = Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Id.ne(session_id))
        .exec(txn)
        .await?;
    signals::send(txn, [Signal::Sessions { user_id }]).await?;
    Ok(ended.rows_affected)
}

/// The same for every session of this user.
pub(in crate::models) async fn end_all(txn: &impl ConnectionTrait, user_id: i64) -> ModelResult<()> {
    // No session has this number.
    end_others(txn, user_id, 0).await?;
    Ok(())
}

/// Has this process notice at once. Others do by the signal.
pub(in crate::models) async fn cut(ctx: &AppContext, user_id: i64) {
    if let Some(hub) = live::hub(ctx) {
        signals::act(&ctx.db, &hub, &[Signal::Sessions { user_id }]).await;
    }
}

/// The sessions of a user that may have sockets.
///
/// # Errors
/// When the database fails.
pub(in crate::models) async fn good(db: &impl ConnectionTrait, user_id: i64) -> ModelResult<HashSet<i64>> {
    let ids: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Confined.eq(false))
        .filter(Column::ExpiresAt.gt(Utc::now().fixed_offset()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().collect())
}

async fn record(txn: &impl ConnectionTrait, user_id: i64, ended: u64) -> ModelResult<()> {
    Audit::new(Action::SessionsEnded)
        .by(user_id)
        .user(user_id)
        .with(json!({ "sessions": ended }))
        .record(txn)
        .await
}
