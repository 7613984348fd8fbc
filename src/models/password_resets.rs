//! Links by which somebody who has forgotten their password sets another one, once, within half an hour.
//!
//! Only the hash of the link's token is kept. It opens no session: who uses it signs in afterwards, with a code where
//! they have a second factor.

use chrono::{TimeDelta, Utc};
use loco_rs::{
    Result,
    app::AppContext,
    model::{ModelError, ModelResult},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QuerySelect, Select,
    sea_query::LockType,
};

pub use super::_entities::password_resets::{ActiveModel, Column, Entity, Model};
use super::{
    audit_events::{Action, Audit},
    sessions,
    transactions::begin_write,
    users::{self, CredentialError, Passwords, Role},
};
use crate::workers::SendResetLink;

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// Links that somebody may have been mailed and that are still good.
const MOST: u64 = 3;

/// How long a link is good.
const LIFETIME: TimeDelta = TimeDelta::minutes(30);

/// Makes a link for somebody, by the administrator `maker` or the operator: the token that only they will know.
///
/// # Errors
/// [`ModelError::EntityNotFound`] for who is deactivated.
pub async fn make(db: &DatabaseConnection, user: &users::Model, maker: Option<i64>) -> ModelResult<String> {
    let txn = begin_write(db).await?;
    let user = users::find_actor(&txn, user.id).await?;
    let token = insert(&txn, user.id, maker, false).await?;
    Audit::new(Action::ResetLinkMade)
        .by(maker)
        .user(user.id)
        .record(&txn)
        .await?;
    txn.commit().await?;
    Ok(token)
}

/// Asks for a link by mail, for the account of this name or email address. Whether there is one, neither the answer nor
/// its time tells: a job is made for nobody, too, and the rest is left to it.
///
/// # Errors
/// When the database or the queue fails.
pub async fn ask(ctx: &AppContext, login: &str) -> Result<()> {
    let user_id = users::find_by_login(&ctx.db, login).await?.map(|user| user.id);
    SendResetLink::enqueue(ctx, user_id).await
}

/// Makes a link that goes to somebody by mail. `None` for who has no address, or has been sent some that are still good.
///
/// # Errors
/// When the database fails.
pub async fn make_by_mail(
    db: &DatabaseConnection,
    user_id: i64,
) -> ModelResult<Option<(users::Model, String)>> {
    let txn = begin_write(db).await?;
    let user = users::Entity::find_by_id(user_id).one(&txn).await?;
    let Some(user) = user.filter(|user| user.is_active() && user.email.is_some()) else {
        return Ok(None);
    };
    let sent = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::ByMail.eq(true))
        .filter(Column::ExpiresAt.gt(Utc::now().fixed_offset()));
    if sent.count(&txn).await? >= MOST {
        return Ok(None);
    }
    let token = insert(&txn, user_id, None, true).await?;
    Audit::new(Action::ResetLinkMailed)
        .user(user_id)
        .record(&txn)
        .await?;
    txn.commit().await?;
    Ok(Some((user, token)))
}

/// Whose link this is; `None` for one that is not good, for whatever reason.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, token: &str) -> ModelResult<Option<users::Model>> {
    let found = good(token).find_also_related(users::Entity).one(db).await?;
    let Some((link, Some(user))) = found else {
        return Ok(None);
    };
    Ok((user.is_active() && stands(db, &link).await?).then_some(user))
}

/// Sets another password by a link, which is good for nothing from then on, and ends every session with its sockets.
///
/// # Errors
/// [`CredentialError::Wrong`] for a link that is not good, [`CredentialError::Refused`] for a password that nobody should
/// have.
pub async fn redeem(
    ctx: &AppContext,
    passwords: &Passwords,
    token: &str,
    new: &str,
) -> Result<(), CredentialError> {
    let user = find(&ctx.db, token).await?.ok_or(CredentialError::Wrong)?;
    let judged = passwords.judge(new, &[&user.username]).await;
    judged.map_err(CredentialError::Refused)?;
    let hash = passwords.hash(new).await?;
    let txn = begin_write(&ctx.db).await?;
    // Of two at once, the second waits here and finds it used.
    let user = users::Entity::find_by_id(user.id)
        .lock(LockType::NoKeyUpdate)
        .one(&txn)
        .await?;
    let user = user
        .filter(users::Model::is_active)
        .ok_or(CredentialError::Wrong)?;
    let link = good(token).one(&txn).await?.ok_or(CredentialError::Wrong)?;
    if !stands(&txn, &link).await? {
        return Err(CredentialError::Wrong);
    }
    let mut row = user.into_active_model();
    row.password_hash = Set(hash);
    row.updated_at = Set(Utc::now().fixed_offset());
    let user = row.update(&txn).await?;
    // No session has this number.
    user.conclude(ctx, txn, Action::PasswordReset, 0).await
}

/// Makes the links of somebody worthless: what they sign in with has changed.
pub(super) async fn forget(txn: &DatabaseTransaction, user_id: i64) -> ModelResult<()> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .exec(txn)
        .await?;
    Ok(())
}

/// Deletes those that nobody has used in time.
pub(super) async fn forget_expired(txn: &DatabaseTransaction) -> ModelResult<()> {
    Entity::delete_many()
        .filter(Column::ExpiresAt.lte(Utc::now().fixed_offset()))
        .exec(txn)
        .await?;
    Ok(())
}

async fn insert(
    txn: &DatabaseTransaction,
    user_id: i64,
    maker: Option<i64>,
    by_mail: bool,
) -> ModelResult<String> {
    let token = sessions::new_token();
    let now = Utc::now().fixed_offset();
    let row = ActiveModel {
        id: NotSet,
        token_hash: Set(sessions::hash(&token)),
        user_id: Set(user_id),
        maker_id: Set(maker),
        by_mail: Set(by_mail),
        created_at: Set(now),
        expires_at: Set(now + LIFETIME),
    };
    Entity::insert(row).exec_without_returning(txn).await?;
    Ok(token)
}

/// Whether whoever made it may do that still.
async fn stands(db: &impl ConnectionTrait, link: &Model) -> ModelResult<bool> {
    let Some(maker) = link.maker_id else {
        return Ok(true);
    };
    match users::find_actor(db, maker).await {
        Ok(maker) => Ok(maker.role() == Role::Administrator),
        Err(ModelError::EntityNotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

fn good(token: &str) -> Select<Entity> {
    Entity::find()
        .filter(Column::TokenHash.eq(sessions::hash(token.trim())))
        .filter(Column::ExpiresAt.gt(Utc::now().fixed_offset()))
}
