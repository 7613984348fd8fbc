//! The index says more about parts of words: it is made anew, by the server as it runs or by `search:index`.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Dropped, because overwriting row by row would take as long as making it did. Its triggers are those of `messages`.
const SQLITE: [&str; 3] = [
    "DROP TABLE search_index",
    "CREATE VIRTUAL TABLE search_index USING fts5(terms, tokenize = 'ascii', detail = 'none', columnsize = 0)",
    "INSERT INTO search_index (search_index, rank) VALUES ('secure-delete', 1)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let statements: &[&str] = match m.get_database_backend() {
            DbBackend::Sqlite => &SQLITE,
            _ => &["TRUNCATE search_documents"],
        };
        for statement in statements {
            m.get_connection().execute_unprepared(statement).await?;
        }
        m.get_connection()
            .execute_unprepared("DELETE FROM search_progress")
            .await?;
        Ok(())
    }

    /// What the index has then is not what the program before looks for.
    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        self.up(m).await
    }
}
