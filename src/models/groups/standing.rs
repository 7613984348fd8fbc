//! What somebody is to a group, and what that lets them do.

use std::collections::HashMap;

use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement, SubQueryStatement},
};

use super::{Column, Entity, Kind, Model};
use crate::models::{
    bans,
    memberships::{self, Role},
    together::{Together, padded},
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
        let asked = (id, user.id);
        let found = find(db, vec![asked]).await?.remove(&asked);
        found.ok_or(ModelError::EntityNotFound)?.standing(user)
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

/// Finds what those who ask at the same time are to their groups.
#[derive(Debug, Clone)]
pub struct Standings(Together<(i64, i64), Found>);

impl Standings {
    #[must_use]
    pub fn of(db: DatabaseConnection) -> Self {
        Self(Together::start(move |asked| {
            let db = db.clone();
            async move { find(&db, asked).await }
        }))
    }

    /// As [`Standing::find`].
    ///
    /// # Errors
    /// As [`Standing::find`].
    pub async fn find(&self, user: &users::Model, id: i64) -> ModelResult<Standing> {
        let found = self.0.ask((id, user.id)).await?;
        found.ok_or(ModelError::EntityNotFound)?.standing(user)
    }
}

/// A group, and what the tables say of one user in it.
#[derive(Debug, Clone, FromQueryResult)]
struct Found {
    #[sea_orm(nested)]
    group: Model,
    user_id: i64,
    role: Option<String>,
    ban: Option<i64>,
}

impl Found {
    fn standing(self, user: &users::Model) -> ModelResult<Standing> {
        let Self { group, role, ban, .. } = self;
        let role = role.map(|role| Role::parse(&role).unwrap_or(Role::Member));
        // Nobody shuts an administrator out of a public room.
        let is_administrator = user.role() == users::Role::Administrator;
        let open = group.kind() == Kind::Public && (is_administrator || ban.is_none());
        if role.is_none() && !open {
            return Err(ModelError::EntityNotFound);
        }
        Ok(Standing::of(group, role, is_administrator))
    }
}

/// The groups of these pairs of a group and a user, in one query, because every request for a group begins with it.
async fn find(db: &impl ConnectionTrait, asked: Vec<(i64, i64)>) -> ModelResult<HashMap<(i64, i64), Found>> {
    let (group_id, user_id) = (Expr::col(("asked", "column1")), Expr::col(("asked", "column2")));
    let role = memberships::Entity::find()
        .select_only()
        .column(memberships::Column::Role)
        .filter(memberships::Column::GroupId.into_expr().eq(group_id.clone()))
        .filter(memberships::Column::UserId.into_expr().eq(user_id.clone()));
    let ban = bans::Entity::find()
        .select_only()
        .column(bans::Column::Id)
        .filter(bans::Column::GroupId.into_expr().eq(group_id.clone()))
        .filter(bans::Column::UserId.into_expr().eq(user_id.clone()));
    let mut groups = Entity::find()
        .filter(Column::Id.into_expr().eq(group_id))
        .filter(Column::DeletedAt.is_null())
        .expr_as(user_id, "user_id")
        .expr_as(value_of(role), "role")
        .expr_as(value_of(ban), "ban");
    QuerySelect::query(&mut groups).from_values(padded(asked), "asked");
    let found = groups.into_model::<Found>().all(db).await?;
    Ok(found
        .into_iter()
        .map(|found| ((found.group.id, found.user_id), found))
        .collect())
}

/// What a query for one column finds, as a value in another query.
fn value_of(query: impl QueryTrait<QueryStatement = SelectStatement>) -> Expr {
    Expr::SubQuery(
        None,
        Box::new(SubQueryStatement::SelectStatement(query.into_query())),
    )
}
