//! {=many.title=}: what members of a group keep there for all of it.
//!
//! Who sees the group sees them. Members add some; who made one, and moderators, may change it.

use std::collections::HashMap;

use chrono::Utc;
<% if zone %>
use chrono_tz::Tz;
<% endif %>
use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, SqlErr,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use super::_entities::{=many.snake=}::{ActiveModel, Column, Entity, Model};
use super::{blocks, fields<% if named %>::{self, Named}<% endif %>, groups::Standing,<% for table in tables %> {=table=},<% endfor %> messages::Author, transactions::begin_write, users};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// How many are listed at once.
const PAGE: u64 = 20;

/// How many are read at once for whoever takes their data along.
const EXPORTED: u64 = 500;

<% if heading %>
/// What says what they are called, where others lead to them.
pub const NAMED: [Column; 4] = [Column::Id, Column::GroupId, Column::AuthorId, Column::{=heading.pascal=}];

<% endif %>
<% for field in fields %>
<% if field.choices %>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum {=field.pascal=} {
    <% for choice in field.choices %>
    {=choice.variant=},
    <% endfor %>
}

impl {=field.pascal=} {
    pub const ALL: [Self; {=field.choices | length=}] = [<% for choice in field.choices %>Self::{=choice.variant=}, <% endfor %>];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            <% for choice in field.choices %>
            Self::{=choice.variant=} => "{=choice.value=}",
            <% endfor %>
        }
    }
}

<% endif %>
<% endfor %>
/// The form of one, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    <% for field in fields %>
    pub {=field.name=}: String,
    <% endfor %>
}

/// What is wrong with it: the key of a text for each field.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Refusals {
    <% for field in fields %>
    pub {=field.name=}: Option<&'static str>,
    <% endfor %>
}

impl Refusals {
    /// The first field that is refused.
    #[must_use]
    pub fn first(&self) -> Option<&'static str> {
        let all = [<% for field in fields %>("{=field.name=}", self.{=field.name=}), <% endfor %>];
        all.into_iter().find_map(|(name, refusal)| refusal.map(|_| name))
    }
}

<% if named %>
/// What the form offers to choose from; `None` where that is too much.
#[derive(Debug, Serialize)]
pub struct Offered {
    <% for field in named %>
    pub {=field.name=}: Option<Vec<Named>>,
    <% endfor %>
}

<% endif %>
/// Why one was not kept.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("some fields are refused")]
    Fields(Box<Refusals>),
    /// They may see it, but not do this.
    #[error("not allowed")]
    Forbidden,
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl From<DbErr> for SaveError {
    fn from(error: DbErr) -> Self {
        Self::Model(error.into())
    }
}

/// One, and <% if named %>what<% else %>who<% endif %> it names.
#[derive(Debug, Clone)]
pub struct Entry {
    pub row: Model,
    pub author: Option<Author>,
    <% for field in fields %>
    <% if field.input == "person" %>
    pub {=field.name=}: Option<Author>,
    <% elif field.named %>
    pub {=field.name=}: Option<Named>,
    <% endif %>
    <% endfor %>
}

/// Some of a group's.
#[derive(Debug)]
pub struct Listing {
    /// The latest first.
    pub entries: Vec<Entry>,
    /// What to name as `before` for the next ones.
    pub next: Option<i64>,
}

/// Whether who stands so in a group may add one.
#[must_use]
pub fn may_add(standing: &Standing) -> bool {
    standing.may_post() && (standing.is_member() || standing.may_moderate())
}

impl Model {
    /// Whether `user_id`, who stands so in its group, may change or delete it.
    #[must_use]
    pub fn may_change(&self, user_id: i64, standing: &Standing) -> bool {
        may_add(standing) && (self.author_id == user_id || standing.may_moderate())
    }
}

/// The one of this group. Any other is the same as none.
///
/// # Errors
/// [`ModelError::EntityNotFound`], or when the database fails.
pub async fn find(db: &impl ConnectionTrait, group_id: i64, id: i64) -> ModelResult<Model> {
    let found = Entity::find_by_id(id).filter(Column::GroupId.eq(group_id));
    found.one(db).await?.ok_or(ModelError::EntityNotFound)
}

