//! Where the hub and the journal of this process are found.

use std::sync::Arc;

use loco_rs::{Error, Result, app::AppContext};

use super::{Change, ChangeError, Changed, Event, Journal};
use crate::channels::{self, Roll, Topic};

/// The hub, of the app's events.
pub type Hub = channels::Hub<Event>;

/// The hub of this process; `None` in a task, which has no sockets.
#[must_use]
pub fn hub(ctx: &AppContext) -> Option<Arc<Hub>> {
    ctx.shared_store.get::<Arc<Hub>>()
}

/// Who is in the group now, as far as this process knows.
#[must_use]
pub fn present(ctx: &AppContext, group_id: i64) -> Roll {
    hub(ctx).map_or_else(Roll::default, |hub| hub.roll(Topic::Group(group_id)))
}

/// The users who are in the group now, as far as this process knows.
#[must_use]
pub fn online(ctx: &AppContext, group_id: i64) -> Vec<i64> {
    hub(ctx).map_or_else(Vec::new, |hub| hub.attendees(Topic::Group(group_id)))
}

/// The journal of this process.
///
/// # Errors
/// Where no initializer has started one.
pub fn journal(ctx: &AppContext) -> Result<Journal> {
    ctx.shared_store
        .get::<Journal>()
        .ok_or_else(|| Error::string("the journal has not been started"))
}

/// Makes a change of the group `group_id`, whoever asks for it.
///
/// # Errors
/// [`ChangeError`]; nothing was changed then.
pub async fn change(ctx: &AppContext, group_id: i64, change: impl Change) -> Result<Changed, ChangeError> {
    let journal = journal(ctx).map_err(|_| ChangeError::Busy)?;
    journal.change(group_id, change).await
}
