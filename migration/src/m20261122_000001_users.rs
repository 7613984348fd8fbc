//! People with an account.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("users")
                .col(big_pk_auto("id"))
                .col(string_len("username", 32))
                // NFKC and lower case, so that two names that read alike are one.
                .col(string_len("username_key", 64).unique_key())
                .col(string_len_null("email", 254))
                .col(string_len_null("email_key", 254).unique_key())
                .col(string_len("password_hash", 255))
                .col(string_len("role", 16))
                .col(timestamp_with_time_zone_null("deactivated_at"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone("updated_at"))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("users").to_owned()).await
    }
}
