//! Groups of every kind; the public room `general` is there from the start.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("groups")
                .col(big_pk_auto("id"))
                .col(string_len("kind", 16))
                .col(string_len("name", 80))
                .col(string_len("topic", 250))
                // The number of the latest change: those issued are 1..=last_seq.
                .col(big_integer("last_seq").default(0))
                // The number that the latest purge took: cursors below it start anew.
                .col(big_integer("reset_seq").default(0))
                .col(timestamp_with_time_zone("created_at").default(Expr::current_timestamp()))
                .col(timestamp_with_time_zone("updated_at").default(Expr::current_timestamp()))
                .to_owned(),
        )
        .await?;
        m.exec_stmt(
            Query::insert()
                .into_table("groups")
                .columns(["kind", "name", "topic"])
                .values_panic(["public".into(), "general".into(), "".into()])
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("groups").to_owned()).await
    }
}
