//! The language that somebody has chosen to read in.

use loco_rs::model::ModelResult;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{Column, Entity, Model};
use crate::models::languages::Language;

impl Model {
    /// `None` for what the browser says, and for a language that there was once.
    #[must_use]
    pub fn language(&self) -> Option<Language> {
        Language::parse(self.language.as_deref()?)
    }

    /// Keeps the choice; `None` leaves it to the browser.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_in(&self, db: &impl ConnectionTrait, language: Option<Language>) -> ModelResult<()> {
        Entity::update_many()
            .col_expr(Column::Language, Expr::value(language.map(Language::tag)))
            .filter(Column::Id.eq(self.id))
            .exec(db)
            .await?;
        Ok(())
    }
}
