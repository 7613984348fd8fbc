//! Signed-in browsers. The browser holds the token; the database holds its hash.

use std::collections::HashMap;

use chrono::{Duration, Utc};
use loco_rs::{app::AppContext, model::ModelResult};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect,
    sea_query::LockType,
};
use serde_json::json;
use sha2::{Digest, Sha256};

pub use super::_entities::sessions::{ActiveModel, Column, Entity, Model};
use super::{
    audit_events::{Action, Audit},
    messages::live,
    password_resets,
    second_factors::{self, Proven},
    settings,
    together::{Together, padded},
    transactions::begin_write,
    users,
};

mod confining;
mod devices;
mod ending;

pub(super) use confining::{confine, confine_without};
pub use devices::{device, last_uses, list, touch};
pub(super) use ending::{cut, end_all, end_others, good};
pub use ending::{revoke, revoke_others};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// A session that has just begun, with the token that only the browser will know.
#[derive(Debug)]
pub struct Started {
    pub session: Model,
    /// 128 random bits in hexadecimal.
    pub token: String,
}

/// Begins a session of `days` at a browser, see [`device`], by the password alone. Always a new token: one planted
/// before signing in is worth nothing. `None` if the password was changed or the user deactivated since `user` was read,
/// or if they have a second factor.
///
/// # Errors
/// When the database fails.
pub async fn start(
    db: &DatabaseConnection,
    user: &users::Model,
    days: u32,
    device: &str,
) -> ModelResult<Option<Started>> {
    begin(db, user, days, device, false).await
}

/// The same for who has given a code, too.
///
/// # Errors
/// When the database fails.
pub async fn start_proven(
    db: &DatabaseConnection,
    proven: &Proven,
    days: u32,
    device: &str,
) -> ModelResult<Option<Started>> {
    begin(db, proven.user(), days, device, true).await
}

async fn begin(
    db: &DatabaseConnection,
    user: &users::Model,
    days: u32,
    device: &str,
    proven: bool,
) -> ModelResult<Option<Started>> {
    let txn = begin_write(db).await?;
    let now = users::Entity::find_by_id(user.id)
        // Messages that point to them may still come.
        .lock(LockType::NoKeyUpdate)
        .one(&txn)
        .await?;
    if !now.is_some_and(|now| now.is_active() && now.password_hash == user.password_hash) {
        return Ok(None);
    }
    let has_second = second_factors::is_on(&txn, user.id).await?;
    if has_second && !proven {
        return Ok(None);
    }
    let confined = !has_second && settings::second_factor_locked(&txn).await?;
    let token = new_token();
    let now = Utc::now().fixed_offset();
    let row = ActiveModel {
        id: NotSet,
        token_hash: Set(hash(&token)),
        user_id: Set(user.id),
        created_at: Set(now),
        expires_at: Set(now + Duration::days(days.into())),
        device: Set(Some(device.to_owned()).filter(|device| !device.is_empty())),
        used_at: Set(Some(now)),
        confined: Set(confined),
    };
    let session = Entity::insert(row).exec_with_returning(&txn).await?;
    Audit::new(Action::SignedIn)
        .by(user.id)
        .user(user.id)
        .with(json!({ "session_id": session.id }))
        .record(&txn)
        .await?;
    txn.commit().await?;
    Ok(Some(Started { session, token }))
}

/// 128 random bits in hexadecimal: what is a secret, and kept as its hash only.
pub(super) fn new_token() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// Finds the sessions of those who ask at the same time.
#[derive(Debug, Clone)]
pub struct ActiveSessions(Together<String, (Model, users::Model)>);

impl ActiveSessions {
    #[must_use]
    pub fn of(db: DatabaseConnection) -> Self {
        Self(Together::start(move |hashes| {
            let db = db.clone();
            async move { active(&db, hashes).await }
        }))
    }

    /// The session of this token and its user, unless it has expired or the user is deactivated.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, token: &str) -> ModelResult<Option<(Model, users::Model)>> {
        self.0.ask(hash(token)).await
    }
}

/// By the hashes of their tokens.
async fn active(
    db: &DatabaseConnection,
    hashes: Vec<String>,
) -> ModelResult<HashMap<String, (Model, users::Model)>> {
    let found = Entity::find()
        .filter(Column::TokenHash.is_in(padded(hashes)))
        .filter(Column::ExpiresAt.gt(Utc::now().fixed_offset()))
        .find_also_related(users::Entity)
        .all(db)
        .await?;
    let active = found.into_iter().filter_map(|(session, user)| {
        let user = user.filter(users::Model::is_active)?;
        Some((session.token_hash.clone(), (session, user)))
    });
    Ok(active.collect())
}

/// The user of a session that is still good, and not confined to setting up a second factor.
///
/// # Errors
/// When the database fails.
pub async fn active_user(db: &impl ConnectionTrait, session_id: i64) -> ModelResult<Option<users::Model>> {
    let found = Entity::find_by_id(session_id)
        .filter(Column::Confined.eq(false))
        .filter(Column::ExpiresAt.gt(Utc::now().fixed_offset()))
        .find_also_related(users::Entity)
        .one(db)
        .await?;
    Ok(found.and_then(|(_, user)| user.filter(users::Model::is_active)))
}

/// Ends the session and its sockets.
///
/// # Errors
/// When the database fails.
pub async fn end(ctx: &AppContext, session_id: i64) -> ModelResult<()> {
    Entity::delete_by_id(session_id).exec(&ctx.db).await?;
    live::hub(ctx).inspect(|hub| hub.cut_session(session_id));
    Ok(())
}

/// Deletes what has expired; how many there were.
///
/// # Errors
/// When the database fails.
pub async fn delete_expired(db: &DatabaseConnection) -> ModelResult<u64> {
    let txn = begin_write(db).await?;
    let deleted = Entity::delete_many()
        .filter(Column::ExpiresAt.lte(Utc::now().fixed_offset()))
        .exec(&txn)
        .await?
        .rows_affected;
    if deleted > 0 {
        Audit::new(Action::SessionsPruned)
            .with(json!({ "sessions": deleted }))
            .record(&txn)
            .await?;
    }
    second_factors::forget_expired(&txn).await?;
    password_resets::forget_expired(&txn).await?;
    txn.commit().await?;
    Ok(deleted)
}

/// SHA-256 is enough here: the token is random, so there is nothing to guess.
pub(super) fn hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |number: u8| char::from_digit(number.into(), 16).unwrap_or_default();
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)])
        .collect()
}
