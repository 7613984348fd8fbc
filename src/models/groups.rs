//! Groups, found through the user who asks.

use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

pub use super::_entities::groups::{ActiveModel, Column, Entity, Model};
use super::{memberships, settings, users};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// Groups that the sidebar lists at most.
const LISTED: u64 = 200;

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

    /// The group `id` as `user` may see it: a public one, or one they are a member of.
    ///
    /// # Errors
    /// [`ModelError::EntityNotFound`] for a group that isn't there and for one that is none of theirs.
    pub async fn find_visible(db: &impl ConnectionTrait, user: &users::Model, id: i64) -> ModelResult<Self> {
        let group = Entity::find_by_id(id)
            .one(db)
            .await?
            .ok_or(ModelError::EntityNotFound)?;
        let visible = group.kind() == Kind::Public || memberships::exists(db, id, user.id).await?;
        visible.then_some(group).ok_or(ModelError::EntityNotFound)
    }

    /// The groups of `user` by name, the first 200.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_for(db: &impl ConnectionTrait, user: &users::Model) -> ModelResult<Vec<Self>> {
        Ok(Entity::find()
            .inner_join(memberships::Entity)
            .filter(memberships::Column::UserId.eq(user.id))
            .order_by_asc(Column::Name)
            .limit(LISTED)
            .all(db)
            .await?)
    }

    /// The public group where newcomers arrive.
    ///
    /// # Errors
    /// When the database fails or has no such group.
    pub async fn default_group(db: &impl ConnectionTrait) -> ModelResult<Self> {
        let id = settings::default_group_id(db).await?;
        Entity::find_by_id(id)
            .one(db)
            .await?
            .ok_or(ModelError::EntityNotFound)
    }
}
