//! What people have begun to write: one text for each of them and each group.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("drafts")
                .col(big_pk_auto("id"))
                .col(big_integer("user_id"))
                .col(big_integer("group_id"))
                // Empty after it was sent: what was typed before and comes late doesn't bring it back.
                .col(text("body"))
                // What it answers. No foreign key: it is looked for when the draft is shown.
                .col(big_integer_null("reply_to_id"))
                // When it was typed, in milliseconds since 1970 by the server's clock: also its version.
                .col(big_integer("typed_at"))
                .foreign_key(
                    ForeignKey::create()
                        .from("drafts", "user_id")
                        .to("users", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("drafts", "group_id")
                        .to("groups", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("idx_drafts_user_group")
                .table("drafts")
                .col("user_id")
                .col("group_id")
                .unique()
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("idx_drafts_group")
                .table("drafts")
                .col("group_id")
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("drafts").to_owned()).await
    }
}
