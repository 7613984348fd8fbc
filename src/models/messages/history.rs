//! Reading a timeline: a page of it, or what changed since a cursor.

use std::collections::HashMap;

use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};

use super::{Column, Entity, Posted, Quote, events::Author, quotes};
use crate::models::{
    attachments, forwards,
    groups::{self, Standing},
    pins, previews, reactions, settings,
    transactions::begin_snapshot,
    users,
};

/// Messages on a page.
pub const PAGE: u64 = 50;

/// Messages that one request may ask for: as many as a browser keeps.
const MOST: u64 = 300;

/// Changes that a cursor may lie behind before the page has to begin anew.
const REPLAYED: u64 = 500;

/// Which messages of a group, by the numbers they were born with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    Newest,
    Before(i64),
    After {
        seq: i64,
        limit: u64,
    },
    /// With this message in the middle.
    Around(i64),
}

/// A part of a timeline and the state of its group, read in one snapshot.
#[derive(Debug)]
pub struct Window {
    pub group: groups::Model,
    pub epoch: String,
    /// In order.
    pub messages: Vec<Posted>,
    pub has_older: bool,
    pub has_newer: bool,
}

/// What a cursor has missed.
#[derive(Debug)]
pub enum Changes {
    /// Every message changed after `from`, once, as it is at `to`; in the order of their latest changes.
    Since {
        from: i64,
        to: i64,
        messages: Vec<Posted>,
    },
    /// The cursor is of another history, or too old.
    Reset { epoch: String, last_seq: i64 },
}

impl Window {
    /// # Errors
    /// When the database fails or the group is gone.
    pub async fn read(db: &DatabaseConnection, group_id: i64, position: Position) -> ModelResult<Self> {
        let txn = begin_snapshot(db).await?;
        let group = groups::find(&txn, group_id)
            .await?
            .ok_or(ModelError::EntityNotFound)?;
        let epoch = settings::epoch(&txn).await?;
        let window = match position {
            Position::Newest => {
                let (messages, has_older) = before(&txn, group_id, i64::MAX, PAGE).await?;
                (messages, has_older, false)
            }
            Position::Before(seq) => {
                let (messages, has_older) = before(&txn, group_id, seq, PAGE).await?;
                let (newer, _) = after(&txn, group_id, seq.saturating_sub(1), 1).await?;
                (messages, has_older, !newer.is_empty())
            }
            Position::After { seq, limit } => {
                let (messages, has_newer) = after(&txn, group_id, seq, limit.clamp(1, MOST)).await?;
                let (older, _) = before(&txn, group_id, seq.saturating_add(1), 1).await?;
                (messages, !older.is_empty(), has_newer)
            }
            Position::Around(seq) => {
                let (mut messages, has_older) = before(&txn, group_id, seq, PAGE / 2).await?;
                let (rest, has_newer) = after(&txn, group_id, seq.saturating_sub(1), PAGE / 2).await?;
                messages.extend(rest);
                (messages, has_older, has_newer)
            }
        };
        txn.commit().await?;
        let (messages, has_older, has_newer) = window;
        Ok(Self {
            group,
            epoch,
            messages,
            has_older,
            has_newer,
        })
    }
}

impl Changes {
    /// What `user` has missed in `group_id`. Whether they may see it is read in the same snapshot, so that
    /// nothing comes along that was written after they had to go.
    ///
    /// # Errors
    /// [`ModelError::EntityNotFound`] for who may not see the group, or when the database fails.
    pub async fn read(
        db: &DatabaseConnection,
        user: &users::Model,
        group_id: i64,
        since: i64,
        epoch: &str,
    ) -> ModelResult<Self> {
        let txn = begin_snapshot(db).await?;
        let Standing { group, .. } = Standing::find(&txn, user, group_id).await?;
        let now = settings::epoch(&txn).await?;
        let last_seq = group.last_seq;
        if epoch != now || since < group.reset_seq || since > last_seq {
            return Ok(Self::Reset { epoch: now, last_seq });
        }
        let mut messages = Vec::new();
        if since < last_seq {
            let changed = Entity::find()
                .filter(Column::GroupId.eq(group_id))
                .filter(Column::Version.gt(since))
                .order_by_asc(Column::Version)
                .limit(REPLAYED + 1);
            messages = load(&txn, changed).await?;
            if messages.len() as u64 > REPLAYED {
                return Ok(Self::Reset { epoch: now, last_seq });
            }
        }
        txn.commit().await?;
        Ok(Self::Since {
            from: since,
            to: last_seq,
            messages,
        })
    }
}

