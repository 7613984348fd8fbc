//! Where a session is, and when it was used last.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            // What the browser said of itself, e.g. `Firefox · Linux`.
            string_len_null("device", 80),
            timestamp_with_time_zone_null("used_at"),
        ] {
            m.alter_table(Table::alter().table("sessions").add_column(column).to_owned())
                .await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for column in ["used_at", "device"] {
            m.alter_table(Table::alter().table("sessions").drop_column(column).to_owned())
                .await?;
        }
        Ok(())
    }
}
