//! What is sent to sockets: encoded once in each edition that somebody reads, shared by all who do.

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

/// How many editions there are at most.
pub const EDITIONS: usize = 3;

/// Which of several renderings of the same a socket gets: the app has one for each language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Edition(usize);

impl Edition {
    /// The edition `number`, counted from 0.
    ///
    /// # Panics
    /// When there are not so many.
    #[must_use]
    pub const fn new(number: usize) -> Self {
        assert!(number < EDITIONS, "there are not so many editions");
        Self(number)
    }

    #[must_use]
    pub const fn number(self) -> usize {
        self.0
    }
}

/// The same in the editions that are asked for.
#[derive(Debug, Default)]
pub(super) struct Editions([Option<Frame>; EDITIONS]);

impl Editions {
    /// What is the same in all of them.
    pub(super) fn alike(frame: &Frame) -> Self {
        Self(std::array::from_fn(|_| Some(frame.clone())))
    }

    pub(super) fn get(&self, edition: Edition) -> Option<&Frame> {
        self.0[edition.0].as_ref()
    }

    /// Encoded where it has not been.
    pub(super) fn get_or(&mut self, edition: Edition, encode: impl FnOnce(Edition) -> Frame) -> &Frame {
        self.0[edition.0].get_or_insert_with(|| encode(edition))
    }

    /// The first edition that is missing and has readers.
    pub(super) fn missing(&self, readers: &[usize; EDITIONS]) -> Option<Edition> {
        let mut numbers = 0..EDITIONS;
        numbers
            .find(|&number| readers[number] > 0 && self.0[number].is_none())
            .map(Edition)
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

/// Turns the app's events into frames. The hub calls it once per event and edition, however many sockets there are.
pub trait Encode<E>: Send + Sync + 'static {
    /// The changes that the event covers, if it has a place in the timeline.
    fn span(&self, event: &E) -> Option<Span>;

    fn event(&self, event: &E, edition: Edition) -> Frame;

    /// Who is here, for the sockets of `topic`.
    fn presence(&self, topic: Topic, roll: &Roll, edition: Edition) -> Frame;
}
