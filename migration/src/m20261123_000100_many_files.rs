//! The files of a message by their place in it: of many the first are found without the rest.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_index(
            Index::create()
                .name("idx_attachments_position")
                .table("attachments")
                .col("message_id")
                .col("position")
                .to_owned(),
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop().name("idx_attachments_position").to_owned();
        m.drop_index(index).await
    }
}