/// Adds one to a group, as `user`.
///
/// # Errors
/// [`SaveError`]; nothing was added then.
pub async fn create(
    db: &DatabaseConnection,
    user: &users::Model,
    group_id: i64,
    typed: &Typed,
    <% if zone %>
    zone: Tz,
    <% endif %>
) -> Result<Model, SaveError> {
    let txn = begin_write(db).await?;
    standing(&txn, user, group_id).await?;
    let now = Utc::now().fixed_offset();
    let row = ActiveModel {
        group_id: Set(group_id),
        author_id: Set(user.id),
        created_at: Set(now),
        updated_at: Set(now),
        ..{=read_typed=}
    };
    let row = row.insert(&txn).await.map_err(refused)?;
    txn.commit().await?;
    Ok(row)
}

/// Makes of the one `id` what was typed, as `user`.
///
/// # Errors
/// [`SaveError`]; it is as it was then.
pub async fn update(
    db: &DatabaseConnection,
    user: &users::Model,
    group_id: i64,
    id: i64,
    typed: &Typed,
    <% if zone %>
    zone: Tz,
    <% endif %>
) -> Result<Model, SaveError> {
    let txn = begin_write(db).await?;
    let row = changeable(&txn, user, group_id, id).await?;
    let row = ActiveModel {
        id: Set(row.id),
        updated_at: Set(Utc::now().fixed_offset()),
        ..{=read_typed=}
    };
    let row = row.update(&txn).await.map_err(refused)?;
    txn.commit().await?;
    Ok(row)
}

/// Deletes the one `id`, as `user`.
///
/// # Errors
/// [`SaveError`]; it is there then.
pub async fn delete(db: &DatabaseConnection, user: &users::Model, group_id: i64, id: i64) -> Result<(), SaveError> {
    let txn = begin_write(db).await?;
    let row = changeable(&txn, user, group_id, id).await?;
    Entity::delete_by_id(row.id).exec(&txn).await?;
    txn.commit().await?;
    Ok(())
}

/// Deletes what an account made, which goes with it.
///
/// # Errors
/// When the database fails.
pub async fn forget(db: &impl ConnectionTrait, author_id: i64) -> ModelResult<()> {
    Entity::delete_many().filter(Column::AuthorId.eq(author_id)).exec(db).await?;
    Ok(())
}

/// What `author_id` made, after the row `after`, and where it goes on.
///
/// # Errors
/// When the database fails.
pub async fn exported(
    db: &impl ConnectionTrait,
    author_id: i64,
    after: i64,
) -> ModelResult<(Vec<Value>, Option<i64>)> {
    let rows = Entity::find()
        .filter(Column::AuthorId.eq(author_id))
        .filter(Column::Id.gt(after))
        .order_by_asc(Column::Id)
        .limit(EXPORTED)
        .all(db)
        .await?;
    let next = rows.last().map(|row| row.id).filter(|_| rows.len() as u64 == EXPORTED);
    Ok((rows.iter().map(|row| json!(row)).collect(), next))
}

impl Typed {
    /// The form of one that is there.
    #[must_use]
    pub fn of(<% if typed_people %>entry: &Entry<% else %>row: &Model<% endif %><% if zone %>, zone: Tz<% endif %>) -> Self {
        <% if typed_people and typed_rest %>
        let row = &entry.row;
        <% endif %>
        Self {
            <% for field in fields %>
            <% if field.input == "person" %>
            {=field.name=}: entry.{=field.name=}.as_ref().map(|other| other.username.clone()).unwrap_or_default(),
            <% elif field.target %>
            {=field.name=}: fields::written(row.{=field.column=}.as_ref()),
            <% else %>
            {=field.name=}: {=field.write=},
            <% endif %>
            <% endfor %>
        }
    }

    <% if named %>
    /// What is offered beside it to somebody who has `blocked` some.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn offered(&self, db: &impl ConnectionTrait, group_id: i64, blocked: &[i64]) -> ModelResult<Offered> {
        Ok(Offered {
            <% for field in named %>
            {=field.name=}: fields::offered::<{=field.target=}::Entity>(db, {=field.target=}::NAMED, group_id, blocked, &self.{=field.name=}).await?,
            <% endfor %>
        })
    }

    <% endif %>
    /// The row of it, or what is wrong with each field.
    <% if references %>async <% endif %>fn read(&self<% if references %>, db: &impl ConnectionTrait<% endif %><% if rows %>, group_id: i64<% endif %><% if zone %>, zone: Tz<% endif %>) -> Result<ActiveModel, SaveError> {
        let mut refusals = Refusals::default();
        let row = ActiveModel {
            <% for field in fields %>
            {=field.column=}: fields::keep({=field.read=}, &mut refusals.{=field.name=}),
            <% endfor %>
            ..Default::default()
        };
        if refusals == Refusals::default() {
            Ok(row)
        } else {
            Err(SaveError::Fields(Box::new(refusals)))
        }
    }
}

