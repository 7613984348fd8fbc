//! Who is kept out of which group.

pub use super::_entities::bans::{ActiveModel, Column, Entity, Model};

impl sea_orm::ActiveModelBehavior for ActiveModel {}
