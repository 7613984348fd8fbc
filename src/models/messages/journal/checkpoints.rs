//! Moves what SQLite's log holds into the database file, beside the posts and not inside one.
//!
//! SQLite does it by itself within whichever commit fills the log; that post would wait for the disk twice.

use std::{
    sync::{Weak, atomic::AtomicBool},
    time::Duration,
};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use tokio::time::{MissedTickBehavior, interval};

/// How often.
const EVERY: Duration = Duration::from_secs(1);

/// Pages of the log from which on the next checkpoint makes writers wait until the log can begin anew: 64 MiB.
/// Under a load without a pause, a passive one never finds the moment.
const MOST: i64 = 16 * 1024;

/// Runs for as long as the journal that `alive` belongs to.
pub(super) async fn run(db: DatabaseConnection, alive: Weak<AtomicBool>) {
    if db.get_database_backend() != DbBackend::Sqlite {
        return;
    }
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while alive.strong_count() > 0 {
        tick.tick().await;
        // Passive: waits for nobody, and nobody waits for it.
        let done = match checkpoint(&db, "PASSIVE").await {
            Ok(pages) if pages > MOST => checkpoint(&db, "RESTART").await,
            done => done,
        };
        if let Err(error) = done {
            tracing::warn!(%error, "the log could not be moved into the database yet");
        }
    }
}

/// How many pages the log has.
async fn checkpoint(db: &DatabaseConnection, mode: &str) -> Result<i64, DbErr> {
    let pragma = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA wal_checkpoint({mode})"));
    let row = db.query_one_raw(pragma).await?;
    row.map_or(Ok(0), |row| row.try_get_by_index::<i32>(1).map(i64::from))
}
