//! Invitations by link: to the site, or to one group.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("invitations")
                .col(big_pk_auto("id"))
                // Whoever reads the database gets in nowhere.
                .col(string_len("token_hash", 64).unique_key())
                // None for the site.
                .col(big_integer_null("group_id"))
                .col(big_integer("inviter_id"))
                .col(integer("uses"))
                .col(integer("most"))
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone("expires_at"))
                .col(timestamp_with_time_zone_null("revoked_at"))
                .foreign_key(
                    ForeignKey::create()
                        .from("invitations", "group_id")
                        .to("groups", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("invitations", "inviter_id")
                        .to("users", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .to_owned(),
        )
        .await?;
        for column in ["group_id", "inviter_id"] {
            m.create_index(
                Index::create()
                    .name(format!("idx_invitations_{column}"))
                    .table("invitations")
                    .col(column)
                    .to_owned(),
            )
            .await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("invitations").to_owned()).await
    }
}
