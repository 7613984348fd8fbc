//! Coming and going, and who may do what.

use std::collections::HashSet;

use async_trait::async_trait;
use chrono::Utc;
use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, ModelTrait, PaginatorTrait, QueryFilter,
    sea_query::OnConflict,
};
use serde_json::json;

use super::{Column, Entity, MOST_AT_ONCE, Model, NewMember, Role, find, insert};
use crate::models::{
    audit_events::{Action, Audit},
    bans, blocks, drafts,
    groups::{self, Kind, Standing},
    messages::{Change, ChangeError, Changed, Line},
    signals::Signal,
    users,
};

/// Joins a public room.
#[derive(Debug, Clone, Copy)]
pub struct Join {
    pub user_id: i64,
}

/// Leaves a group.
#[derive(Debug, Clone, Copy)]
pub struct Leave {
    pub user_id: i64,
}

/// Adds people to a group.
#[derive(Debug, Clone)]
pub struct Add {
    pub actor_id: i64,
    pub user_ids: Vec<i64>,
}

/// Removes somebody; from a public room they can come back at once.
#[derive(Debug, Clone, Copy)]
pub struct Remove {
    pub actor_id: i64,
    pub user_id: i64,
}

/// Removes somebody and keeps them out.
#[derive(Debug, Clone, Copy)]
pub struct Ban {
    pub actor_id: i64,
    pub user_id: i64,
}

/// Lets somebody in again who was banned.
#[derive(Debug, Clone, Copy)]
pub struct LiftBan {
    pub actor_id: i64,
    pub user_id: i64,
}

/// Gives a member another role.
#[derive(Debug, Clone, Copy)]
pub struct SetRole {
    pub actor_id: i64,
    pub user_id: i64,
    pub role: Role,
}

/// Makes another member the owner in one's own place.
#[derive(Debug, Clone, Copy)]
pub struct HandOver {
    pub actor_id: i64,
    pub user_id: i64,
}

#[async_trait]
impl Change for Join {
    async fn make(&self, txn: &DatabaseTransaction, group: &groups::Model) -> Result<Changed, ChangeError> {
        let (_, standing) = actor(txn, group, self.user_id).await?;
        if standing.is_member() {
            return Ok(Changed::default());
        }
        if group.is_archived() {
            return Err(ChangeError::Refused("group-archived"));
        }
        let member = NewMember {
            last_read_seq: group.last_seq,
            ..NewMember::new(group.id, self.user_id)
        };
        let joined = insert(txn, [member]).await?;
        Ok(Changed::default()
            .line(self.user_id, Line::Joined)
            .members(group, joined))
    }
}

#[async_trait]
impl Change for Leave {
    async fn make(&self, txn: &DatabaseTransaction, group: &groups::Model) -> Result<Changed, ChangeError> {
        actor(txn, group, self.user_id).await?;
        let member = find(txn, group.id, self.user_id).await?;
        // Who reads a public room without being in it has nothing to leave.
        let Some(member) = member else {
            return Err(ChangeError::Refused("members-not-member"));
        };
        if member.role() == Role::Owner && other_owners(txn, &member).await? == 0 {
            return Err(ChangeError::Refused("members-last-owner"));
        }
        member.delete(txn).await?;
        drafts::forget(txn, self.user_id, group.id).await?;
        let user_id = self.user_id;
        let changed = Changed::default().members(group, [user_id]);
        Ok(match group.kind() {
            Kind::Public => changed.line(user_id, Line::Left),
            // It can be begun again, and the other one need not know.
            Kind::Direct => changed.signal(cut(group, user_id)),
            Kind::Private => changed.line(user_id, Line::Left).signal(cut(group, user_id)),
        })
    }
}

#[async_trait]
impl Change for Add {
    async fn make(&self, txn: &DatabaseTransaction, group: &groups::Model) -> Result<Changed, ChangeError> {
        moderator(txn, group, self.actor_id).await?;
        if group.is_archived() {
            return Err(ChangeError::Refused("group-archived"));
        }
        let wanted: HashSet<i64> = self.user_ids.iter().copied().collect();
        if wanted.len() > MOST_AT_ONCE {
            return Err(ChangeError::Refused("members-too-many"));
        }
        let wanted: Vec<i64> = wanted.into_iter().collect();
        let people = users::find_active(txn, &wanted).await?;
        if people.is_empty() || people.len() < wanted.len() {
            return Err(ChangeError::Refused("members-unknown"));
        }
        if bans::Entity::find()
            .filter(bans::Column::GroupId.eq(group.id))
            .filter(bans::Column::UserId.is_in(wanted.clone()))
            .count(txn)
            .await?
            > 0
        {
            return Err(ChangeError::Refused("members-banned"));
        }
        let members = Entity::find()
            .filter(Column::GroupId.eq(group.id))
            .filter(Column::UserId.is_in(wanted))
            .all(txn)
            .await?;
        let members: HashSet<i64> = members.iter().map(|member| member.user_id).collect();
        let added: Vec<_> = people.iter().filter(|user| !members.contains(&user.id)).collect();
        if added.is_empty() {
            return Ok(Changed::default());
        }
        if blocks::is_blocked_by_any(txn, self.actor_id, added.iter().map(|user| user.id)).await? {
            return Err(ChangeError::Refused("members-unwilling"));
        }
        let rows = added.iter().map(|user| NewMember {
            last_read_seq: group.last_seq,
            ..NewMember::new(group.id, user.id)
        });
        let joined = insert(txn, rows).await?;
        let ids: Vec<i64> = joined.iter().copied().collect();
        Audit::new(Action::MemberAdded)
            .by(self.actor_id)
            .group(group.id)
            .with(json!({ "users": ids }))
            .record(txn)
            .await?;
        Ok(Changed::default()
            .line(self.actor_id, Line::added(added))
            .members(group, joined))
    }
}

