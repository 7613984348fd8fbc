//! What people have begun to write in a thread is kept beside what they have begun in its group.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(
            Table::alter()
                .table("drafts")
                // What the thread begins with; 0 for the group itself, so that one index holds both. No foreign key: a
                // purge deletes them.
                .add_column(big_integer("thread_id").default(0))
                .to_owned(),
        )
        .await?;
        m.drop_index(
            Index::drop()
                .name("idx_drafts_user_group")
                .table("drafts")
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("idx_drafts_user_group_thread")
                .table("drafts")
                .col("user_id")
                .col("group_id")
                .col("thread_id")
                .unique()
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.get_connection()
            .execute_unprepared("DELETE FROM drafts WHERE thread_id <> 0")
            .await?;
        m.drop_index(
            Index::drop()
                .name("idx_drafts_user_group_thread")
                .table("drafts")
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
        m.alter_table(Table::alter().table("drafts").drop_column("thread_id").to_owned())
            .await
    }
}
