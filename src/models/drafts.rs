//! What somebody has begun to write in a group, or in a thread of it: theirs alone, on whatever device they go on.
//!
//! The text that was typed last stays. Clocks of devices are not believed: a device says how long ago it was.

use std::{collections::HashSet, time::Duration};

use chrono::Utc;
use loco_rs::{
    app::AppContext,
    model::{ModelError, ModelResult},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, SqlErr,
    sea_query::{Expr, ExprTrait, OnConflict},
};

pub use super::_entities::drafts::{ActiveModel, Column, Entity, Model};
use super::{messages::LIMIT, unread};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// Why a draft was not kept.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    #[error("no message is as long")]
    TooLong,
    /// One that was typed later is there.
    #[error("a newer one is there")]
    Older,
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// Where somebody writes.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub user_id: i64,
    pub group_id: i64,
    /// The message that begins the thread, where it is one.
    pub thread: Option<i64>,
}

/// What somebody has typed.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'a> {
    /// Empty where it is sent or taken back.
    pub text: &'a str,
    pub reply_to: Option<i64>,
    /// How long ago.
    pub ago: Duration,
    /// The version that the device has seen last: nobody has typed in between, whatever became of the time on the way.
    pub seen: Option<i64>,
}

/// Keeps what was typed in a place, and gives the version that it has now. An empty text is kept, too: it says that
/// there is none any more. Their pages hear of it where a group gets its mark, or loses it.
///
/// # Errors
/// [`DraftError`]
pub async fn save(ctx: &AppContext, place: Place, typed: Typed<'_>) -> Result<i64, DraftError> {
    let db = &ctx.db;
    let body = as_kept(typed.text);
    if body.chars().count() > LIMIT {
        return Err(DraftError::TooLong);
    }
    let ago = u64::try_from(typed.ago.as_millis()).unwrap_or(u64::MAX);
    let mut typed_at = now().saturating_sub_unsigned(ago);
    let mut was_begun = false;
    if let Some(before) = of(db, place).await? {
        was_begun = !before.body.is_empty();
        // A page that was left told it, and its successor doesn't know.
        if before.body == body && before.reply_to_id == typed.reply_to {
            return Ok(before.typed_at);
        }
        if typed.seen == Some(before.typed_at) {
            typed_at = std::cmp::max(typed_at, before.typed_at + 1);
        }
    }
    let is_news = place.thread.is_none() && was_begun == body.is_empty();
    let row = ActiveModel {
        id: NotSet,
        user_id: Set(place.user_id),
        group_id: Set(place.group_id),
        thread_id: Set(place.thread.unwrap_or_default()),
        body: Set(body),
        reply_to_id: Set(typed.reply_to),
        typed_at: Set(typed_at),
    };
    let newest = OnConflict::columns([Column::UserId, Column::GroupId, Column::ThreadId])
        .update_columns([Column::Body, Column::ReplyToId, Column::TypedAt])
        .action_and_where(Expr::col((Entity, Column::TypedAt)).lte(typed_at))
        .to_owned();
    let kept = Entity::insert(row)
        .on_conflict(newest)
        .exec_without_returning(db)
        .await;
    match kept {
        Ok(0) => Err(DraftError::Older),
        Ok(_) => {
            if is_news {
                unread::tell(ctx, place.user_id, None);
            }
            Ok(typed_at)
        }
        Err(error) if matches!(error.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_))) => {
            // The group has been deleted meanwhile.
            Err(ModelError::EntityNotFound.into())
        }
        Err(error) => Err(ModelError::from(error).into()),
    }
}

/// What was begun in a place, or that it is sent.
///
/// # Errors
/// When the database fails.
pub async fn of(db: &impl ConnectionTrait, place: Place) -> ModelResult<Option<Model>> {
    Ok(Entity::find().filter(place.condition()).one(db).await?)
}

/// The groups where `user_id` has begun something. What is begun in a thread is found there.
///
/// # Errors
/// When the database fails.
pub async fn begun(db: &impl ConnectionTrait, user_id: i64) -> ModelResult<HashSet<i64>> {
    let groups: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::GroupId)
        .filter(Column::UserId.eq(user_id))
        .filter(Column::ThreadId.eq(0))
        .filter(Column::Body.ne(""))
        .into_tuple()
        .all(db)
        .await?;
    Ok(groups.into_iter().collect())
}

/// What was posted is begun no more: this text, or what has become of the draft of the version `seen`. What
/// was typed since stays.
///
/// # Errors
/// When the database fails.
pub async fn sent(ctx: &AppContext, place: Place, typed: &str, seen: i64) -> ModelResult<()> {
    let that = Condition::any()
        .add(Column::Body.eq(as_kept(typed)))
        .add(Column::TypedAt.eq(seen));
    let cleared = Entity::update_many()
        .col_expr(Column::Body, Expr::value(""))
        .col_expr(Column::ReplyToId, Expr::value(None::<i64>))
        // Later than all that was typed before it was sent, and before all since.
        .col_expr(Column::TypedAt, Column::TypedAt.into_expr().add(1))
        .filter(place.condition())
        .filter(that)
        .exec(&ctx.db)
        .await?;
    if place.thread.is_none() && cleared.rows_affected > 0 {
        unread::tell(ctx, place.user_id, None);
    }
    Ok(())
}

/// Nobody goes on in threads whose first messages are purged.
pub(in crate::models) async fn forget_threads(
    txn: &impl ConnectionTrait,
    group_id: i64,
    roots: &[i64],
) -> ModelResult<()> {
    Entity::delete_many()
        .filter(Column::GroupId.eq(group_id))
        .filter(Column::ThreadId.is_in(roots.iter().copied()))
        .exec(txn)
        .await?;
    Ok(())
}

/// Who leaves a group leaves nothing begun there.
pub(in crate::models) async fn forget(
    txn: &impl ConnectionTrait,
    user_id: i64,
    group_id: i64,
) -> ModelResult<()> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::GroupId.eq(group_id))
        .exec(txn)
        .await?;
    Ok(())
}

impl Place {
    fn condition(self) -> Condition {
        Condition::all()
            .add(Column::UserId.eq(self.user_id))
            .add(Column::GroupId.eq(self.group_id))
            .add(Column::ThreadId.eq(self.thread.unwrap_or_default()))
    }
}

impl Model {
    /// How long ago it was typed.
    #[must_use]
    pub fn age(&self) -> Duration {
        Duration::from_millis(now().saturating_sub(self.typed_at).try_into().unwrap_or_default())
    }
}

/// Browsers send CR LF from a textarea; NUL is what PostgreSQL can't keep.
fn as_kept(typed: &str) -> String {
    typed.replace("\r\n", "\n").replace('\0', "")
}

fn now() -> i64 {
    Utc::now().timestamp_millis()
}