impl Entry {
    /// # Errors
    /// When the database fails.
    pub async fn of(db: &impl ConnectionTrait, row: Model) -> ModelResult<Self> {
        let found = Self::all(db, vec![row]).await?.pop();
        found.ok_or(ModelError::EntityNotFound)
    }

    async fn all(db: &impl ConnectionTrait, rows: Vec<Model>) -> ModelResult<Vec<Self>> {
        <% if typed_people %>
        let named = |row: &Model| {
            let people = [Some(row.author_id)<% for field in fields %><% if field.input == "person" %>, <% if field.required %>Some(row.{=field.column=})<% else %>row.{=field.column=}<% endif %><% endif %><% endfor %>];
            people.into_iter().flatten()
        };
        let named: Vec<i64> = rows.iter().flat_map(named).collect();
        <% else %>
        let named: Vec<i64> = rows.iter().map(|row| row.author_id).collect();
        <% endif %>
        let people = users::Entity::find().filter(users::Column::Id.is_in(named)).all(db).await?;
        let people: HashMap<i64, Author> = people.iter().map(|user| (user.id, user.into())).collect();
        <% for field in named %>
        let {=field.name=}_ids = rows.iter().filter_map(|row| row.{=field.column=});
        let {=field.name=}_names = fields::names::<{=field.target=}::Entity>(db, {=field.target=}::NAMED, {=field.name=}_ids).await?;
        <% endfor %>
        let entry = |row: Model| Self {
            author: people.get(&row.author_id).cloned(),
            <% for field in fields %>
            <% if field.input == "person" %>
            <% if field.required %>
            {=field.name=}: people.get(&row.{=field.column=}).cloned(),
            <% else %>
            {=field.name=}: row.{=field.column=}.and_then(|id| people.get(&id)).cloned(),
            <% endif %>
            <% elif field.named %>
            {=field.name=}: row.{=field.column=}.and_then(|id| {=field.name=}_names.get(&id)).cloned(),
            <% endif %>
            <% endfor %>
            row,
        };
        Ok(rows.into_iter().map(entry).collect())
    }
}

impl Listing {
    /// What there is in a group; of that, what was added before the row `before`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(db: &impl ConnectionTrait, group_id: i64, before: Option<i64>) -> ModelResult<Self> {
        let mut rows = Entity::find()
            .filter(Column::GroupId.eq(group_id))
            .filter(Column::Id.lt(before.unwrap_or(i64::MAX)))
            .order_by_desc(Column::Id)
            // One more than shown tells whether there is more.
            .limit(PAGE + 1)
            .all(db)
            .await?;
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        let next = rows.last().filter(|_| more).map(|last| last.id);
        Ok(Self { entries: Entry::all(db, rows).await?, next })
    }
}

/// What `user`, who writes, is to the group now: it may have changed since it was looked at.
async fn standing(txn: &DatabaseTransaction, user: &users::Model, group_id: i64) -> Result<Standing, SaveError> {
    let standing = Standing::find(txn, user, group_id).await?;
    // In a direct chat neither writes where one has blocked the other.
    let silenced = blocks::silenced(txn, std::iter::once(&standing.group)).await?;
    if may_add(&standing) && silenced.is_empty() {
        Ok(standing)
    } else {
        Err(SaveError::Forbidden)
    }
}

/// The one that `user` may change now.
async fn changeable(txn: &DatabaseTransaction, user: &users::Model, group_id: i64, id: i64) -> Result<Model, SaveError> {
    let standing = standing(txn, user, group_id).await?;
    let row = find(txn, group_id, id).await?;
    if row.may_change(user.id, &standing) {
        Ok(row)
    } else {
        Err(SaveError::Forbidden)
    }
}

/// What the database does not take.
fn refused(error: DbErr) -> SaveError {
    <% if uniques %>
    let taken = |column| fields::taken(&error, "{=many.snake=}", column);
    let refusals = Refusals {
        <% for field in uniques %>
        {=field.name=}: taken("{=field.column=}"),
        <% endfor %>
        <% if uniques | length < fields | length %>
        ..Default::default()
        <% endif %>
    };
    if refusals != Refusals::default() {
        return SaveError::Fields(Box::new(refusals));
    }
    <% endif %>
    match error.sql_err() {
        // The group has gone meanwhile.
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => ModelError::EntityNotFound.into(),
        _ => ModelError::from(error).into(),
    }
}
