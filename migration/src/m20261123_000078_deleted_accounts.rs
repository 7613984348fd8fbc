//! Accounts that are gone, and the names that nobody takes after them.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(
            Table::alter()
                .table("users")
                .add_column(timestamp_with_time_zone_null("deleted_at"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("reserved_names")
                // SHA-256 in hexadecimal: the names themselves are gone.
                .col(string_len("key_hash", 64).primary_key())
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("reserved_names").to_owned())
            .await?;
        m.alter_table(Table::alter().table("users").drop_column("deleted_at").to_owned())
            .await
    }
}
