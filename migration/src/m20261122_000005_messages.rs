//! The messages of all groups; written by the journal alone.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("messages")
                .col(big_pk_auto("id"))
                .col(big_integer("group_id"))
                .col(big_integer("author_id"))
                // The number of the change that made the message: its place for ever.
                .col(big_integer("seq"))
                // The number of its latest change.
                .col(big_integer("version"))
                .col(string_len("client_id", 64))
                .col(string_len("request_hash", 64))
                .col(text("body"))
                .col(text("html"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone_null("edited_at"))
                .col(timestamp_with_time_zone_null("deleted_at"))
                .foreign_key(
                    ForeignKey::create()
                        .from("messages", "group_id")
                        .to("groups", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("messages", "author_id")
                        .to("users", "id")
                        .on_delete(ForeignKeyAction::Restrict),
                )
                .to_owned(),
        )
        .await?;
        for (name, columns) in [
            ("idx_messages_group_seq", ["group_id", "seq"]),
            ("idx_messages_group_version", ["group_id", "version"]),
            ("idx_messages_author_client", ["author_id", "client_id"]),
        ] {
            let [first, second] = columns;
            m.create_index(
                Index::create()
                    .name(name)
                    .table("messages")
                    .col(first)
                    .col(second)
                    .unique()
                    .to_owned(),
            )
            .await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("messages").to_owned()).await
    }
}
