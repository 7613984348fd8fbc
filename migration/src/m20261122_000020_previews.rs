//! What links in messages lead to, and which message shows it.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        // A row is never changed: a page that is fetched again gets another one, and what was shown stays as it was.
        m.create_table(
            Table::create()
                .table("pages")
                .col(big_pk_auto("id"))
                .col(string_len("url_hash", 64))
                .col(text("url"))
                .col(text("site"))
                // Empty where the page could not be had or has none: it is not asked again at once.
                .col(text("title"))
                .col(text("description"))
                // Where its picture lies in the storage.
                .col(string_len_null("picture", 32))
                .col(integer_null("width"))
                .col(integer_null("height"))
                .col(timestamp_with_time_zone("fetched_at"))
                .to_owned(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("previews")
                .col(big_integer("message_id").primary_key())
                // None where somebody has taken it away: it stays away.
                .col(big_integer_null("page_id"))
                .foreign_key(
                    ForeignKey::create()
                        .from("previews", "message_id")
                        .to("messages", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .foreign_key(
                    ForeignKey::create()
                        .from("previews", "page_id")
                        .to("pages", "id")
                        .on_delete(ForeignKeyAction::Restrict),
                )
                .to_owned(),
        )
        .await?;
        // The latest of an address, the row of a stored picture, and what nobody shows any more.
        let indexes: [(&str, &str, &[&str]); 3] = [
            ("idx_pages_url", "pages", &["url_hash", "fetched_at"]),
            ("idx_pages_picture", "pages", &["picture"]),
            ("idx_previews_page", "previews", &["page_id"]),
        ];
        for (name, table, columns) in indexes {
            let mut index = Index::create();
            index.name(name).table(table);
            for column in columns {
                index.col(*column);
            }
            m.create_index(index.take()).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("previews").to_owned()).await?;
        m.drop_table(Table::drop().table("pages").to_owned()).await
    }
}
