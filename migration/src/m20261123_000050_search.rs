//! The index of what messages say. What is in it already says nothing: short names of words, and which messages have them.

use sea_orm::DbBackend;
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// One row a message, by its id. Positions are not kept, because what is found is read anyway; `secure-delete` takes what is
/// deleted out of the file and does not only mark it.
const SQLITE: [&str; 4] = [
    "CREATE VIRTUAL TABLE search_index USING fts5(terms, tokenize = 'ascii', detail = 'none', columnsize = 0)",
    "INSERT INTO search_index (search_index, rank) VALUES ('secure-delete', 1)",
    "CREATE TRIGGER search_forget AFTER DELETE ON messages BEGIN \
     DELETE FROM search_index WHERE rowid = old.id; END",
    "CREATE TRIGGER search_outdate AFTER UPDATE OF body ON messages BEGIN \
     DELETE FROM search_index WHERE rowid = old.id; END",
];

/// Rows go with their messages. What waits to be sorted into the index is read by every search: a little of it.
const POSTGRES: [&str; 4] = [
    "CREATE TABLE search_documents (\
     message_id BIGINT PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE, terms TSVECTOR NOT NULL)",
    "CREATE INDEX idx_search_documents_terms ON search_documents USING GIN (terms) \
     WITH (gin_pending_list_limit = 256)",
    "CREATE FUNCTION search_outdate() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN \
     DELETE FROM search_documents WHERE message_id = OLD.id; RETURN NULL; END $$",
    "CREATE TRIGGER search_outdate AFTER UPDATE OF body ON messages \
     FOR EACH ROW EXECUTE FUNCTION search_outdate()",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("search_progress")
                .col(big_integer("group_id").primary_key().to_owned())
                // The number of the latest change of the group that the index has.
                .col(big_integer("seq"))
                .foreign_key(
                    ForeignKey::create()
                        .from("search_progress", "group_id")
                        .to("groups", "id")
                        .on_delete(ForeignKeyAction::Cascade),
                )
                .to_owned(),
        )
        .await?;
        let statements = match m.get_database_backend() {
            DbBackend::Sqlite => SQLITE,
            _ => POSTGRES,
        };
        for statement in statements {
            m.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let statements: &[&str] = match m.get_database_backend() {
            DbBackend::Sqlite => &[
                "DROP TRIGGER search_outdate",
                "DROP TRIGGER search_forget",
                "DROP TABLE search_index",
            ],
            _ => &[
                "DROP TRIGGER search_outdate ON messages",
                "DROP FUNCTION search_outdate",
                "DROP TABLE search_documents",
            ],
        };
        for statement in statements {
            m.get_connection().execute_unprepared(statement).await?;
        }
        m.drop_table(Table::drop().table("search_progress").to_owned())
            .await
    }
}
