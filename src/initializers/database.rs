//! Connections that keep what they acknowledge.

use std::{fs::DirBuilder, path::Path, time::Duration};

use loco_rs::{Error, Result, config};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, TransactionTrait,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};

/// How long a writer waits for another.
const BUSY: Duration = Duration::from_secs(10);

/// Makes the folder of a SQLite database, for its owner only.
///
/// # Errors
/// When it can't be made.
pub fn make_folder(config: &config::Database) -> Result<()> {
    let path = config
        .uri
        .strip_prefix("sqlite://")
        .and_then(|path| path.split('?').next());
    let Some(folder) = path.and_then(|path| Path::new(path).parent()) else {
        return Ok(());
    };
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        Error::Message(format!(
            "the database's folder {} can't be made: {error}",
            folder.display()
        ))
    })
}

/// A pool in which every connection has its options. Loco sets SQLite's on one connection of its pool only,
/// and asks for less durability than an acknowledged message deserves.
///
/// # Errors
/// When the database can't be reached.
pub async fn connect(config: &config::Database) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(&config.uri);
    options
        .min_connections(config.min_connections)
        .max_connections(config.max_connections)
        .connect_timeout(Duration::from_millis(config.connect_timeout))
        .acquire_timeout(Duration::from_millis(
            config.acquire_timeout.unwrap_or(config.connect_timeout),
        ))
        .idle_timeout(Duration::from_millis(config.idle_timeout))
        .sqlx_logging(config.enable_logging)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY)
                // The journal does it, beside the posts.
                .pragma("wal_autocheckpoint", "0")
                .pragma("cache_size", "-16384")
                .pragma("temp_store", "memory")
                .optimize_on_close(true, 400)
        });
    Database::connect(options)
        .await
        .map_err(|error| Error::Message(format!("the database can't be opened: {error}")))
}

/// Reads back, on as many connections as the pool has, that a commit is durable.
///
/// # Errors
/// With the setting that is too weak.
pub async fn check(db: &DatabaseConnection, connections: u32) -> Result<()> {
    let mut held = Vec::new();
    for _ in 0..connections {
        // A connection in a transaction is given to nobody else: each round sees another one.
        let connection = db.begin().await?;
        match connection.get_database_backend() {
            DbBackend::Sqlite => {
                expect(&connection, "PRAGMA synchronous", &["2", "3"]).await?;
                expect(&connection, "PRAGMA foreign_keys", &["1"]).await?;
                expect(&connection, "PRAGMA journal_mode", &["wal"]).await?;
            }
            _ => expect(&connection, "SHOW synchronous_commit", &["on", "remote_apply"]).await?,
        }
        held.push(connection);
    }
    Ok(())
}

async fn expect(connection: &impl ConnectionTrait, question: &str, good: &[&str]) -> Result<()> {
    let statement = Statement::from_string(connection.get_database_backend(), question);
    let row = connection.query_one_raw(statement).await?;
    let answer = row.and_then(|row| {
        let number = row.try_get_by_index::<i32>(0).map(|number| number.to_string());
        number.or_else(|_| row.try_get_by_index::<String>(0)).ok()
    });
    let answer = answer.unwrap_or_default();
    if good.contains(&answer.as_str()) {
        return Ok(());
    }
    Err(Error::Message(format!(
        "{question} says {answer:?} where Banter needs one of {good:?}: an acknowledged message could be lost"
    )))
}
