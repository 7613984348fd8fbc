//! Who belongs to which group, and as what.

use std::collections::BTreeSet;

use chrono::Utc;
use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};

pub use super::_entities::memberships::{ActiveModel, Column, Entity, Model};

mod attention;
mod changes;
mod listing;
mod succession;

pub use attention::{Attention, MUTES, Mute, choose};
pub use changes::{Add, Ban, HandOver, Join, Leave, LiftBan, Remove, SetRole};
pub use listing::{Banned, Member, Members};
pub use succession::succeed;

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// People who can be added at once.
pub const MOST_AT_ONCE: usize = 500;

/// Rows of one statement: databases bind so many values and no more.
const CHUNK: usize = 1000;

/// What somebody may do in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Member,
    /// Adds and removes members.
    Moderator,
    /// Does everything.
    Owner,
}

/// A membership that is about to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewMember {
    pub group_id: i64,
    pub user_id: i64,
    pub role: Role,
    /// What came before counts as read.
    pub last_read_seq: i64,
}

impl Role {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Moderator => "moderator",
            Self::Owner => "owner",
        }
    }

    /// The role of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Member, Self::Moderator, Self::Owner]
            .into_iter()
            .find(|role| role.as_str() == name)
    }
}

impl NewMember {
    #[must_use]
    pub fn new(group_id: i64, user_id: i64) -> Self {
        Self {
            group_id,
            user_id,
            role: Role::Member,
            last_read_seq: 0,
        }
    }
}

impl Model {
    /// A role that this version does not know is the least.
    #[must_use]
    pub fn role(&self) -> Role {
        Role::parse(&self.role).unwrap_or(Role::Member)
    }
}

/// What `user_id` is in `group_id`; `None` for who does not belong to it.
///
/// # Errors
/// When the database fails.
pub async fn role(db: &impl ConnectionTrait, group_id: i64, user_id: i64) -> ModelResult<Option<Role>> {
    Ok(find(db, group_id, user_id).await?.map(|member| member.role()))
}

/// How many members a group has.
///
/// # Errors
/// When the database fails.
pub async fn count(db: &impl ConnectionTrait, group_id: i64) -> ModelResult<u64> {
    Ok(Entity::find()
        .filter(Column::GroupId.eq(group_id))
        .count(db)
        .await?)
}

/// How many of these users are members.
///
/// # Errors
/// When the database fails.
pub async fn count_of(db: &impl ConnectionTrait, group_id: i64, user_ids: &[i64]) -> ModelResult<u64> {
    let mut members = 0;
    for chunk in user_ids.chunks(CHUNK) {
        members += Entity::find()
            .filter(Column::GroupId.eq(group_id))
            .filter(Column::UserId.is_in(chunk.iter().copied()))
            .count(db)
            .await?;
    }
    Ok(members)
}

/// The members of a group, by id.
///
/// # Errors
/// When the database fails.
pub async fn user_ids(db: &impl ConnectionTrait, group_id: i64) -> ModelResult<Vec<i64>> {
    Ok(Entity::find()
        .select_only()
        .column(Column::UserId)
        .filter(Column::GroupId.eq(group_id))
        .order_by_asc(Column::UserId)
        .into_tuple()
        .all(db)
        .await?)
}

/// Those who keep order in a group, by id.
///
/// # Errors
/// When the database fails.
pub async fn keeper_ids(db: &impl ConnectionTrait, group_id: i64) -> ModelResult<Vec<i64>> {
    let keepers = [Role::Owner, Role::Moderator].map(Role::as_str);
    Ok(Entity::find()
        .select_only()
        .column(Column::UserId)
        .filter(Column::GroupId.eq(group_id))
        .filter(Column::Role.is_in(keepers))
        .into_tuple()
        .all(db)
        .await?)
}

/// Makes each a member; those who are one stay as they are. The users whom this was asked for.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    db: &impl ConnectionTrait,
    members: impl IntoIterator<Item = NewMember>,
) -> ModelResult<BTreeSet<i64>> {
    let now = Utc::now().fixed_offset();
    let members: Vec<NewMember> = members.into_iter().collect();
    for chunk in members.chunks(CHUNK) {
        let rows = chunk.iter().map(|member| ActiveModel {
            id: NotSet,
            group_id: Set(member.group_id),
            user_id: Set(member.user_id),
            role: Set(member.role.as_str().to_owned()),
            last_read_seq: Set(member.last_read_seq),
            created_at: Set(now),
            attention: Set(Attention::Everything.as_str().to_owned()),
            muted_until: Set(None),
        });
        Entity::insert_many(rows)
            .on_conflict(
                OnConflict::columns([Column::GroupId, Column::UserId])
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(db)
            .await?;
    }
    Ok(members.iter().map(|member| member.user_id).collect())
}

/// The membership of `user_id` in `group_id`, if they belong to it.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, group_id: i64, user_id: i64) -> ModelResult<Option<Model>> {
    Ok(Entity::find()
        .filter(Column::GroupId.eq(group_id))
        .filter(Column::UserId.eq(user_id))
        .one(db)
        .await?)
}
