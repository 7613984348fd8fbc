//! What the scheduler does every night, inside the server's process.
//!
//! For where nothing can run a task: Loco's scheduler starts its own program again with `task NAME`.

use std::{convert::Infallible, sync::Arc, time::Duration};

use chrono::{TimeDelta, Utc};
use loco_rs::{Error, Result, app::AppContext};
use tokio::time::{MissedTickBehavior, interval};

use crate::{
    models::{
        attachments::Sweep,
        messages::{Purge, live},
        sessions,
        shared::shared,
    },
    settings::Settings,
};

/// How often.
pub const NIGHTLY: Duration = Duration::from_hours(24);

/// Works now and then `every` so often, until it is dropped. What failed is tried again the next time.
pub async fn run(ctx: &AppContext, every: Duration) -> Infallible {
    let mut tick = interval(every);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        report("expired sessions", sessions::delete_expired(&ctx.db).await);
        report("old messages", purge(ctx).await);
        report("lost files", sweep(ctx).await);
    }
}

fn report(what: &str, deleted: Result<u64, impl std::fmt::Display>) {
    match deleted {
        Ok(0) => {}
        Ok(deleted) => tracing::info!(deleted, "deleted {what}"),
        Err(error) => tracing::error!(%error, "{what} could not be deleted"),
    }
}

/// Deletes the files that belong to no message.
async fn sweep(ctx: &AppContext) -> Result<u64> {
    let swept = Sweep::of_yesterday().run(&ctx.db, &ctx.storage, true).await?;
    Ok(swept.unposted + swept.lost)
}

/// Deletes the messages that are older than the configured time, if there is one.
async fn purge(ctx: &AppContext) -> Result<u64> {
    let Some(days) = shared::<Arc<Settings>>(ctx)?.retention_days else {
        return Ok(0);
    };
    let purge = Purge {
        before: (Utc::now() - TimeDelta::days(days.into())).fixed_offset(),
        group_id: None,
        author_id: None,
    };
    let shares = purge.preview(&ctx.db).await?;
    let deleted = purge
        .run(&ctx.db, &live::journal(ctx)?, &ctx.storage, &shares, |_| {})
        .await;
    deleted.map_err(Error::wrap)
}
