//! Between the password and the code: a sign-in that is worth nothing but the question for the second.

use chrono::{TimeDelta, Utc};
use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect, Select,
    sea_query::{Expr, ExprTrait, LockType},
};

use super::{is_on, spend};
use crate::models::{
    _entities::pending_sign_ins::{ActiveModel, Column, Entity, Model},
    sessions,
    throttles::Throttles,
    transactions::begin_write,
    users::{self, record_refusal},
};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// How long the code may take.
const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// Wrong codes after which the password is asked for again.
const MOST: i32 = 10;

/// Somebody who has given the password and a code.
#[derive(Debug)]
pub struct Proven(users::Model);

/// What a code was.
#[derive(Debug)]
pub enum Answer {
    Right(Box<Proven>),
    Wrong,
    /// The password has to be given again.
    Gone,
}

impl Proven {
    #[must_use]
    pub fn user(&self) -> &users::Model {
        &self.0
    }
}

/// Asks somebody whose password was right for a code: the token that only their browser will know. `None` for who has no
/// second factor.
///
/// # Errors
/// When the database fails.
pub async fn ask(db: &DatabaseConnection, user: &users::Model) -> ModelResult<Option<String>> {
    if !is_on(db, user.id).await? {
        return Ok(None);
    }
    let token = sessions::new_token();
    let row = ActiveModel {
        id: NotSet,
        token_hash: Set(sessions::hash(&token)),
        user_id: Set(user.id),
        proof: Set(proof(user)),
        attempts: Set(0),
        expires_at: Set(Utc::now().fixed_offset() + LIFETIME),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(Some(token))
}

/// Who is asked for a code by this token.
///
/// # Errors
/// When the database fails.
pub async fn waiting(db: &impl ConnectionTrait, token: &str) -> ModelResult<Option<users::Model>> {
    let found = good(token).find_also_related(users::Entity).one(db).await?;
    Ok(found.and_then(|(pending, user)| user.filter(|user| stands(&pending, user))))
}

/// Takes the code that somebody gives to a token.
///
/// # Errors
/// When the database fails.
pub async fn answer(
    db: &DatabaseConnection,
    throttles: &Throttles,
    token: &str,
    typed: &str,
) -> ModelResult<Answer> {
    let txn = begin_write(db).await?;
    let pending = good(token).lock(LockType::Update).one(&txn).await?;
    let Some(pending) = pending else {
        return Ok(Answer::Gone);
    };
    let user = users::Entity::find_by_id(pending.user_id)
        .lock(LockType::NoKeyUpdate)
        .one(&txn)
        .await?;
    let Some(user) = user.filter(|user| stands(&pending, user)) else {
        return Ok(Answer::Gone);
    };
    if spend(&txn, user.id, typed).await? {
        Entity::delete_by_id(pending.id).exec(&txn).await?;
        txn.commit().await?;
        return Ok(Answer::Right(Box::new(Proven(user))));
    }
    Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.eq(pending.id))
        .exec(&txn)
        .await?;
    record_refusal(&txn, throttles, Some(user.id)).await?;
    txn.commit().await?;
    Ok(Answer::Wrong)
}

/// Nobody is asked any more: who wants in gives the password again.
pub(super) async fn forget(txn: &DatabaseTransaction, user_id: i64) -> ModelResult<()> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .exec(txn)
        .await?;
    Ok(())
}

/// Deletes those that nobody has answered in time.
pub(in crate::models) async fn forget_expired(txn: &DatabaseTransaction) -> ModelResult<()> {
    Entity::delete_many()
        .filter(Column::ExpiresAt.lte(Utc::now().fixed_offset()))
        .exec(txn)
        .await?;
    Ok(())
}

fn good(token: &str) -> Select<Entity> {
    Entity::find()
        .filter(Column::TokenHash.eq(sessions::hash(token)))
        .filter(Column::ExpiresAt.gt(Utc::now().fixed_offset()))
        .filter(Column::Attempts.lt(MOST))
}

/// Whether the password that was given is still theirs.
fn stands(pending: &Model, user: &users::Model) -> bool {
    user.is_active() && pending.proof == proof(user)
}

fn proof(user: &users::Model) -> String {
    sessions::hash(&user.password_hash)
}
