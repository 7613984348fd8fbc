//! Where the hub and the journal of this process are found.

use std::sync::Arc;

use loco_rs::{Error, Result, app::AppContext};

use super::{Event, Journal};
use crate::channels;

/// The hub, of the app's events.
pub type Hub = channels::Hub<Event>;

/// The hub of this process; `None` in a task, which has no sockets.
#[must_use]
pub fn hub(ctx: &AppContext) -> Option<Arc<Hub>> {
    ctx.shared_store.get::<Arc<Hub>>()
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
