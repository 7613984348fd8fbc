//! Keeping a row and nothing else: one connection, one task that writes what is queued.

use std::{io, str::FromStr};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    routing::post,
};
use sea_orm::sqlx::{
    self, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::sync::{mpsc, oneshot};

/// Posts that may wait.
const QUEUE: usize = 1024;

struct Row {
    room: String,
    form: Bytes,
    kept: oneshot::Sender<()>,
}

/// # Errors
/// When the database can't be made.
pub async fn routes(file: &str, batch: usize) -> io::Result<Router> {
    let options = SqliteConnectOptions::from_str(file)
        .map_err(io::Error::other)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut db = SqliteConnection::connect_with(&options)
        .await
        .map_err(io::Error::other)?;
    sqlx::query(
        "CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, room TEXT NOT NULL, form BLOB NOT NULL)",
    )
    .execute(&mut db)
    .await
    .map_err(io::Error::other)?;
    let (sender, rows) = mpsc::channel(QUEUE);
    tokio::spawn(write(db, rows, batch));
    Ok(Router::new()
        .route("/groups/{id}/messages", post(keep))
        .with_state(sender))
}

async fn keep(
    State(sender): State<mpsc::Sender<Row>>,
    Path(room): Path<String>,
    form: Bytes,
) -> Result<&'static str, StatusCode> {
    let (kept, answered) = oneshot::channel();
    let sent = sender.send(Row { room, form, kept }).await;
    sent.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    let answer = answered.await;
    answer
        .map(|()| "kept")
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

/// Ends at the first error: nobody is answered from there on.
async fn write(mut db: SqliteConnection, mut rows: mpsc::Receiver<Row>, batch: usize) {
    let mut taken = Vec::new();
    while rows.recv_many(&mut taken, batch).await > 0 {
        let Ok(()) = commit(&mut db, &taken).await else {
            return;
        };
        for row in taken.drain(..) {
            // Who has gone needs no answer.
            let _ = row.kept.send(());
        }
    }
}

async fn commit(db: &mut SqliteConnection, rows: &[Row]) -> sqlx::Result<()> {
    let mut txn = db.begin().await?;
    for row in rows {
        sqlx::query("INSERT INTO rows (room, form) VALUES (?, ?)")
            .bind(&row.room)
            .bind(&row.form[..])
            .execute(&mut *txn)
            .await?;
    }
    txn.commit().await
}