/// The message of this group with its author; one of another group is not found.
///
/// # Errors
/// When the database fails.
pub async fn find_in(db: &impl ConnectionTrait, group_id: i64, id: i64) -> ModelResult<Option<Posted>> {
    let found = Entity::find_by_id(id).filter(Column::GroupId.eq(group_id));
    Ok(load(db, found).await?.pop())
}

/// The messages of these ids, whatever their groups.
///
/// # Errors
/// When the database fails.
pub async fn find_all(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = i64>,
) -> ModelResult<HashMap<i64, Posted>> {
    let messages = load(db, Entity::find().filter(Column::Id.is_in(ids))).await?;
    let messages = messages.into_iter();
    Ok(messages.map(|posted| (posted.message.id, posted)).collect())
}

/// The messages that the group pins, the latest pin first.
///
/// # Errors
/// When the database fails.
pub async fn pinned(db: &impl ConnectionTrait, group_id: i64) -> ModelResult<Vec<Posted>> {
    let ids = pins::of_group(db, group_id).await?;
    let mut messages = find_all(db, ids.iter().copied()).await?;
    Ok(ids.iter().filter_map(|id| messages.remove(id)).collect())
}

/// The `limit` messages born before `seq`, in order, and whether there are more.
async fn before(
    db: &impl ConnectionTrait,
    group_id: i64,
    seq: i64,
    limit: u64,
) -> ModelResult<(Vec<Posted>, bool)> {
    let query = Entity::find()
        .filter(Column::Seq.lt(seq))
        .order_by_desc(Column::Seq);
    let (mut messages, more) = page(db, group_id, query, limit).await?;
    messages.reverse();
    Ok((messages, more))
}

/// The `limit` messages born after `seq`, in order, and whether there are more.
async fn after(
    db: &impl ConnectionTrait,
    group_id: i64,
    seq: i64,
    limit: u64,
) -> ModelResult<(Vec<Posted>, bool)> {
    let query = Entity::find()
        .filter(Column::Seq.gt(seq))
        .order_by_asc(Column::Seq);
    page(db, group_id, query, limit).await
}

async fn page(
    db: &impl ConnectionTrait,
    group_id: i64,
    query: Select<Entity>,
    limit: u64,
) -> ModelResult<(Vec<Posted>, bool)> {
    // One more than shown tells whether there is more.
    let mut messages = load(db, query.filter(Column::GroupId.eq(group_id)).limit(limit + 1)).await?;
    let more = messages.len() as u64 > limit;
    messages.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok((messages, more))
}

/// Runs a query for messages, with their authors, reactions, files, previews, what they quote and what they forward.
pub(super) async fn load(db: &impl ConnectionTrait, query: Select<Entity>) -> ModelResult<Vec<Posted>> {
    let rows = query.find_also_related(users::Entity).all(db).await?;
    let ids = || rows.iter().map(|(message, _)| message.id);
    let mut reactions = reactions::of(db, ids()).await?;
    let pinned = pins::among(db, ids()).await?;
    let mut attachments = attachments::of(db, ids()).await?;
    let mut previews = previews::of(db, ids()).await?;
    let mut forwards = forwards::of(db, ids()).await?;
    let quotes = quotes::of(db, rows.iter().map(|(message, _)| message)).await?;
    Ok(rows
        .into_iter()
        .filter_map(|(message, author)| {
            // The foreign key keeps every author.
            let author = Author::from(&author?);
            Some(Posted {
                reactions: reactions.remove(&message.id).unwrap_or_default(),
                pinned: pinned.contains(&message.id),
                attachments: attachments.remove(&message.id).unwrap_or_default(),
                preview: previews.remove(&message.id).unwrap_or_default(),
                forward: forwards.remove(&message.id),
                quote: message
                    .reply_to_id
                    .map(|id| quotes.get(&id).cloned().unwrap_or(Quote::Purged)),
                message,
                author,
            })
        })
        .collect())
}
