//! How a transaction that writes begins.

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

/// Begins a transaction that will write.
///
/// On SQLite it takes the write lock at once: one that reads first and then writes fails without waiting
/// when another has committed meanwhile, whatever the busy timeout says.
///
/// # Errors
/// When the database can't be reached, or stays locked longer than its busy timeout.
pub async fn begin_write(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    begin(db, options).await
}

/// Begins a transaction in which every query sees the same state.
///
/// # Errors
/// When the database can't be reached.
pub async fn begin_snapshot(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    use sea_orm::{AccessMode, DbBackend, IsolationLevel};
    // On SQLite every transaction is a snapshot, and the driver warns of a level.
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    let options = TransactionOptions {
        isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
        access_mode: postgres.then_some(AccessMode::ReadOnly),
        ..Default::default()
    };
    begin(db, options).await
}

/// Begins in a task of its own, which ends even where whoever asked has gone: a browser that went away, a socket
/// that was cut. Broken off in the middle, sqlx-postgres 0.9.0 gives the connection back with the transaction
/// open, and what others write there is never committed (sqlx issue 4393, mended after that version).
async fn begin(db: &DatabaseConnection, options: TransactionOptions) -> Result<DatabaseTransaction, DbErr> {
    let db = db.clone();
    // A transaction that nobody waits for any more is rolled back as it is dropped.
    let begun = tokio::spawn(async move { db.begin_with_options(options).await });
    begun
        .await
        .unwrap_or_else(|stopped| Err(DbErr::Custom(stopped.to_string())))
}
