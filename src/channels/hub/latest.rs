//! A series of frames of which only the last has to arrive.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use tokio::time::Instant;

use super::{Socket, TICK};
use crate::channels::{Delivery, EDITIONS, Edition, Frame, frames::Editions};

/// What may be thinned and dropped: who is here, who types.
#[derive(Debug, Default)]
pub(super) struct Latest {
    frames: [Option<(Frame, Instant)>; EDITIONS],
    /// When it went to all.
    published: Option<Instant>,
    /// The sockets that had no room for it.
    owed: HashSet<u64>,
}

impl Latest {
    /// Whether all may be told again at this tick, `pause` after the last time.
    pub(super) fn is_due(&self, pause: Duration) -> bool {
        // Ticks don't come to the millisecond.
        self.published
            .is_none_or(|published| published.elapsed() + TICK / 2 >= pause)
    }

    /// The frame, if it was made within the last `age`.
    pub(super) fn fresh(&self, age: Duration, edition: Edition) -> Option<Frame> {
        let (frame, made) = self.frames[edition.number()].as_ref()?;
        (made.elapsed() < age).then(|| frame.clone())
    }

    pub(super) fn keep(&mut self, frame: Frame, edition: Edition) {
        self.frames[edition.number()] = Some((frame, Instant::now()));
    }

    pub(super) fn publish(&mut self, frames: &Editions, sockets: &HashMap<u64, Arc<Socket>>) {
        let now = Instant::now();
        self.frames = std::array::from_fn(|number| Some((frames.get(Edition::new(number))?.clone(), now)));
        self.published = Some(now);
        self.owed = sockets
            .values()
            .filter(|to| !self.offer(to))
            .map(|to| to.id)
            .collect();
    }

    /// Offers it once more to those who had no room.
    pub(super) fn settle(&mut self, sockets: &HashMap<u64, Arc<Socket>>) {
        let mut owed = std::mem::take(&mut self.owed);
        owed.retain(|id| sockets.get(id).is_some_and(|to| !self.offer(to)));
        self.owed = owed;
    }

    /// Queues its frame, which gives way to messages; whether there was room.
    fn offer(&self, socket: &Socket) -> bool {
        let Some((frame, _)) = &self.frames[socket.owner.edition.number()] else {
            return false;
        };
        let delivery = Delivery {
            frame: frame.clone(),
            span: None,
        };
        let has_room = socket.queue.capacity() > socket.queue.max_capacity() / 2;
        has_room && socket.queue.try_send(delivery).is_ok()
    }
}
