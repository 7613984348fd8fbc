//! What messages said before they were edited. The journal writes them, and deletes them with their message.

pub use super::_entities::revisions::{ActiveModel, Column, Entity, Model};

impl sea_orm::ActiveModelBehavior for ActiveModel {}
