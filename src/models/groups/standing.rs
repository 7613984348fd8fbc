//! What somebody is to a group, and what that lets them do.

use std::collections::{HashMap, HashSet};

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

    /// Those of the groups `ids` that `user` may see, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_all(
        db: &impl ConnectionTrait,
        user: &users::Model,
        ids: impl IntoIterator<Item = i64>,
    ) -> ModelResult<HashMap<i64, Self>> {
        let asked: HashSet<(i64, i64)> = ids.into_iter().map(|id| (id, user.id)).collect();
        if asked.is_empty() {
            return Ok(HashMap::new());
        }
        let found = find(db, asked.into_iter().collect()).await?;
        let seen = found.into_values().filter_map(|found| found.standing(user).ok());
        Ok(seen.map(|standing| (standing.group.id, standing)).collect())
    }

    /// The same of what has been read already; `None` for a group that is none of theirs.
    pub(in crate::models) fn within(group: Model, tie: &Tie, is_administrator: bool) -> Option<Self> {
        let role = tie.role();
        // Nobody shuts an administrator out of a public room.
        let is_public = group.kind() == Kind::Public;
        let open = is_public && (is_administrator || tie.ban.is_none());
        (role.is_some() || open).then_some(Self {
            administrates: is_public && is_administrator,
            group,
            role,
        })
    }

    /// As an administrator has it who looks at one message that was reported there, and at nothing else.
    pub(in crate::models) fn above(group: Model) -> Self {
        Self {
            group,
            role: None,
            administrates: true,
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

    /// Whether they may keep messages at hand for all: who only reads does not.
    #[must_use]
    pub fn may_pin(&self) -> bool {
        self.is_member() || self.may_manage()
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
    #[sea_orm(nested)]
    tie: Tie,
}

/// What the tables say of one user in a group, whoever else they are.
#[derive(Debug, Clone, FromQueryResult)]
pub(in crate::models) struct Tie {
    tied_group_id: i64,
    tied_user_id: i64,
    role: Option<String>,
    ban: Option<i64>,
}

impl Found {
    fn standing(self, user: &users::Model) -> ModelResult<Standing> {
        let Self { group, tie } = self;
        let is_administrator = user.role() == users::Role::Administrator;
        Standing::within(group, &tie, is_administrator).ok_or(ModelError::EntityNotFound)
    }
}

impl Tie {
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        let role = self.role.as_deref()?;
        Some(Role::parse(role).unwrap_or(Role::Member))
    }
}

/// The groups of these pairs of a group and a user, in one query, because every request for a group begins with it.
async fn find(db: &impl ConnectionTrait, asked: Vec<(i64, i64)>) -> ModelResult<HashMap<(i64, i64), Found>> {
    let mut groups = Entity::find()
        .filter(Column::Id.into_expr().eq(asked_group_id()))
        .filter(Column::DeletedAt.is_null());
    tie(QuerySelect::query(&mut groups), asked);
    let found = groups.into_model::<Found>().all(db).await?;
    Ok(found
        .into_iter()
        .map(|found| ((found.tie.tied_group_id, found.tie.tied_user_id), found))
        .collect())
}

/// What ties these users to these groups, by pair.
///
/// # Errors
/// When the database fails.
pub(in crate::models) async fn ties(
    db: &impl ConnectionTrait,
    asked: Vec<(i64, i64)>,
) -> ModelResult<HashMap<(i64, i64), Tie>> {
    if asked.is_empty() {
        return Ok(HashMap::new());
    }
    let mut select = SelectStatement::new();
    tie(&mut select, asked);
    let rows = db.query_all(&select).await?;
    let ties = rows.iter().map(|row| {
        let tie = Tie::from_query_result(row, "")?;
        Ok(((tie.tied_group_id, tie.tied_user_id), tie))
    });
    ties.collect()
}

/// Has a query find the [`Tie`] of each pair of a group and a user.
fn tie(select: &mut SelectStatement, asked: Vec<(i64, i64)>) {
    let user_id = || Expr::col(("asked", "column2"));
    let role = memberships::Entity::find()
        .select_only()
        .column(memberships::Column::Role)
        .filter(memberships::Column::GroupId.into_expr().eq(asked_group_id()))
        .filter(memberships::Column::UserId.into_expr().eq(user_id()));
    let ban = bans::Entity::find()
        .select_only()
        .column(bans::Column::Id)
        .filter(bans::Column::GroupId.into_expr().eq(asked_group_id()))
        .filter(bans::Column::UserId.into_expr().eq(user_id()));
    select
        .expr_as(asked_group_id(), "tied_group_id")
        .expr_as(user_id(), "tied_user_id")
        .expr_as(value_of(role), "role")
        .expr_as(value_of(ban), "ban")
        .from_values(padded(asked), "asked");
}

fn asked_group_id() -> Expr {
    Expr::col(("asked", "column1"))
}

/// What a query for one column finds, as a value in another query.
fn value_of(query: impl QueryTrait<QueryStatement = SelectStatement>) -> Expr {
    Expr::SubQuery(
        None,
        Box::new(SubQueryStatement::SelectStatement(query.into_query())),
    )
}
