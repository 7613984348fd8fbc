//! What the scheduler does every night, inside the server's process.
//!
//! For where nothing can run a task: Loco's scheduler starts its own program again with `task NAME`.

use std::{convert::Infallible, time::Duration};

use loco_rs::app::AppContext;
use tokio::time::{MissedTickBehavior, interval};

use crate::models::sessions;

/// How often.
pub const NIGHTLY: Duration = Duration::from_hours(24);

/// Works now and then `every` so often, until it is dropped. What failed is tried again the next time.
pub async fn run(ctx: &AppContext, every: Duration) -> Infallible {
    let mut tick = interval(every);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        report("expired sessions", sessions::delete_expired(&ctx.db).await);
    }
}

fn report(what: &str, deleted: Result<u64, impl std::fmt::Display>) {
    match deleted {
        Ok(0) => {}
        Ok(deleted) => tracing::info!(deleted, "deleted {what}"),
        Err(error) => tracing::error!(%error, "{what} could not be deleted"),
    }
}
