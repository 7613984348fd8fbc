//! Names of accounts that are gone, as hashes: nobody takes them.

pub use super::_entities::reserved_names::{ActiveModel, Column, Entity, Model};

impl sea_orm::ActiveModelBehavior for ActiveModel {}
