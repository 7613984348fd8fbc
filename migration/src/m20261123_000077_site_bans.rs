//! People who are kept out of the whole site, and who were.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("site_bans")
                .col(big_pk_auto("id"))
                .col(big_integer("user_id"))
                // None for the operator.
                .col(big_integer_null("actor_id"))
                .col(text("reason"))
                .col(timestamp_with_time_zone("created_at"))
                // None for good.
                .col(timestamp_with_time_zone_null("expires_at"))
                .col(timestamp_with_time_zone_null("lifted_at"))
                .foreign_key(
                    ForeignKey::create()
                        .from("site_bans", "user_id")
                        .to("users", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("site_bans", "actor_id")
                        .to("users", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .to_owned(),
        )
        .await?;
        for column in ["user_id", "actor_id"] {
            m.create_index(
                Index::create()
                    .name(format!("idx_site_bans_{column}"))
                    .table("site_bans")
                    .col(column)
                    .to_owned(),
            )
            .await?;
        }
        let open = "CREATE UNIQUE INDEX idx_site_bans_open ON site_bans (user_id) WHERE lifted_at IS NULL";
        m.get_connection().execute_unprepared(open).await?;
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("site_bans").to_owned()).await
    }
}
