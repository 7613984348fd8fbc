//! Looks for what other processes have changed.

use std::{
    collections::BTreeMap,
    sync::{Arc, Weak},
    time::Duration,
};

use chrono::{TimeDelta, Utc};
use loco_rs::model::ModelResult;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::{Column, Entity, Hub, Signal, act};

/// How often.
const EVERY: Duration = Duration::from_millis(500);

/// A row may become visible this long after one with a higher id: its transaction took longer.
const LATE: Duration = Duration::from_secs(10);

/// How often rows that everybody has seen are deleted, and how old they are then.
const CLEANING: Duration = Duration::from_mins(10);
const KEPT: TimeDelta = TimeDelta::hours(1);

/// Acts on the signals of other processes for as long as the hub lives. Those from before are for nobody: no
/// socket was open.
pub fn watch(db: DatabaseConnection, hub: &Arc<Hub>) {
    tokio::spawn(run(db, Arc::downgrade(hub)));
}

async fn run(db: DatabaseConnection, hub: Weak<Hub>) {
    let mut watcher = Watcher::default();
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut cleaned = Instant::now();
    loop {
        tick.tick().await;
        let Some(hub) = hub.upgrade() else { return };
        match watcher.look(&db).await {
            Ok(signals) => act(&db, &hub, &signals).await,
            // The pool is closed: nobody is served any more.
            Err(_) if db.ping().await.is_err() => tracing::debug!("no look for signals: no database"),
            Err(error) => tracing::warn!(%error, "signals could not be read"),
        }
        if cleaned.elapsed() > CLEANING {
            cleaned = Instant::now();
            if let Err(error) = clean(&db).await {
                tracing::warn!(%error, "old signals could not be deleted");
            }
        }
    }
}

/// What has been seen.
#[derive(Default)]
struct Watcher {
    /// Every row up to this id has been acted on, or is older than the watch.
    floor: Option<i64>,
    /// Rows above it, and when they were seen.
    seen: BTreeMap<i64, Instant>,
}

impl Watcher {
    /// The signals that are new.
    async fn look(&mut self, db: &DatabaseConnection) -> ModelResult<Vec<Signal>> {
        let Some(floor) = self.floor else {
            let last = Entity::find().order_by_desc(Column::Id).limit(1).one(db).await?;
            self.floor = Some(last.map_or(0, |row| row.id));
            return Ok(Vec::new());
        };
        let rows = Entity::find()
            .filter(Column::Id.gt(floor))
            .order_by_asc(Column::Id)
            .all(db)
            .await?;
        let now = Instant::now();
        let fresh: Vec<_> = rows
            .iter()
            .filter(|row| self.seen.insert(row.id, now).is_none())
            .collect();
        let signals = fresh.into_iter().filter_map(Signal::of).collect();
        while let Some(entry) = self.seen.first_entry()
            && entry.get().elapsed() > LATE
        {
            self.floor = Some(*entry.key());
            entry.remove();
        }
        Ok(signals)
    }
}

async fn clean(db: &DatabaseConnection) -> ModelResult<()> {
    Entity::delete_many()
        .filter(Column::CreatedAt.lt(Utc::now().fixed_offset() - KEPT))
        .exec(db)
        .await?;
    Ok(())
}
