//! The second factor: codes of an authenticator app, and recovery codes for when it is lost.
//!
//! The secret lies in the database as it is, because codes are made from it. It is shown until a code has confirmed it,
//! and never again.

use chrono::{TimeDelta, Utc};
use loco_rs::{app::AppContext, model::ModelResult};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

pub use super::_entities::second_factors::{ActiveModel, Column, Entity, Model};
use super::{
    audit_events::{Action, Audit},
    sessions, settings,
    transactions::begin_write,
    users::{self, CredentialError, Passwords},
};

mod authenticator;
mod pending;
mod policy;
mod recovery;

pub(super) use pending::forget_expired;
pub use pending::{Answer, Proven, answer, ask, waiting};
pub use policy::{is_required, require, without};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// How long a new secret may wait for its first code.
const PATIENCE: TimeDelta = TimeDelta::minutes(30);

/// What somebody has.
#[derive(Debug)]
pub enum State {
    Off,
    /// A secret that no code has confirmed: signing in asks for none.
    Pending(SetUp),
    On {
        since: chrono::DateTime<chrono::FixedOffset>,
        /// Recovery codes that have not been used.
        left: u64,
    },
}

/// What an authenticator app has to be told.
#[derive(Debug)]
pub struct SetUp {
    /// In base32.
    pub secret: String,
    /// The same as an `otpauth:` address.
    pub address: String,
}

/// What somebody has now. `site` is the host that their authenticator shows.
///
/// # Errors
/// When the database fails.
pub async fn state(db: &impl ConnectionTrait, user: &users::Model, site: &str) -> ModelResult<State> {
    let Some(factor) = Entity::find_by_id(user.id).one(db).await? else {
        return Ok(State::Off);
    };
    if let Some(since) = factor.confirmed_at {
        let left = recovery::left(db, user.id).await?;
        return Ok(State::On { since, left });
    }
    if is_stale(&factor) {
        return Ok(State::Off);
    }
    let address = authenticator::address(&factor.secret, &user.username, site)?;
    Ok(State::Pending(SetUp {
        secret: factor.secret,
        address,
    }))
}

/// Whether signing in asks for a code.
///
/// # Errors
/// When the database fails.
pub async fn is_on(db: &impl ConnectionTrait, user_id: i64) -> ModelResult<bool> {
    let confirmed = Entity::find_by_id(user_id).filter(Column::ConfirmedAt.is_not_null());
    Ok(confirmed.count(db).await? > 0)
}

/// Makes a secret, in place of one that is not confirmed.
///
/// # Errors
/// [`CredentialError::Wrong`] for another password, [`CredentialError::Refused`] where it is on.
pub async fn begin(
    ctx: &AppContext,
    passwords: &Passwords,
    user: &users::Model,
    password: &str,
) -> Result<(), CredentialError> {
    user.prove(passwords, password).await?;
    let txn = begin_write(&ctx.db).await?;
    user.unchanged(&txn).await?;
    Entity::delete_many()
        .filter(Column::UserId.eq(user.id))
        .filter(Column::ConfirmedAt.is_null())
        .exec(&txn)
        .await?;
    if is_on(&txn, user.id).await? {
        return Err(CredentialError::Refused("two-factor-on-already"));
    }
    let row = ActiveModel {
        user_id: Set(user.id),
        secret: Set(authenticator::new_secret()),
        created_at: Set(Utc::now().fixed_offset()),
        confirmed_at: Set(None),
        last_step: Set(None),
    };
    Entity::insert(row).exec_without_returning(&txn).await?;
    txn.commit().await?;
    Ok(())
}

/// Turns it on by a first code, ends every session but `session_id`, and gives the recovery codes, which are kept as
/// hashes only.
///
/// # Errors
/// [`CredentialError::Wrong`] for another code, [`CredentialError::Refused`] where no secret waits for one.
pub async fn confirm(
    ctx: &AppContext,
    user: &users::Model,
    session_id: i64,
    code: &str,
) -> Result<Vec<String>, CredentialError> {
    let txn = begin_write(&ctx.db).await?;
    let user = user.unchanged(&txn).await?;
    let factor = Entity::find_by_id(user.id).one(&txn).await?;
    let factor = factor.filter(|factor| factor.confirmed_at.is_none() && !is_stale(factor));
    let factor = factor.ok_or(CredentialError::Refused("two-factor-expired"))?;
    let step = authenticator::step(&factor.secret, code, Utc::now())?;
    let step = step.ok_or(CredentialError::Wrong)?;
    Entity::update_many()
        .col_expr(Column::ConfirmedAt, Expr::value(Utc::now().fixed_offset()))
        .col_expr(Column::LastStep, Expr::value(step))
        .filter(Column::UserId.eq(user.id))
        .exec(&txn)
        .await?;
    let codes = recovery::renew(&txn, user.id).await?;
    settings::second_factor_locked(&txn).await?;
    sessions::confine(&txn, session_id, false).await?;
    user.conclude(ctx, txn, Action::SecondFactorTurnedOn, session_id)
        .await?;
    Ok(codes)
}

