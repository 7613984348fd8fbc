//! Moves what SQLite's log holds into the database file, beside the posts and not inside one.
//!
//! SQLite does it by itself within whichever commit fills the log; that post would wait for the disk twice.

use std::{
    sync::{Weak, atomic::AtomicBool},
    time::Duration,
};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement,
    sqlx::{self, AssertSqlSafe, Connection},
};
use tokio::time::{MissedTickBehavior, interval};

/// How often.
const EVERY: Duration = Duration::from_secs(1);

/// Pages of the log from which on the next checkpoint makes writers wait until the log can begin anew: 64 MiB.
/// Under a load without a pause, a passive one never finds the moment.
const MOST: i64 = 16 * 1024;

/// How long writers wait for it at most: longer than most readers read.
const PAUSE: Duration = Duration::from_millis(500);

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
        let done = match passive(&db).await {
            Ok(pages) if pages > MOST => restart(&db).await,
            done => done.map(|_| ()),
        };
        if let Err(error) = done {
            tracing::warn!(%error, "the log could not be moved into the database yet");
        }
    }
}

/// How many pages the log has.
async fn passive(db: &DatabaseConnection) -> Result<i64, DbErr> {
    let pragma = Statement::from_string(DbBackend::Sqlite, "PRAGMA wal_checkpoint(PASSIVE)");
    let row = db.query_one_raw(pragma).await?;
    row.map_or(Ok(0), |row| row.try_get_by_index::<i32>(1).map(i64::from))
}

/// Keeps writers out until no reader needs the log any more, for a moment only: one may be reading for minutes.
async fn restart(db: &DatabaseConnection) -> Result<(), DbErr> {
    let run = async || {
        // Not given back: nobody else is to wait so shortly.
        let mut connection = db.get_sqlite_connection_pool().acquire().await?.detach();
        let pragmas = format!(
            "PRAGMA busy_timeout = {}; PRAGMA wal_checkpoint(RESTART)",
            PAUSE.as_millis()
        );
        sqlx::raw_sql(AssertSqlSafe(pragmas))
            .execute(&mut connection)
            .await?;
        connection.close().await
    };
    run().await.map_err(|error| DbErr::Custom(error.to_string()))
}
