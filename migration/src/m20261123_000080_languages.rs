//! The language that somebody reads in, where they have chosen one.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // Nothing for what the browser says.
        let column = string_len_null("language", 35);
        m.alter_table(Table::alter().table("users").add_column(column).to_owned())
            .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(Table::alter().table("users").drop_column("language").to_owned())
            .await
    }
}
