//! What somebody is to a group, and what that lets them do.

use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement, SubQueryStatement},
};

use super::{Column, Entity, Kind, Model};
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
    /// [`ModelError::EntityNotFound`] for a group that isn't there and, after the same question to the
    /// database, for one that is none of theirs.
    pub async fn find(db: &impl ConnectionTrait, user: &users::Model, id: i64) -> ModelResult<Self> {
        let Found { group, role, ban } = find(db, id, user.id).await?.ok_or(ModelError::EntityNotFound)?;
        let role = role.map(|role| Role::parse(&role).unwrap_or(Role::Member));
        // Nobody shuts an administrator out of a public room.
        let is_administrator = user.role() == users::Role::Administrator;
        let open = group.kind() == Kind::Public && (is_administrator || ban.is_none());
        if role.is_none() && !open {
            return Err(ModelError::EntityNotFound);
        }
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

/// A group, and what the tables say of one user in it.
#[derive(FromQueryResult)]
struct Found {
    #[sea_orm(nested)]
    group: Model,
    role: Option<String>,
    ban: Option<i64>,
}

/// In one query, because every request for a group begins with it.
async fn find(db: &impl ConnectionTrait, id: i64, user_id: i64) -> ModelResult<Option<Found>> {
    let role = memberships::Entity::find()
        .select_only()
        .column(memberships::Column::Role)
        .filter(memberships::Column::GroupId.eq(id))
        .filter(memberships::Column::UserId.eq(user_id));
    let ban = bans::Entity::find()
        .select_only()
        .column(bans::Column::Id)
        .filter(bans::Column::GroupId.eq(id))
        .filter(bans::Column::UserId.eq(user_id));
    Ok(Entity::find_by_id(id)
        .filter(Column::DeletedAt.is_null())
        .expr_as(value_of(role), "role")
        .expr_as(value_of(ban), "ban")
        .into_model()
        .one(db)
        .await?)
}

/// What a query for one column finds, as a value in another query.
fn value_of(query: impl QueryTrait<QueryStatement = SelectStatement>) -> Expr {
    Expr::SubQuery(
        None,
        Box::new(SubQueryStatement::SelectStatement(query.into_query())),
    )
}
