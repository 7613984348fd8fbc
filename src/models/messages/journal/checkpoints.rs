//! Moves what SQLite's log holds into the database file, beside the posts and not inside one.
//!
//! SQLite does it by itself within whichever commit fills the log; that post would wait for the disk twice.

use std::{
    sync::{Weak, atomic::AtomicBool},
    time::Duration,
};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use tokio::time::{MissedTickBehavior, interval};

/// How often: the log grows for so long at most.
const EVERY: Duration = Duration::from_secs(1);

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
        if let Err(error) = db.execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)").await {
            tracing::warn!(%error, "the log could not be moved into the database yet");
        }
    }
}
