//! What people say of themselves: a name to be shown, a picture, a few words, a status.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // One by one: SQLite takes no more at once.
        for column in columns() {
            m.alter_table(Table::alter().table("users").add_column(column).to_owned())
                .await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            "picture",
            "status_until",
            "status_text",
            "status_emoji",
            "bio",
            "pronouns",
            "display_name_key",
            "display_name",
        ] {
            m.alter_table(Table::alter().table("users").drop_column(column).to_owned())
                .await?;
        }
        Ok(())
    }
}

/// Nothing where nothing was said.
fn columns() -> [ColumnDef; 8] {
    [
        string_len_null("display_name", 48),
        // NFKC and lower case, as of usernames, which can make it longer.
        text_null("display_name_key"),
        string_len_null("pronouns", 40),
        string_len_null("bio", 500),
        string_len_null("status_emoji", 64),
        string_len_null("status_text", 80),
        timestamp_with_time_zone_null("status_until"),
        // The key that it is stored under.
        string_len_null("picture", 32),
    ]
}
