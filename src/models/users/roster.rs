//! Who has an account, a page at a time.

use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};

use super::{Column, Entity, Model, Role, names};
use crate::models::{search, site_bans};

/// People of a page.
const PAGE: u64 = 500;

/// Whether somebody may come in, and why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Active,
    Banned,
    /// Shut out otherwise.
    Deactivated,
}

/// Which people are listed.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    pub role: Option<Role>,
    pub deactivated: Option<bool>,
    pub state: Option<State>,
    /// A part of the name, as it is typed.
    pub name: Option<String>,
    /// How many at once, where it is fewer than a task lists.
    pub most: Option<u64>,
}

impl State {
    /// Each by its name.
    pub const NAMES: [(&str, Self); 3] = [
        ("active", Self::Active),
        ("banned", Self::Banned),
        ("deactivated", Self::Deactivated),
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        let found = Self::NAMES.iter().find(|(_, state)| *state == self);
        found.map_or("", |(name, _)| name)
    }
}

impl Roster {
    /// The next people by name, after `after`; none at the end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page(&self, db: &impl ConnectionTrait, after: Option<&Model>) -> ModelResult<Vec<Model>> {
        let mut people = Entity::find().filter(Column::DeletedAt.is_null());
        if let Some(role) = self.role {
            people = people.filter(Column::Role.eq(role.as_str()));
        }
        people = match self.deactivated {
            Some(true) => people.filter(Column::DeactivatedAt.is_not_null()),
            Some(false) => people.filter(Column::DeactivatedAt.is_null()),
            None => people,
        };
        if let Some(state) = self.state {
            let banned = Query::select()
                .column(site_bans::Column::UserId)
                .from(site_bans::Entity)
                .and_where(site_bans::Column::LiftedAt.is_null())
                .take();
            let is_out = Column::DeactivatedAt.is_not_null();
            people = people.filter(match state {
                State::Active => Column::DeactivatedAt.is_null(),
                State::Banned => is_out.and(Column::Id.in_subquery(banned)),
                State::Deactivated => is_out.and(Column::Id.not_in_subquery(banned)),
            });
        }
        if let Some(name) = &self.name {
            people = people.filter(search::contains(
                Expr::col(Column::UsernameKey),
                &names::key(name),
            ));
        }
        if let Some(after) = after {
            people = people.filter(Column::UsernameKey.gt(&after.username_key));
        }
        let people = people
            .order_by_asc(Column::UsernameKey)
            .limit(self.most.unwrap_or(PAGE));
        Ok(people.all(db).await?)
    }
}
