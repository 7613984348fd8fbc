//! One query for all groups of somebody, by the indexes of places in a group.

use chrono::{DateTime, FixedOffset, Utc};
use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

use super::All;
use crate::models::{
    blocks,
    memberships::{self, Attention},
    messages::{Column, Entity},
};

/// Where counting stops: so many and more are the same to a reader.
pub const MOST: u64 = 100;

/// What somebody has not read in one group, as far as they want to be told of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unread {
    /// The number up to which all is read.
    pub read: i64,
    /// At most [`MOST`].
    pub messages: u64,
    /// Messages that mention the reader, or everyone; at most [`MOST`].
    pub mentions: u64,
    /// As it is now: less than was chosen where the group is muted.
    pub attention: Attention,
    /// When that ends.
    pub muted_until: Option<DateTime<FixedOffset>>,
}

/// A row of [`COUNT`].
#[derive(FromQueryResult)]
struct Row {
    group_id: i64,
    last_read_seq: i64,
    attention: String,
    muted_until: Option<DateTime<FixedOffset>>,
    messages: i64,
    mentions: i64,
}

/// Each count by an index and up to [`MOST`] rows, so that what was never read costs no more than a full page. Of
/// what mentions both its reader and everyone the second is not counted, and nothing of whom they have blocked.
const COUNT: &str = r#"
SELECT own.group_id, own.last_read_seq, own.attention, own.muted_until,
    (SELECT COUNT(*) FROM (
        SELECT messages.id FROM messages
        WHERE messages.group_id = own.group_id AND messages.seq > own.last_read_seq
            AND messages.author_id <> $1 AND messages.deleted_at IS NULL AND messages.line IS NULL
            AND messages.author_id NOT IN (SELECT blocked_id FROM blocks WHERE blocker_id = $1)
        LIMIT 100) AS live) AS messages,
    (SELECT COUNT(*) FROM (
        SELECT mentions.id FROM mentions INNER JOIN messages ON messages.id = mentions.message_id
        WHERE mentions.group_id = own.group_id AND mentions.user_id = $1
            AND mentions.seq > own.last_read_seq AND messages.author_id <> $1
            AND messages.author_id NOT IN (SELECT blocked_id FROM blocks WHERE blocker_id = $1)
        LIMIT 100) AS named)
    + (SELECT COUNT(*) FROM (
        SELECT mentions.id FROM mentions INNER JOIN messages ON messages.id = mentions.message_id
        WHERE mentions.group_id = own.group_id AND mentions.user_id IS NULL
            AND mentions.seq > own.last_read_seq AND messages.author_id <> $1
            AND messages.author_id NOT IN (SELECT blocked_id FROM blocks WHERE blocker_id = $1)
            AND NOT EXISTS (
                SELECT 1 FROM mentions AS twice
                WHERE twice.message_id = mentions.message_id AND twice.user_id = $1)
        LIMIT 100) AS everyone) AS mentions
FROM memberships AS own INNER JOIN "groups" ON "groups".id = own.group_id
WHERE own.user_id = $1 AND "groups".deleted_at IS NULL"#;

/// What `user_id` has not read, by group.
///
/// # Errors
/// When the database fails.
pub async fn of(db: &impl ConnectionTrait, user_id: i64) -> ModelResult<All> {
    let query = Statement::from_sql_and_values(db.get_database_backend(), COUNT, [user_id.into()]);
    let rows = Row::find_by_statement(query).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.group_id, row.into())).collect())
}

/// How far a member has read a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The number up to which all is read.
    pub read: i64,
    /// The number of the first message that is not, if there is one.
    pub first: Option<i64>,
}

impl Reading {
    /// `None` for who is no member.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(db: &impl ConnectionTrait, user_id: i64, group_id: i64) -> ModelResult<Option<Self>> {
        let read: Option<i64> = memberships::Entity::find()
            .select_only()
            .column(memberships::Column::LastReadSeq)
            .filter(memberships::Column::GroupId.eq(group_id))
            .filter(memberships::Column::UserId.eq(user_id))
            .into_tuple()
            .one(db)
            .await?;
        let Some(read) = read else { return Ok(None) };
        let first = Entity::find()
            .select_only()
            .column(Column::Seq)
            .filter(Column::GroupId.eq(group_id))
            .filter(Column::Seq.gt(read))
            .filter(Column::AuthorId.ne(user_id))
            .filter(Column::AuthorId.not_in_subquery(blocks::blocked_by(user_id)))
            .filter(Column::DeletedAt.is_null())
            .filter(Column::Line.is_null())
            .order_by_asc(Column::Seq)
            .limit(1)
            .into_tuple()
            .one(db)
            .await?;
        Ok(Some(Self { read, first }))
    }
}

impl Unread {
    /// Whether its reader wants to hear less of the group than of others.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.attention != Attention::Everything
    }

    /// Milliseconds until the group is muted no more, if it is.
    #[must_use]
    pub fn muted_for(&self) -> Option<i64> {
        let left = self.muted_until? - Utc::now().fixed_offset();
        Some(left.num_milliseconds().max(0))
    }

    /// What a sum counts: of a muted group its mentions.
    #[must_use]
    pub fn sum(&self) -> u64 {
        self.messages.max(self.mentions)
    }
}

impl From<Row> for Unread {
    fn from(row: Row) -> Self {
        let chosen = Attention::parse(&row.attention).unwrap_or(Attention::Everything);
        let attention = chosen.muted(row.muted_until);
        let count = |count: i64, told: bool| if told { count.unsigned_abs().min(MOST) } else { 0 };
        Self {
            read: row.last_read_seq,
            messages: count(row.messages, attention == Attention::Everything),
            mentions: count(row.mentions, attention != Attention::Nothing),
            attention,
            muted_until: row.muted_until.filter(|_| attention != chosen),
        }
    }
}
