//! The files of messages. What they hold lies in the storage, under `key`.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("attachments")
                .col(big_pk_auto("id"))
                .col(string_len("key", 32))
                .col(big_integer("group_id"))
                .col(big_integer("uploader_id"))
                // None until it is posted.
                .col(big_integer_null("message_id"))
                // Its place among the files of its message, from 0.
                .col(integer("position"))
                .col(string_len("name", 255))
                .col(string_len("media_type", 127))
                .col(string_len("kind", 16))
                // Of the file itself, as it is downloaded.
                .col(big_integer("bytes"))
                .col(integer_null("width"))
                .col(integer_null("height"))
                .col(text("alt"))
                .col(timestamp_with_time_zone("created_at"))
                .foreign_key(
                    ForeignKey::create()
                        .from("attachments", "group_id")
                        .to("groups", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("attachments", "uploader_id")
                        .to("users", "id")
                        .on_delete(ForeignKeyAction::Restrict),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("attachments", "message_id")
                        .to("messages", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .to_owned(),
        )
        .await?;
        m.create_index(
            Index::create()
                .name("idx_attachments_key")
                .table("attachments")
                .col("key")
                .unique()
                .to_owned(),
        )
        .await?;
        // Those of a message in order, those of a group by age, what one person has stored, and what was never posted.
        let indexes: [(&str, &[&str]); 3] = [
            ("idx_attachments_message", &["message_id", "created_at"]),
            ("idx_attachments_group", &["group_id", "id"]),
            ("idx_attachments_uploader", &["uploader_id", "bytes"]),
        ];
        for (name, columns) in indexes {
            let mut index = Index::create();
            index.name(name).table("attachments");
            for column in columns {
                index.col(*column);
            }
            m.create_index(index.take()).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("attachments").to_owned()).await
    }
}
