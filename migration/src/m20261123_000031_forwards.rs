//! What messages have forwarded: a copy of another, and where that was.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("forwards")
                .col(big_pk_auto("id"))
                .col(big_integer_uniq("message_id"))
                // Where it was said. No foreign keys: the copy outlives its original.
                .col(big_integer("origin_id"))
                .col(big_integer("origin_group_id"))
                .col(big_integer("author_id"))
                // The name of a public room, which everybody may know; NULL for any other group.
                .col(string_null("place"))
                .col(text("body"))
                .col(text("html"))
                .foreign_key(
                    ForeignKey::create()
                        .from("forwards", "message_id")
                        .to("messages", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("forwards", "author_id")
                        .to("users", "id")
                        .on_delete(ForeignKeyAction::Restrict),
                )
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("forwards").to_owned()).await
    }
}