/// Other recovery codes in place of those that there are.
///
/// # Errors
/// [`CredentialError::Wrong`] for another password, [`CredentialError::Refused`] where it is off.
pub async fn renew_codes(
    ctx: &AppContext,
    passwords: &Passwords,
    user: &users::Model,
    password: &str,
) -> Result<Vec<String>, CredentialError> {
    user.prove(passwords, password).await?;
    let txn = begin_write(&ctx.db).await?;
    let user = user.unchanged(&txn).await?;
    if !is_on(&txn, user.id).await? {
        return Err(CredentialError::Refused("two-factor-off-already"));
    }
    let codes = recovery::renew(&txn, user.id).await?;
    let audit = Audit::new(Action::RecoveryCodesMade).by(user.id).user(user.id);
    audit.record(&txn).await?;
    txn.commit().await?;
    Ok(codes)
}

/// Turns it off, and ends every session but `session_id`. Where everybody needs one, that one is good for nothing but
/// setting one up again.
///
/// # Errors
/// [`CredentialError::Wrong`] for another password, [`CredentialError::Refused`] where it is off.
pub async fn turn_off(
    ctx: &AppContext,
    passwords: &Passwords,
    user: &users::Model,
    session_id: i64,
    password: &str,
) -> Result<(), CredentialError> {
    user.prove(passwords, password).await?;
    let txn = begin_write(&ctx.db).await?;
    let user = user.unchanged(&txn).await?;
    if !remove(&txn, user.id).await? {
        return Err(CredentialError::Refused("two-factor-off-already"));
    }
    let required = settings::second_factor_locked(&txn).await?;
    sessions::confine(&txn, session_id, required).await?;
    user.conclude(ctx, txn, Action::SecondFactorTurnedOff, session_id)
        .await
}

/// Takes it from somebody who has lost it, by the administrator `actor` or the operator, and ends all their sessions.
/// Whether there was one.
///
/// # Errors
/// When the database fails.
pub async fn reset(ctx: &AppContext, user: &users::Model, actor: Option<i64>) -> ModelResult<bool> {
    let txn = begin_write(&ctx.db).await?;
    if !remove(&txn, user.id).await? {
        return Ok(false);
    }
    sessions::end_all(&txn, user.id).await?;
    let audit = Audit::new(Action::SecondFactorReset).by(actor).user(user.id);
    audit.record(&txn).await?;
    txn.commit().await?;
    sessions::cut(ctx, user.id).await;
    user.tell(ctx, Action::SecondFactorReset).await;
    Ok(true)
}

/// Whether the code is one that this user may sign in with now: from then on it is used.
async fn spend(txn: &DatabaseTransaction, user_id: i64, typed: &str) -> ModelResult<bool> {
    let factor = Entity::find_by_id(user_id).filter(Column::ConfirmedAt.is_not_null());
    let Some(factor) = factor.one(txn).await? else {
        return Ok(false);
    };
    let Some(step) = authenticator::step(&factor.secret, typed, Utc::now())? else {
        return recovery::spend(txn, user_id, typed).await;
    };
    // A code that somebody has read over a shoulder has been used by the time they type it.
    let spent = Entity::update_many()
        .col_expr(Column::LastStep, Expr::value(step))
        .filter(Column::UserId.eq(user_id))
        .filter(Column::LastStep.is_null().or(Column::LastStep.lt(step)))
        .exec(txn)
        .await?;
    Ok(spent.rows_affected == 1)
}

/// Whether there was one that was on.
async fn remove(txn: &DatabaseTransaction, user_id: i64) -> ModelResult<bool> {
    let was_on = is_on(txn, user_id).await?;
    Entity::delete_by_id(user_id).exec(txn).await?;
    recovery::forget(txn, user_id).await?;
    pending::forget(txn, user_id).await?;
    Ok(was_on)
}

fn is_stale(factor: &Model) -> bool {
    Utc::now().fixed_offset() - factor.created_at > PATIENCE
}
