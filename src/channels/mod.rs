//! Live delivery: topics, the hub, the session loop, presence, who types.
//!
//! Knows no HTTP, no database and no HTML: the app hands in an [`Encode`] that turns an event into a
//! frame, and a [`Source`] that reads what a reconnecting page has missed.

mod frames;
mod hub;
mod presence;
mod protocol;
mod session;
mod topics;
mod typing;

#[cfg(test)]
mod tests;

pub use frames::{Delivery, EDITIONS, Edition, Encode, Frame, Span};
pub use hub::{Hub, HubOptions, Owner, Refused, Stale, Subscription};
pub use presence::{Attendee, Roll};
pub use protocol::{CloseCode, Incoming, Notice, Outgoing, Seen};
pub use session::{Catchup, Cursor, FAREWELL, Session, SessionOptions, Source};
pub use topics::Topic;
