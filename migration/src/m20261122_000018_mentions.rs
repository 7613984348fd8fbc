//! Who is mentioned by which message.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("mentions")
                .col(big_pk_auto("id"))
                .col(big_integer("message_id"))
                .col(big_integer("group_id"))
                // NULL for everyone.
                .col(big_integer_null("user_id"))
                .foreign_key(
                    ForeignKey::create()
                        .from("mentions", "message_id")
                        .to("messages", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("mentions", "group_id")
                        .to("groups", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("mentions", "user_id")
                        .to("users", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("idx_mentions_message_user")
                .table("mentions")
                .col("message_id")
                .col("user_id")
                .unique()
                .to_owned(),
        )
        .await?;
        // One's own, newest first; and those of everyone, by group.
        m.create_index(
            Index::create()
                .name("idx_mentions_user")
                .table("mentions")
                .col("user_id")
                .col("id")
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("idx_mentions_group")
                .table("mentions")
                .col("group_id")
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("mentions").to_owned()).await
    }
}
