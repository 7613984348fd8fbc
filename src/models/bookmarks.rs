//! Messages that somebody keeps for themself. Nobody else knows of it.

use std::collections::{HashMap, HashSet};

use chrono::Utc;
use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, SqlErr,
    sea_query::OnConflict,
};

pub use super::_entities::bookmarks::{ActiveModel, Column, Entity, Model};
use super::{
    groups::{self, Standing},
    messages::{self, Author, Posted},
    users,
};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// Messages that one person keeps.
pub const MOST: u64 = 1000;

/// Bookmarks that are read at once.
const PAGE: u64 = 20;

/// A kept message and where it is.
#[derive(Debug)]
pub struct Saved {
    pub posted: Posted,
    pub group: groups::Model,
    /// Whom a direct chat is with: themself for a note to oneself.
    pub other: Option<Author>,
}

/// Some of what somebody keeps.
#[derive(Debug)]
pub struct Shelf {
    /// The latest first. Without what they may not see any more, and without what is deleted.
    pub saved: Vec<Saved>,
    /// What to name as `before` for the next ones.
    pub next: Option<i64>,
}

/// Why a message was not kept.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("too many are kept")]
    Full,
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// Keeps a message that `user_id` sees; once, however often.
///
/// # Errors
/// [`SaveError::Full`], or when the database fails.
pub async fn add(db: &DatabaseConnection, user_id: i64, message_id: i64) -> Result<(), SaveError> {
    let kept = Entity::find().filter(Column::UserId.eq(user_id));
    if kept.count(db).await.map_err(ModelError::from)? >= MOST {
        return Err(SaveError::Full);
    }
    let row = ActiveModel {
        id: NotSet,
        message_id: Set(message_id),
        user_id: Set(user_id),
        created_at: Set(Utc::now().fixed_offset()),
    };
    let once = OnConflict::columns([Column::UserId, Column::MessageId])
        .do_nothing()
        .to_owned();
    let inserted = Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(db)
        .await;
    match inserted {
        Err(error) if matches!(error.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_))) => {
            // Purged meanwhile.
            Err(ModelError::EntityNotFound.into())
        }
        inserted => Ok(inserted.map(|_| ()).map_err(ModelError::from)?),
    }
}

/// # Errors
/// When the database fails.
pub async fn remove(db: &impl ConnectionTrait, user_id: i64, message_id: i64) -> ModelResult<()> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::MessageId.eq(message_id))
        .exec(db)
        .await?;
    Ok(())
}

/// Which of these messages `user_id` keeps.
///
/// # Errors
/// When the database fails.
pub async fn among(
    db: &impl ConnectionTrait,
    user_id: i64,
    message_ids: impl IntoIterator<Item = i64>,
) -> ModelResult<HashSet<i64>> {
    let message_ids: Vec<i64> = message_ids.into_iter().collect();
    if message_ids.is_empty() {
        return Ok(HashSet::new());
    }
    let kept: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::MessageId)
        .filter(Column::UserId.eq(user_id))
        .filter(Column::MessageId.is_in(message_ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(kept.into_iter().collect())
}

impl Shelf {
    /// What `user` keeps; of that, what was kept before the bookmark `before`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(
        db: &impl ConnectionTrait,
        user: &users::Model,
        before: Option<i64>,
    ) -> ModelResult<Self> {
        let mut bookmarks = Entity::find()
            .filter(Column::UserId.eq(user.id))
            .filter(Column::Id.lt(before.unwrap_or(i64::MAX)))
            .order_by_desc(Column::Id)
            // One more than shown tells whether there is more.
            .limit(PAGE + 1)
            .all(db)
            .await?;
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = bookmarks.len() > most;
        bookmarks.truncate(most);
        let next = bookmarks.last().filter(|_| more).map(|last| last.id);

        let ids = bookmarks.iter().map(|bookmark| bookmark.message_id);
        let mut messages = messages::find_all(db, ids).await?;
        messages.retain(|_, posted| posted.is_live());
        let group_ids = messages.values().map(|posted| posted.message.group_id);
        let groups = Standing::find_all(db, user, group_ids).await?;
        let others = groups
            .values()
            .filter_map(|standing| standing.group.other_participant(user.id));
        let others = users::Entity::find()
            .filter(users::Column::Id.is_in(others.collect::<Vec<_>>()))
            .all(db)
            .await?;
        let others: HashMap<i64, Author> = others.iter().map(|other| (other.id, other.into())).collect();
        let saved = bookmarks.iter().filter_map(|bookmark| {
            let posted = messages.remove(&bookmark.message_id)?;
            let group = groups.get(&posted.message.group_id)?.group.clone();
            let other = group.other_participant(user.id);
            let other = other.and_then(|id| others.get(&id)).cloned();
            Some(Saved { posted, group, other })
        });
        Ok(Self {
            saved: saved.collect(),
            next,
        })
    }
}
