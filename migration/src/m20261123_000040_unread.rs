//! What a member wants to be told of a group, and the place of each mention in its group, by which those that are
//! unread are counted.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            string_len("attention", 16).default("everything").to_owned(),
            timestamp_with_time_zone_null("muted_until"),
        ] {
            m.alter_table(Table::alter().table("memberships").add_column(column).to_owned())
                .await?;
        }
        m.alter_table(
            Table::alter()
                .table("mentions")
                // Its message's, which never changes.
                .add_column(big_integer("seq").default(0))
                .to_owned(),
        )
        .await?;
        let known =
            "UPDATE mentions SET seq = (SELECT seq FROM messages WHERE messages.id = mentions.message_id)";
        m.get_connection().execute_unprepared(known).await?;
        m.drop_index(
            Index::drop()
                .name("idx_mentions_group")
                .table("mentions")
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("idx_mentions_group_user_seq")
                .table("mentions")
                .col("group_id")
                .col("user_id")
                .col("seq")
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_index(
            Index::drop()
                .name("idx_mentions_group_user_seq")
                .table("mentions")
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
        .await?;
        for (table, column) in [
            ("mentions", "seq"),
            ("memberships", "muted_until"),
            ("memberships", "attention"),
        ] {
            m.alter_table(Table::alter().table(table).drop_column(column).to_owned())
                .await?;
        }
        Ok(())
    }
}
