//! Groups: public rooms, private groups and direct chats.

use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

pub use super::_entities::groups::{ActiveModel, Column, Entity, Model};
use super::settings;

mod changes;
mod creation;
mod direct;
mod directory;
mod erasure;
mod listing;
mod names;
mod standing;

pub use changes::{Archive, Delete, Edit, delete};
pub use creation::{Creation, CreationError, Refusals, create};
pub(in crate::models) use direct::key as direct_key;
pub use direct::start as start_direct;
pub use directory::{Directory, Room};
pub use erasure::{erase, left_over};
pub use listing::{Listed, list_for};
pub use names::key as name_key;
pub(in crate::models) use names::{is_hidden, squeeze};
pub use standing::{Standing, Standings};
pub(in crate::models) use standing::{Tie, ties};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// Who may see a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Everybody who is signed in reads it; posting joins.
    Public,
    /// Exactly two people, or one with themself.
    Direct,
    /// Its members.
    Private,
}

impl Kind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Direct => "direct",
            Self::Private => "private",
        }
    }
}

impl Model {
    /// Who may see it. A kind that this version does not know is as closed as can be.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.kind.as_str() {
            "public" => Kind::Public,
            "direct" => Kind::Direct,
            _ => Kind::Private,
        }
    }

    /// Whether it can only be read.
    #[must_use]
    pub fn is_archived(&self) -> bool {
        self.archived_at.is_some()
    }

    /// The two of a direct chat, the one of a note to oneself, nobody of any other group.
    pub fn participants(&self) -> impl Iterator<Item = i64> + use<> {
        let two = direct::participants(self);
        two.into_iter()
            .flat_map(|(one, other)| [Some(one), (one != other).then_some(other)])
            .flatten()
    }

    /// The other one of a direct chat as `user_id` sees it; themself for a note to oneself.
    #[must_use]
    pub fn other_participant(&self, user_id: i64) -> Option<i64> {
        let (one, other) = direct::participants(self)?;
        Some(if one == user_id { other } else { one })
    }

    /// The public group where newcomers arrive.
    ///
    /// # Errors
    /// When the database fails or has no such group.
    pub async fn default_group(db: &impl ConnectionTrait) -> ModelResult<Self> {
        let id = settings::default_group_id(db).await?;
        find(db, id).await?.ok_or(ModelError::EntityNotFound)
    }
}

/// The group of this id, or the public room of this name.
///
/// # Errors
/// When the database fails.
pub async fn find_named(db: &impl ConnectionTrait, named: &str) -> ModelResult<Option<Model>> {
    let key = creation::unique_key(Kind::Public, named);
    let wanted = match named.parse::<i64>() {
        Ok(id) => Column::Id.eq(id),
        Err(_) => Column::UniqueKey.eq(key),
    };
    Ok(Entity::find()
        .filter(wanted)
        .filter(Column::DeletedAt.is_null())
        .one(db)
        .await?)
}

/// Whether newcomers arrive there: it can't be archived or deleted.
///
/// # Errors
/// When the database fails.
pub async fn is_default(db: &impl ConnectionTrait, id: i64) -> ModelResult<bool> {
    Ok(settings::default_group_id(db).await? == id)
}

/// The group, unless it is deleted. Says nothing about who may see it.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, id: i64) -> ModelResult<Option<Model>> {
    Ok(Entity::find_by_id(id)
        .filter(Column::DeletedAt.is_null())
        .one(db)
        .await?)
}