#[async_trait]
impl Change for Remove {
    async fn make(&self, txn: &DatabaseTransaction, group: &groups::Model) -> Result<Changed, ChangeError> {
        let standing = moderator(txn, group, self.actor_id).await?;
        let member = removable(txn, &standing, self.actor_id, self.user_id).await?;
        let member = member.ok_or(ChangeError::Refused("members-not-member"))?;
        member.delete(txn).await?;
        drafts::forget(txn, self.user_id, group.id).await?;
        let user = person(txn, self.user_id).await?;
        record(txn, Action::MemberRemoved, group, self.actor_id, self.user_id).await?;
        let line = Line::Removed { name: user.username };
        Ok(gone(group, self.user_id).line(self.actor_id, line))
    }
}

#[async_trait]
impl Change for Ban {
    async fn make(&self, txn: &DatabaseTransaction, group: &groups::Model) -> Result<Changed, ChangeError> {
        let standing = moderator(txn, group, self.actor_id).await?;
        let user = person(txn, self.user_id).await?;
        if group.kind() == Kind::Public && user.role() == users::Role::Administrator {
            return Err(ChangeError::Refused("members-administrator"));
        }
        if let Some(member) = removable(txn, &standing, self.actor_id, self.user_id).await? {
            member.delete(txn).await?;
        }
        drafts::forget(txn, self.user_id, group.id).await?;
        let ban = bans::ActiveModel {
            id: NotSet,
            group_id: Set(group.id),
            user_id: Set(self.user_id),
            created_at: Set(Utc::now().fixed_offset()),
        };
        let banned = bans::Entity::insert(ban)
            .on_conflict(
                OnConflict::columns([bans::Column::GroupId, bans::Column::UserId])
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(txn)
            .await?;
        if banned == 0 {
            return Ok(Changed::default());
        }
        record(txn, Action::MemberBanned, group, self.actor_id, self.user_id).await?;
        let line = Line::Banned { name: user.username };
        Ok(gone(group, self.user_id).line(self.actor_id, line))
    }
}

#[async_trait]
impl Change for LiftBan {
    async fn make(&self, txn: &DatabaseTransaction, group: &groups::Model) -> Result<Changed, ChangeError> {
        moderator(txn, group, self.actor_id).await?;
        let lifted = bans::Entity::delete_many()
            .filter(bans::Column::GroupId.eq(group.id))
            .filter(bans::Column::UserId.eq(self.user_id))
            .exec(txn)
            .await?;
        if lifted.rows_affected > 0 {
            record(txn, Action::BanLifted, group, self.actor_id, self.user_id).await?;
        }
        Ok(Changed::default())
    }
}

#[async_trait]
impl Change for SetRole {
    async fn make(&self, txn: &DatabaseTransaction, group: &groups::Model) -> Result<Changed, ChangeError> {
        owner(txn, group, self.actor_id).await?;
        let member = member(txn, group, self.user_id).await?;
        if member.role() == self.role {
            return Ok(Changed::default());
        }
        // An administrator keeps order in a room without owning it.
        if self.user_id == self.actor_id && self.role > member.role() {
            return Err(ChangeError::Refused("members-yourself-promoted"));
        }
        if member.role() == Role::Owner && other_owners(txn, &member).await? == 0 {
            return Err(ChangeError::Refused("members-last-owner"));
        }
        let user = person(txn, self.user_id).await?;
        if self.role == Role::Owner && !user.is_active() {
            return Err(ChangeError::Refused("members-unknown"));
        }
        give(txn, member, self.role).await?;
        let details = json!({ "role": self.role.as_str() });
        Audit::new(Action::RoleChanged)
            .by(self.actor_id)
            .user(self.user_id)
            .group(group.id)
            .with(details)
            .record(txn)
            .await?;
        let name = user.username;
        let line = match self.role {
            Role::Member => Line::Member { name },
            Role::Moderator => Line::Moderator { name },
            Role::Owner => Line::Owner { name },
        };
        Ok(Changed::default()
            .line(self.actor_id, line)
            .groups_of([self.user_id]))
    }
}

#[async_trait]
impl Change for HandOver {
    async fn make(&self, txn: &DatabaseTransaction, group: &groups::Model) -> Result<Changed, ChangeError> {
        owner(txn, group, self.actor_id).await?;
        // An administrator keeps order in a room without owning it.
        let own = find(txn, group.id, self.actor_id).await?;
        let own = own
            .filter(|own| own.role() == Role::Owner)
            .ok_or(ChangeError::Forbidden)?;
        if self.user_id == self.actor_id {
            return Err(ChangeError::Refused("members-yourself"));
        }
        let heir = member(txn, group, self.user_id).await?;
        let user = person(txn, self.user_id).await?;
        if !user.is_active() {
            return Err(ChangeError::Refused("members-unknown"));
        }
        give(txn, heir, Role::Owner).await?;
        give(txn, own, Role::Member).await?;
        record(txn, Action::OwnerChanged, group, self.actor_id, self.user_id).await?;
        let line = Line::HandedOver { name: user.username };
        Ok(Changed::default()
            .line(self.actor_id, line)
            .groups_of([self.actor_id, self.user_id]))
    }
}

/// The one who acts, as they are now, and what the group is to them.
async fn actor(
    txn: &DatabaseTransaction,
    group: &groups::Model,
    id: i64,
) -> Result<(users::Model, Standing), ChangeError> {
    let user = users::find_actor(txn, id).await?;
    let standing = Standing::find(txn, &user, group.id).await?;
    Ok((user, standing))
}

async fn moderator(
    txn: &DatabaseTransaction,
    group: &groups::Model,
    id: i64,
) -> Result<Standing, ChangeError> {
    let (_, standing) = actor(txn, group, id).await?;
    standing
        .may_moderate()
        .then_some(standing)
        .ok_or(ChangeError::Forbidden)
}

async fn owner(txn: &DatabaseTransaction, group: &groups::Model, id: i64) -> Result<Standing, ChangeError> {
    let (_, standing) = actor(txn, group, id).await?;
    standing
        .may_manage()
        .then_some(standing)
        .ok_or(ChangeError::Forbidden)
}

/// The membership of somebody who may be removed; `None` for who is no member.
async fn removable(
    txn: &DatabaseTransaction,
    standing: &Standing,
    actor_id: i64,
    user_id: i64,
) -> Result<Option<Model>, ChangeError> {
    if user_id == actor_id {
        return Err(ChangeError::Refused("members-yourself"));
    }
    let member = find(txn, standing.group.id, user_id).await?;
    match &member {
        Some(member) if member.role() == Role::Owner => Err(ChangeError::Refused("members-owner")),
        Some(member) if !standing.may_remove(member.role()) => Err(ChangeError::Forbidden),
        _ => Ok(member),
    }
}

async fn member(
    txn: &DatabaseTransaction,
    group: &groups::Model,
    user_id: i64,
) -> Result<Model, ChangeError> {
    let member = find(txn, group.id, user_id).await?;
    member.ok_or(ChangeError::Refused("members-not-member"))
}

async fn person(txn: &DatabaseTransaction, id: i64) -> Result<users::Model, ChangeError> {
    let user = users::Entity::find_by_id(id).one(txn).await?;
    user.ok_or(ChangeError::NotFound)
}

async fn give(txn: &DatabaseTransaction, member: Model, role: Role) -> Result<(), ChangeError> {
    let mut row = member.into_active_model();
    row.role = Set(role.as_str().to_owned());
    row.update(txn).await?;
    Ok(())
}

/// How many others own the group and can act.
async fn other_owners(txn: &DatabaseTransaction, member: &Model) -> ModelResult<u64> {
    Ok(Entity::find()
        .inner_join(users::Entity)
        .filter(Column::GroupId.eq(member.group_id))
        .filter(Column::Role.eq(Role::Owner.as_str()))
        .filter(Column::UserId.ne(member.user_id))
        .filter(users::Column::DeactivatedAt.is_null())
        .count(txn)
        .await?)
}

async fn record(
    txn: &DatabaseTransaction,
    action: Action,
    group: &groups::Model,
    actor_id: i64,
    user_id: i64,
) -> ModelResult<()> {
    Audit::new(action)
        .by(actor_id)
        .user(user_id)
        .group(group.id)
        .record(txn)
        .await
}

fn gone(group: &groups::Model, user_id: i64) -> Changed {
    Changed::default()
        .signal(cut(group, user_id))
        .members(group, [user_id])
}

fn cut(group: &groups::Model, user_id: i64) -> Signal {
    Signal::CutMember {
        group_id: group.id,
        user_id,
    }
}
