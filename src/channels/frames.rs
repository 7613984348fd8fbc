//! What is sent to sockets: encoded once, shared by all.

use bytes::Bytes;

use super::{presence::Roll, topics::Topic};

/// One text message for a socket, as UTF-8. Cloning shares the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame(Bytes);

impl Frame {
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.0
    }
}

impl From<String> for Frame {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

/// The changes of a group that a frame covers: those with `from < number <= to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: i64,
    pub to: i64,
}

/// A frame on its way through a socket's queue.
#[derive(Debug, Clone)]
pub struct Delivery {
    pub frame: Frame,
    /// `None` for frames without a cursor: presence, the user's own topic.
    pub span: Option<Span>,
}

/// Turns the app's events into frames. The hub calls it once per event, however many sockets there are.
pub trait Encode<E>: Send + Sync + 'static {
    fn event(&self, event: &E) -> Delivery;

    /// Who is here, for the sockets of `topic`.
    fn presence(&self, topic: Topic, roll: &Roll) -> Frame;
}
