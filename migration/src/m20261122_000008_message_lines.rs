//! Lines of the system in a timeline: "Maria added Sam".

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(
            Table::alter()
                .table("messages")
                // What happened, e.g. `added`; the names are in `body` as JSON. NULL for what a person wrote.
                .add_column(string_len_null("line", 32))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(Table::alter().table("messages").drop_column("line").to_owned())
            .await
    }
}
