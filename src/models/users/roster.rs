//! Who has an account, a page at a time.

use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::{Column, Entity, Model, Role, names};
use crate::models::search;

/// People of a page.
const PAGE: u64 = 500;

/// Which people are listed.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    pub role: Option<Role>,
    pub deactivated: Option<bool>,
    /// A part of the name, as it is typed.
    pub name: Option<String>,
}

impl Roster {
    /// The next people by name, after `after`; none at the end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page(&self, db: &impl ConnectionTrait, after: Option<&Model>) -> ModelResult<Vec<Model>> {
        let mut people = Entity::find();
        if let Some(role) = self.role {
            people = people.filter(Column::Role.eq(role.as_str()));
        }
        people = match self.deactivated {
            Some(true) => people.filter(Column::DeactivatedAt.is_not_null()),
            Some(false) => people.filter(Column::DeactivatedAt.is_null()),
            None => people,
        };
        if let Some(name) = &self.name {
            people = people.filter(search::contains(
                Expr::col(Column::UsernameKey),
                &names::key(name),
            ));
        }
        if let Some(after) = after {
            people = people.filter(Column::UsernameKey.gt(&after.username_key));
        }
        let people = people.order_by_asc(Column::UsernameKey).limit(PAGE);
        Ok(people.all(db).await?)
    }
}
