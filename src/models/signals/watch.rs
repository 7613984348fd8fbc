//! Looks for what other processes have changed.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::{Arc, Weak},
    time::Duration,
};

use chrono::{TimeDelta, Utc};
use loco_rs::model::ModelResult;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::{Column, Entity, Hub, Model, Signal, act};

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
        Ok(self.fresh(&rows))
    }

    /// The signals among `rows`, which are all above the floor, that have not been acted on.
    fn fresh(&mut self, rows: &[Model]) -> Vec<Signal> {
        let now = Instant::now();
        let mut fresh = Vec::new();
        for row in rows {
            // It was seen when it was seen first, however often it is read again.
            if let Entry::Vacant(unseen) = self.seen.entry(row.id) {
                unseen.insert(now);
                fresh.extend(Signal::of(row));
            }
        }
        while let Some(entry) = self.seen.first_entry()
            && entry.get().elapsed() > LATE
        {
            self.floor = Some(*entry.key());
            entry.remove();
        }
        fresh
    }
}

async fn clean(db: &DatabaseConnection) -> ModelResult<()> {
    Entity::delete_many()
        .filter(Column::CreatedAt.lt(Utc::now().fixed_offset() - KEPT))
        .exec(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    fn row(id: i64) -> Model {
        Model {
            id,
            kind: "reset".to_owned(),
            group_id: Some(id),
            user_id: None,
            created_at: Utc::now().fixed_offset(),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_row_is_acted_on_once_and_read_no_more_after_ten_seconds() {
        let mut watcher = Watcher {
            floor: Some(0),
            ..Watcher::default()
        };
        let reset = |group_id| Signal::Reset { group_id };
        assert_eq!(watcher.fresh(&[row(1), row(3)]), [reset(1), reset(3)]);
        // As the loop does, which reads what is above the floor twice a second.
        for _ in 0..20 {
            advance(EVERY).await;
            assert_eq!(watcher.fresh(&[row(1), row(3)]), []);
        }
        assert_eq!(watcher.floor, Some(0), "a row with a lower number may still come");
        assert_eq!(watcher.fresh(&[row(1), row(2), row(3)]), [reset(2)]);
        advance(EVERY).await;
        assert_eq!(watcher.fresh(&[row(1), row(2), row(3)]), []);
        assert_eq!(watcher.floor, Some(1), "what is below has been seen long enough");
    }
}
