//! What people have told those who keep order about messages.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let mut table = Table::create();
        table
            .table("reports")
            .col(big_pk_auto("id"))
            .col(big_integer("group_id"))
            .col(big_integer("message_id"))
            .col(big_integer("author_id"))
            .col(big_integer("reporter_id"))
            .col(string_len("reason", 16))
            .col(text("note"))
            // The message as it was; gone once the report is resolved.
            .col(text_null("html"))
            .col(text_null("files"))
            .col(timestamp_with_time_zone("said_at"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("resolved_at"))
            .col(big_integer_null("resolver_id"))
            .col(string_len_null("resolution", 16));
        let keys = [
            ("group_id", "groups"),
            // What is purged takes with it what was said about it.
            ("message_id", "messages"),
            ("author_id", "users"),
            ("reporter_id", "users"),
            ("resolver_id", "users"),
        ];
        for (column, of) in keys {
            table.foreign_key(
                ForeignKey::create()
                    .from("reports", column)
                    .to(of, "id")
                    .on_delete(ForeignKeyAction::Cascade),
            );
        }
        m.create_table(table).await?;
        for (column, _) in keys {
            m.create_index(
                Index::create()
                    .name(format!("idx_reports_{column}"))
                    .table("reports")
                    .col(column)
                    .to_owned(),
            )
            .await?;
        }
        // One that is open for each person and message.
        let open = "CREATE UNIQUE INDEX idx_reports_open ON reports (message_id, reporter_id) WHERE resolved_at IS NULL";
        m.get_connection().execute_unprepared(open).await?;
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("reports").to_owned()).await
    }
}
