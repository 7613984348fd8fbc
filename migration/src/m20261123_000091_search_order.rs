//! On SQLite the index begins with the newest message: FTS5 follows a list faster than it goes back along it.
//!
//! It is made anew, by the server as it runs or by `search:index`.

use sea_orm::{DbBackend, TransactionTrait};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The number that a row of the index and the id of its message add up to. No database has as many messages, and numbers as
/// small as that take FTS5 no more room than ids.
const SUM: i64 = 1 << 34;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        renew(m, &format!("{SUM} - old.id")).await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        renew(m, "old.id").await
    }
}

async fn renew(m: &SchemaManager<'_>, row: &str) -> Result<(), DbErr> {
    if m.get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    // On one connection: another one may still know the triggers that this one has dropped, and refuse to make them.
    let txn = m.get_connection().begin().await?;
    let forget = format!("BEGIN DELETE FROM search_index WHERE rowid = {row}; END");
    for statement in [
        "DROP TRIGGER search_forget",
        "DROP TRIGGER search_outdate",
        "DROP TABLE search_index",
        "CREATE VIRTUAL TABLE search_index USING fts5(terms, tokenize = 'ascii', detail = 'none', columnsize = 0)",
        "INSERT INTO search_index (search_index, rank) VALUES ('secure-delete', 1)",
        &format!("CREATE TRIGGER search_forget AFTER DELETE ON messages {forget}"),
        &format!("CREATE TRIGGER search_outdate AFTER UPDATE OF body ON messages {forget}"),
        "DELETE FROM search_progress",
    ] {
        txn.execute_unprepared(statement).await?;
    }
    txn.commit().await
}
