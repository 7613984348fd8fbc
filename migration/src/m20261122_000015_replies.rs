//! Replies, and the threads that they make.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            // What it answers. No foreign key: what was purged is still said to have been there.
            big_integer_null("reply_to_id"),
            // The message that its thread begins with; none of a message that answers nothing.
            big_integer_null("thread_id"),
            // How many live messages the thread has that begins with it.
            big_integer("replies").default(0).to_owned(),
        ] {
            m.alter_table(Table::alter().table("messages").add_column(column).to_owned())
                .await?;
        }
        // Most messages answer nothing, and cost nothing here.
        for statement in [
            "CREATE INDEX idx_messages_reply_to ON messages (reply_to_id) WHERE reply_to_id IS NOT NULL",
            "CREATE INDEX idx_messages_thread ON messages (thread_id, seq) WHERE thread_id IS NOT NULL",
        ] {
            m.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for index in ["idx_messages_thread", "idx_messages_reply_to"] {
            m.drop_index(Index::drop().name(index).table("messages").to_owned())
                .await?;
        }
        for column in ["replies", "thread_id", "reply_to_id"] {
            m.alter_table(Table::alter().table("messages").drop_column(column).to_owned())
                .await?;
        }
        Ok(())
    }
}
