//! Connections that keep what they acknowledge.

use std::{fs::DirBuilder, io, path::Path, str::FromStr, time::Duration};
#[cfg(unix)]
use std::{
    fs::{self, File},
    io::ErrorKind,
};

use loco_rs::{Error, Result, config};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, TransactionTrait,
    sqlx::{
        self, ConnectOptions as _, Connection,
        sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous},
    },
};

/// How long a writer waits for another.
const BUSY: Duration = Duration::from_secs(10);

/// Rows that SQLite may be ahead of who reads them.
const ROWS: usize = 1024;

/// Makes the folder and the file of a SQLite database, and shuts both to everybody but their owner. A folder
/// that was there stays as it is.
///
/// # Errors
/// When one of them can't be made or shut.
pub fn make_place(config: &config::Database) -> Result<()> {
    // Whatever else is wrong with the address, connecting says better.
    let Ok(options) = SqliteConnectOptions::from_str(&config.uri) else {
        return Ok(());
    };
    let url = options.to_url_lossy();
    let mode = url.query_pairs().find(|(name, _)| name == "mode");
    let mode = mode.map(|(_, mode)| mode.into_owned()).unwrap_or_default();
    let file = options.get_filename();
    if mode == "rwc" {
        make_folder(file)?;
    }
    if matches!(&*mode, "rwc" | "rw") {
        shut(file, mode == "rwc")
            .map_err(|error| fault(file, &format!("can't be made its owner's alone: {error}")))?;
    }
    Ok(())
}

fn make_folder(file: &Path) -> Result<()> {
    let Some(folder) = file.parent() else {
        return Ok(());
    };
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|error| fault(folder, &format!("can't be made: {error}")))
}

/// Nobody else reads the file and its logs, which SQLite makes with the mode that the file has.
#[cfg(unix)]
fn shut(file: &Path, make: bool) -> io::Result<()> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    if make {
        let mut new = File::options();
        new.write(true).create_new(true).mode(0o600);
        if let Err(error) = new.open(file)
            && error.kind() != ErrorKind::AlreadyExists
        {
            return Err(error);
        }
    }
    for ending in ["", "-wal", "-shm"] {
        let mut path = file.as_os_str().to_owned();
        path.push(ending);
        let Ok(found) = fs::metadata(&path) else {
            continue;
        };
        let mut permissions = found.permissions();
        if permissions.mode() & 0o077 != 0 {
            permissions.set_mode(permissions.mode() & 0o7700);
            fs::set_permissions(&path, permissions)?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn shut(_: &Path, _: bool) -> io::Result<()> {
    Ok(())
}

fn fault(path: &Path, what: &str) -> Error {
    Error::Message(format!("the database's place {} {what}", path.display()))
}

/// A pool in which every connection has its options. Loco sets SQLite's on one connection of its pool only,
/// and asks for less durability than an acknowledged message deserves.
///
/// # Errors
/// When the database can't be reached.
pub async fn connect(config: &config::Database) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(&config.uri);
    // A file does not go away as a server does: asking a connection before each query whether it is still there
    // would double the ways to its thread and back.
    options.test_before_acquire(!config.uri.starts_with("sqlite:"));
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
                // What is deleted is overwritten, and not only forgotten.
                .pragma("secure_delete", "on")
                .pragma("cache_size", "-16384")
                .pragma("temp_store", "memory")
                // Past these the thread of the connection and who reads from it wait for each other at every row.
                .row_buffer_size(ROWS)
                .optimize_on_close(true, 400)
        })
        .map_sqlx_sqlite_pool_opts(|pool| {
            pool.after_release(|connection, _| Box::pin(is_at_rest(connection)))
        });
    Database::connect(options)
        .await
        .map_err(|error| Error::Message(format!("the database can't be opened: {error}")))
}

/// Whether a connection may be used again: not if it is still in a transaction.
///
/// Where a commit fails because the disk is full or broken, SQLite may have rolled back by itself. sqlx 0.9.0 then fails
/// to roll back, and takes all that comes later on the connection for parts of a transaction that nobody will ever
/// commit: acknowledged, and lost.
async fn is_at_rest(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // Known without a way to the connection's thread and back, which every query would pay for.
    if !connection.is_in_transaction() {
        return Ok(true);
    }
    // A transaction that was dropped has only asked to be rolled back: once this is answered, that has been tried.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
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
