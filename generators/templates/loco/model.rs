//! What is kept as `{=module=}`.

pub use super::_entities::{=module=}::{ActiveModel, Column, Entity, Model};

impl sea_orm::ActiveModelBehavior for ActiveModel {}
