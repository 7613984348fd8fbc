//! People who are kept out of the whole site, by whom, why and until when.
//!
//! Who is banned is deactivated, which every way in looks at already. What this adds is the reason, and an end.

use std::collections::HashMap;

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use loco_rs::{app::AppContext, model::ModelResult};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::Expr,
};
use serde_json::json;

pub use super::_entities::site_bans::{ActiveModel, Column, Entity, Model};
use super::{
    audit_events::{Action, Audit},
    transactions::begin_write,
    users::{self, Shutting, StandingError},
};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// Characters of a reason.
pub const REASON: usize = 500;

/// Days that a ban with an end lasts at most.
pub const LONGEST: i64 = 3650;

/// What somebody is banned for, and how long; for good without days.
#[derive(Debug, Clone)]
pub struct Terms {
    reason: String,
    days: Option<i64>,
}

impl Terms {
    /// # Errors
    /// The key of the text that says what is wrong.
    pub fn new(reason: &str, days: &str) -> Result<Self, &'static str> {
        let reason = reason.trim().replace('\0', "");
        if reason.is_empty() {
            return Err("ban-reason-missing");
        }
        if reason.chars().count() > REASON {
            return Err("ban-reason-length");
        }
        let days = match days.trim() {
            "" => None,
            days => Some(
                days.parse()
                    .ok()
                    .filter(|days| (1..=LONGEST).contains(days))
                    .ok_or("ban-days")?,
            ),
        };
        Ok(Self { reason, days })
    }

    /// For good, by what was reported.
    #[must_use]
    pub fn for_report(reason: &str) -> Self {
        Self {
            reason: format!("A message was reported: {reason}"),
            days: None,
        }
    }

    #[must_use]
    pub fn until(&self) -> Option<DateTime<FixedOffset>> {
        self.days
            .map(|days| (Utc::now() + TimeDelta::days(days)).fixed_offset())
    }
}

impl Model {
    /// Whether its time is over, which the next sign-in will find.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.expires_at.is_some_and(|end| end <= Utc::now())
    }
}

/// Bans somebody from the site, by the user `actor` or the operator: signed out everywhere at once. What they own passes
/// on only with a ban for good.
///
/// # Errors
/// [`StandingError`]
pub async fn ban(
    ctx: &AppContext,
    user: users::Model,
    terms: &Terms,
    actor: Option<i64>,
) -> Result<(), StandingError> {
    if actor == Some(user.id) {
        return Err(StandingError::Refused("ban-oneself"));
    }
    let txn = begin_write(&ctx.db).await?;
    let user = users::lock(&txn, user.id).await?;
    if !user.is_active() {
        return Err(StandingError::Refused("ban-inactive"));
    }
    let (user_id, until) = (user.id, terms.until());
    let row = ActiveModel {
        id: NotSet,
        user_id: Set(user_id),
        actor_id: Set(actor),
        reason: Set(terms.reason.clone()),
        created_at: Set(Utc::now().fixed_offset()),
        expires_at: Set(until),
        lifted_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(&txn).await?;
    let shutting = Shutting {
        action: Action::UserBanned,
        details: json!({ "username": user.username, "reason": terms.reason, "until": until }),
        actor,
        for_good: until.is_none(),
    };
    let signals = user.shut_out(&txn, shutting).await?;
    users::conclude(ctx, txn, &signals).await?;
    Ok(())
}

/// Lets somebody in again, by the user `actor` or the operator. Who is not banned stays as they are.
///
/// # Errors
/// When the database fails.
pub async fn lift(db: &DatabaseConnection, user: &users::Model, actor: Option<i64>) -> ModelResult<()> {
    let txn = begin_write(db).await?;
    let user = users::lock(&txn, user.id).await?;
    if close(&txn, user.id).await? == 0 {
        return Ok(());
    }
    Audit::new(Action::UserUnbanned)
        .by(actor)
        .user(user.id)
        .with(json!({ "username": user.username }))
        .record(&txn)
        .await?;
    let mut row = user.into_active_model();
    row.deactivated_at = Set(None);
    row.updated_at = Set(Utc::now().fixed_offset());
    row.update(&txn).await?;
    txn.commit().await?;
    Ok(())
}

/// The ban of somebody who is banned, over or not.
///
/// # Errors
/// When the database fails.
pub async fn of(db: &impl ConnectionTrait, user_id: i64) -> ModelResult<Option<Model>> {
    Ok(Entity::find()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::LiftedAt.is_null())
        .one(db)
        .await?)
}

/// The same of several people, by user.
///
/// # Errors
/// When the database fails.
pub async fn among(
    db: &impl ConnectionTrait,
    user_ids: impl IntoIterator<Item = i64>,
) -> ModelResult<HashMap<i64, Model>> {
    let bans = Entity::find()
        .filter(Column::UserId.is_in(user_ids))
        .filter(Column::LiftedAt.is_null())
        .all(db)
        .await?;
    Ok(bans.into_iter().map(|ban| (ban.user_id, ban)).collect())
}

/// Ends the ban of this user, if there is one: how many there were.
pub(super) async fn close(db: &impl ConnectionTrait, user_id: i64) -> ModelResult<u64> {
    let closed = Entity::update_many()
        .col_expr(Column::LiftedAt, Expr::value(Utc::now().fixed_offset()))
        .filter(Column::UserId.eq(user_id))
        .filter(Column::LiftedAt.is_null())
        .exec(db)
        .await?;
    Ok(closed.rows_affected)
}

/// Lets `user`, who has just proved to be it, in if all that kept them out is a ban that is over. Else the ban.
///
/// # Errors
/// When the database fails.
pub(super) async fn end_if_over(
    db: &impl ConnectionTrait,
    mut user: users::Model,
) -> ModelResult<Result<users::Model, Option<Model>>> {
    let Some(ban) = of(db, user.id).await? else {
        return Ok(Err(None));
    };
    if !ban.is_over() {
        return Ok(Err(Some(ban)));
    }
    // Only what was looked at: they may have been shut out anew meanwhile.
    let ended = users::Entity::update_many()
        .col_expr(
            users::Column::DeactivatedAt,
            Expr::value(Option::<DateTime<FixedOffset>>::None),
        )
        .filter(users::Column::Id.eq(user.id))
        .filter(users::Column::DeactivatedAt.eq(user.deactivated_at))
        .exec(db)
        .await?;
    if ended.rows_affected == 0 {
        return Ok(Err(None));
    }
    close(db, user.id).await?;
    Audit::new(Action::UserUnbanned)
        .user(user.id)
        .with(json!({ "username": user.username, "over": true }))
        .record(db)
        .await?;
    user.deactivated_at = None;
    Ok(Ok(user))
}
