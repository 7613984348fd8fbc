//! Tells members of a group that what they have not read has changed, behind the post that changed it.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use sea_orm::DatabaseConnection;
use tokio::time::sleep;

use crate::{
    channels::{Stale, Topic},
    models::{
        memberships,
        messages::{Event, live::Hub},
    },
};

/// The members of one group are told once in so long, of whatever happened meanwhile.
const PAUSE: Duration = Duration::from_secs(1);

/// They ask within so many milliseconds for each of them, so that a large room doesn't come at once.
const EACH: u64 = 2;
const SOONEST: u64 = 50;
const LATEST: u64 = 10_000;

/// Nudges for as long as the hub lives.
pub fn watch(db: DatabaseConnection, hub: &Arc<Hub>) {
    tokio::spawn(run(db, Arc::downgrade(hub), hub.stale()));
}

async fn run(db: DatabaseConnection, hub: Weak<Hub>, mut stale: Stale) {
    while stale.changed().await {
        let Some(hub) = hub.upgrade() else { return };
        for topic in hub.take_stale() {
            let Topic::Group(group_id) = topic else { continue };
            match memberships::user_ids(&db, group_id).await {
                Ok(members) => hub.nudge(topic, &members, |sockets| Event::Unread {
                    within: (sockets as u64 * EACH).clamp(SOONEST, LATEST),
                    seen: None,
                }),
                // Late then, but told.
                Err(error) => {
                    tracing::warn!(%error, group.id = group_id, "what is unread could not be told");
                    hub.touch(topic);
                }
            }
        }
        drop(hub);
        sleep(PAUSE).await;
    }
}
