//! Facts about this installation: its epoch, its default group, its first administrator.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("settings")
                .col(string_len("key", 64).primary_key())
                .col(text("value"))
                .to_owned(),
        )
        .await?;
        let group: i64 = m
            .get_connection()
            .query_one(&Query::select().expr(Expr::col("id").min()).from("groups").take())
            .await?
            .ok_or_else(|| DbErr::Migration("the group `general` is missing".to_owned()))?
            .try_get_by_index(0)?;
        m.exec_stmt(
            Query::insert()
                .into_table("settings")
                .columns(["key", "value"])
                .values_panic(["epoch".into(), format!("{:032x}", rand::random::<u128>()).into()])
                .values_panic(["default_group".into(), group.to_string().into()])
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("settings").to_owned()).await
    }
}
