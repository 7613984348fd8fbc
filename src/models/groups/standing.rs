//! What somebody is to a group, and what that lets them do.

use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{Kind, Model};
use crate::models::{
    bans,
    memberships::{self, Role},
    users,
};

/// A group as one user may see it.
#[derive(Debug, Clone)]
pub struct Standing {
    pub group: Model,
    /// `None` for who only reads a public room.
    pub role: Option<Role>,
    /// Administrators keep order in public rooms. A private group is none of theirs.
    administrates: bool,
}

impl Standing {
    /// The group `id` as `user` may see it: one they are a member of, or a public one. Who is banned from that
    /// does not see it, unless they administrate the installation.
    ///
    /// # Errors
    /// [`ModelError::EntityNotFound`] for a group that isn't there and, after the same questions to the
    /// database, for one that is none of theirs.
    pub async fn find(db: &impl ConnectionTrait, user: &users::Model, id: i64) -> ModelResult<Self> {
        let group = super::find(db, id).await?;
        let role = memberships::role(db, id, user.id).await?;
        let banned = is_banned(db, id, user.id).await?;
        // Nobody shuts an administrator out of a public room.
        let is_administrator = user.role() == users::Role::Administrator;
        let open = |group: &Model| group.kind() == Kind::Public && (is_administrator || !banned);
        let group = group.filter(|group| role.is_some() || open(group));
        let group = group.ok_or(ModelError::EntityNotFound)?;
        Ok(Self::of(group, role, is_administrator))
    }

    /// The same of what has been read already.
    pub(in crate::models) fn of(group: Model, role: Option<Role>, is_administrator: bool) -> Self {
        Self {
            administrates: group.kind() == Kind::Public && is_administrator,
            group,
            role,
        }
    }

    #[must_use]
    pub fn is_member(&self) -> bool {
        self.role.is_some()
    }

    #[must_use]
    pub fn may_join(&self) -> bool {
        self.role.is_none() && self.group.kind() == Kind::Public && !self.group.is_archived()
    }

    /// Whether they may write, which joins a public room.
    #[must_use]
    pub fn may_post(&self) -> bool {
        !self.group.is_archived()
    }

    /// Whether they may add and remove members.
    #[must_use]
    pub fn may_moderate(&self) -> bool {
        self.may_manage() || self.role == Some(Role::Moderator)
    }

    /// Whether they, who are `user_id`, may delete a message that `author_id` wrote.
    #[must_use]
    pub fn may_delete(&self, author_id: i64, user_id: i64) -> bool {
        author_id == user_id || self.may_moderate()
    }

    /// Whether they may rename, archive and delete it, and give roles.
    #[must_use]
    pub fn may_manage(&self) -> bool {
        self.group.kind() != Kind::Direct && (self.administrates || self.role == Some(Role::Owner))
    }

    /// Whether they may remove somebody of this role: never an owner, who has to step down first.
    #[must_use]
    pub fn may_remove(&self, role: Role) -> bool {
        match role {
            Role::Owner => false,
            Role::Moderator => self.may_manage(),
            Role::Member => self.may_moderate(),
        }
    }
}

async fn is_banned(db: &impl ConnectionTrait, group_id: i64, user_id: i64) -> ModelResult<bool> {
    let rows = bans::Entity::find()
        .filter(bans::Column::GroupId.eq(group_id))
        .filter(bans::Column::UserId.eq(user_id))
        .count(db)
        .await?;
    Ok(rows > 0)
}
