//! Names that can be looked for, the one direct chat of two people, archived and deleted groups.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            // NFKC and lower case: what search compares and the directory sorts by.
            string_len("name_key", 240).default("").to_owned(),
            // What only one group may be: `public:` with a name key, `direct:` with two user ids.
            string_len_null("unique_key", 250),
            timestamp_with_time_zone_null("archived_at"),
            // Nobody sees it any more; a worker deletes its rows.
            timestamp_with_time_zone_null("deleted_at"),
        ] {
            m.alter_table(Table::alter().table("groups").add_column(column).to_owned())
                .await?;
        }
        m.exec_stmt(
            Query::update()
                .table("groups")
                .value("name_key", Func::lower(Expr::col("name")))
                .value(
                    "unique_key",
                    Expr::val("public:").binary(BinOper::Custom("||"), Func::lower(Expr::col("name"))),
                )
                .and_where(Expr::col("kind").eq("public"))
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("idx_groups_unique_key")
                .table("groups")
                .col("unique_key")
                .unique()
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("idx_groups_kind_name")
                .table("groups")
                .col("kind")
                .col("name_key")
                .col("id")
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("idx_groups_deleted")
                .table("groups")
                .col("deleted_at")
                .to_owned(),
        )
        .await?;
        // A group's owners and moderators, however many members it has.
        m.create_index(
            Index::create()
                .name("idx_memberships_group_role")
                .table("memberships")
                .col("group_id")
                .col("role")
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for (table, index) in [
            ("memberships", "idx_memberships_group_role"),
            ("groups", "idx_groups_deleted"),
            ("groups", "idx_groups_kind_name"),
            ("groups", "idx_groups_unique_key"),
        ] {
            m.drop_index(Index::drop().name(index).table(table).to_owned())
                .await?;
        }
        for column in ["deleted_at", "archived_at", "unique_key", "name_key"] {
            m.alter_table(Table::alter().table("groups").drop_column(column).to_owned())
                .await?;
        }
        Ok(())
    }
}
