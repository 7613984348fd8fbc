//! Whom somebody has blocked. Nobody else is told.
//!
//! What somebody blocked writes stays where it is: pages fold it for the one who blocked them, and nothing counts it
//! as unread. A direct chat of the two can be read, and neither writes in it. Nor does the one who is blocked bring the
//! other into a group; a link leaves that to them.

use std::collections::HashSet;

use chrono::Utc;
use loco_rs::{
    app::AppContext,
    model::{ModelError, ModelResult},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{OnConflict, Query, SelectStatement},
};

pub use super::_entities::blocks::{ActiveModel, Column, Entity, Model};
use super::{
    forwards,
    groups::{self, Kind},
    messages::live,
    signals::{self, Signal},
    transactions::begin_write,
    users,
};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// People whom one person has blocked: pages carry their ids.
pub const MOST: u64 = 500;

/// Why somebody was not blocked.
#[derive(Debug, thiserror::Error)]
pub enum BlockError {
    /// The key of the text that says why.
    #[error("refused: {0}")]
    Refused(&'static str),
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl From<DbErr> for BlockError {
    fn from(error: DbErr) -> Self {
        Self::Model(error.into())
    }
}

/// What stands between the two of a direct chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// The one who looks has blocked the other.
    Own,
    Other,
}

/// Blocks `other` for `user`; once, however often.
///
/// # Errors
/// [`BlockError::Refused`] for oneself, and beyond [`MOST`].
pub async fn block(ctx: &AppContext, user: &users::Model, other: &users::Model) -> Result<(), BlockError> {
    if user.id == other.id {
        return Err(BlockError::Refused("blocks-oneself"));
    }
    let txn = begin_write(&ctx.db).await?;
    let blocked = Entity::find().filter(Column::BlockerId.eq(user.id));
    if blocked.count(&txn).await? >= MOST {
        return Err(BlockError::Refused("blocks-full"));
    }
    let row = ActiveModel {
        id: NotSet,
        blocker_id: Set(user.id),
        blocked_id: Set(other.id),
        created_at: Set(Utc::now().fixed_offset()),
    };
    let once = OnConflict::columns([Column::BlockerId, Column::BlockedId])
        .do_nothing()
        .to_owned();
    Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(&txn)
        .await?;
    let signal = Signal::Groups { user_id: user.id };
    signals::send(&txn, [signal]).await?;
    txn.commit().await?;
    tell(ctx, signal).await;
    Ok(())
}

/// Takes it back. Who was not blocked stays so.
///
/// # Errors
/// When the database fails.
pub async fn unblock(ctx: &AppContext, user: &users::Model, other: &users::Model) -> ModelResult<()> {
    let txn = begin_write(&ctx.db).await?;
    Entity::delete_many()
        .filter(Column::BlockerId.eq(user.id))
        .filter(Column::BlockedId.eq(other.id))
        .exec(&txn)
        .await?;
    let signal = Signal::Groups { user_id: user.id };
    signals::send(&txn, [signal]).await?;
    txn.commit().await?;
    tell(ctx, signal).await;
    Ok(())
}

/// The open pages of this process at once; those of others by the row. The other one's hear nothing.
async fn tell(ctx: &AppContext, signal: Signal) {
    if let Some(hub) = live::hub(ctx) {
        signals::act(&ctx.db, &hub, &[signal]).await;
    }
}

/// The ids of those whom `user_id` has blocked, in order.
///
/// # Errors
/// When the database fails.
pub async fn of(db: &impl ConnectionTrait, user_id: i64) -> ModelResult<Vec<i64>> {
    Ok(Entity::find()
        .select_only()
        .column(Column::BlockedId)
        .filter(Column::BlockerId.eq(user_id))
        .order_by_asc(Column::BlockedId)
        .into_tuple()
        .all(db)
        .await?)
}

/// Those of these messages, each with its author, that `user_id` sees folded: somebody blocked has written them, or
/// what they forward.
///
/// # Errors
/// When the database fails.
pub async fn folded(
    db: &impl ConnectionTrait,
    user_id: i64,
    messages: impl IntoIterator<Item = (i64, i64)>,
) -> ModelResult<HashSet<i64>> {
    let blocked = of(db, user_id).await?;
    if blocked.is_empty() {
        return Ok(HashSet::new());
    }
    let (written, others): (Vec<_>, Vec<_>) = messages
        .into_iter()
        .partition(|(_, author_id)| blocked.contains(author_id));
    let forwarded: Vec<i64> = forwards::Entity::find()
        .select_only()
        .column(forwards::Column::MessageId)
        .filter(forwards::Column::MessageId.is_in(others.into_iter().map(|(id, _)| id)))
        .filter(forwards::Column::AuthorId.is_in(blocked))
        .into_tuple()
        .all(db)
        .await?;
    Ok(written.into_iter().map(|(id, _)| id).chain(forwarded).collect())
}

/// Those whom `user_id` has blocked, by name, deactivated or not.
///
/// # Errors
/// When the database fails.
pub async fn people(db: &impl ConnectionTrait, user_id: i64) -> ModelResult<Vec<users::Model>> {
    Ok(users::Entity::find()
        .filter(users::Column::Id.in_subquery(blocked_by(user_id)))
        .order_by_asc(users::Column::UsernameKey)
        .all(db)
        .await?)
}

/// Whether `user_id` has blocked `other_id`, or else the other way round.
///
/// # Errors
/// When the database fails.
pub async fn between(db: &impl ConnectionTrait, user_id: i64, other_id: i64) -> ModelResult<Option<Silence>> {
    let found = Entity::find()
        .filter(
            Condition::any()
                .add(pair(user_id, other_id))
                .add(pair(other_id, user_id)),
        )
        .all(db)
        .await?;
    if found.iter().any(|block| block.blocker_id == user_id) {
        return Ok(Some(Silence::Own));
    }
    Ok((!found.is_empty()).then_some(Silence::Other))
}

/// Those of these groups that are direct chats where one of the two has blocked the other.
///
/// # Errors
/// When the database fails.
pub(super) async fn silenced(
    db: &impl ConnectionTrait,
    groups: impl Iterator<Item = &groups::Model>,
) -> ModelResult<HashSet<i64>> {
    let directs: Vec<&groups::Model> = groups.filter(|group| group.kind() == Kind::Direct).collect();
    if directs.is_empty() {
        return Ok(HashSet::new());
    }
    let people: HashSet<i64> = directs.iter().flat_map(|group| group.participants()).collect();
    let blocks = Entity::find()
        .filter(Column::BlockerId.is_in(people.iter().copied()))
        .filter(Column::BlockedId.is_in(people.iter().copied()))
        .all(db)
        .await?;
    let keys: HashSet<String> = blocks
        .iter()
        .map(|block| groups::direct_key(block.blocker_id, block.blocked_id))
        .collect();
    let silenced = directs.into_iter().filter(|group| {
        let key = group.unique_key.as_ref();
        key.is_some_and(|key| keys.contains(key))
    });
    Ok(silenced.map(|group| group.id).collect())
}

/// Whether one of these people has blocked `user_id`.
///
/// # Errors
/// When the database fails.
pub(super) async fn is_blocked_by_any(
    db: &impl ConnectionTrait,
    user_id: i64,
    people: impl IntoIterator<Item = i64>,
) -> ModelResult<bool> {
    let blocked = Entity::find()
        .filter(Column::BlockedId.eq(user_id))
        .filter(Column::BlockerId.is_in(people));
    Ok(blocked.count(db).await? > 0)
}

/// The ids of those whom `user_id` has blocked, for a condition.
pub(super) fn blocked_by(user_id: i64) -> SelectStatement {
    Query::select()
        .column(Column::BlockedId)
        .from(Entity)
        .and_where(Column::BlockerId.eq(user_id))
        .take()
}

fn pair(user_id: i64, other_id: i64) -> Condition {
    Condition::all()
        .add(Column::BlockerId.eq(user_id))
        .add(Column::BlockedId.eq(other_id))
}
