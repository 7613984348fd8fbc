//! Finding people.

use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Query},
};

use super::{Column, Entity, Model, names};
use crate::models::{memberships, search};

/// A page of people by name.
#[derive(Debug)]
pub struct People {
    pub people: Vec<Model>,
    /// The user after whom the next page begins; `None` on the last one.
    pub next: Option<i64>,
}

impl People {
    /// The first `limit` active people whose name has `query` in it, after the user `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(
        db: &impl ConnectionTrait,
        query: &str,
        after: Option<i64>,
        limit: u64,
    ) -> ModelResult<Self> {
        let mut people = matching(query).order_by_asc(Column::UsernameKey).limit(limit + 1);
        if let Some(before) = match after {
            Some(id) => Entity::find_by_id(id).one(db).await?,
            None => None,
        } {
            people = people.filter(Column::UsernameKey.gt(before.username_key));
        }
        let mut people = people.all(db).await?;
        let more = people.len() as u64 > limit;
        people.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = people.last().filter(|_| more).map(|user| user.id);
        Ok(Self { people, next })
    }
}

/// The first `limit` active people whose name has `query` in it, those whose name begins with it before the
/// others; not the members of the group `outside`.
///
/// # Errors
/// When the database fails.
pub async fn suggest(
    db: &impl ConnectionTrait,
    query: &str,
    outside: Option<i64>,
    limit: u64,
) -> ModelResult<Vec<Model>> {
    let begins = search::begins(Expr::col(Column::UsernameKey), &names::key(query));
    let mut people = matching(query)
        .order_by_desc(begins)
        .order_by_asc(Column::UsernameKey)
        .limit(limit);
    if let Some(group_id) = outside {
        let members = Query::select()
            .column(memberships::Column::UserId)
            .from(memberships::Entity)
            .and_where(Expr::col(memberships::Column::GroupId).eq(group_id))
            .take();
        people = people.filter(Column::Id.not_in_subquery(members));
    }
    Ok(people.all(db).await?)
}

/// Whether one of somebody's two names has `query` in it.
pub fn is_called(query: &str) -> Condition {
    let query = names::key(query);
    let names = [Column::UsernameKey, Column::DisplayNameKey];
    let names = names.map(|name| search::contains(Expr::col((Entity, name)), &query));
    names.into_iter().fold(Condition::any(), Condition::add)
}

fn matching(query: &str) -> Select<Entity> {
    Entity::find()
        .filter(Column::DeactivatedAt.is_null())
        .filter(is_called(query))
}

/// The user, deactivated or not.
///
/// # Errors
/// [`ModelError::EntityNotFound`] where there is none.
pub async fn find(db: &impl ConnectionTrait, id: i64) -> ModelResult<Model> {
    let user = Entity::find_by_id(id).one(db).await?;
    user.ok_or(ModelError::EntityNotFound)
}

/// Those of `ids` who are active, by name.
///
/// # Errors
/// When the database fails.
pub async fn find_active(db: &impl ConnectionTrait, ids: &[i64]) -> ModelResult<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::DeactivatedAt.is_null())
        .order_by_asc(Column::UsernameKey)
        .all(db)
        .await?)
}

/// Who acts, as they are now.
///
/// # Errors
/// [`ModelError::EntityNotFound`] for who was deactivated meanwhile.
pub async fn find_actor(db: &impl ConnectionTrait, id: i64) -> ModelResult<Model> {
    let user = Entity::find_by_id(id).one(db).await?;
    user.filter(Model::is_active).ok_or(ModelError::EntityNotFound)
}

/// The user of this name, deactivated or not.
///
/// # Errors
/// [`ModelError::EntityNotFound`] where there is none.
pub async fn find_by_username(db: &impl ConnectionTrait, username: &str) -> ModelResult<Model> {
    Entity::find()
        .filter(Column::UsernameKey.eq(names::key(username)))
        .one(db)
        .await?
        .ok_or(ModelError::EntityNotFound)
}

/// The user of this name or email address, deactivated or not.
pub(in crate::models) async fn find_by_login(
    db: &impl ConnectionTrait,
    login: &str,
) -> ModelResult<Option<Model>> {
    let key = names::key(login);
    let login = Condition::any()
        .add(Column::UsernameKey.eq(&key))
        .add(Column::EmailKey.eq(&key));
    Ok(Entity::find()
        .filter(login)
        .filter(Column::DeletedAt.is_null())
        .one(db)
        .await?)
}
