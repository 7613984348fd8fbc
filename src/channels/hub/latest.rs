//! A series of frames of which only the last has to arrive.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use tokio::time::Instant;

use super::{Socket, TICK};
use crate::channels::{Delivery, Frame};

/// What may be thinned and dropped: who is here, who types.
#[derive(Debug, Default)]
pub(super) struct Latest {
    frame: Option<(Frame, Instant)>,
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
    pub(super) fn fresh(&self, age: Duration) -> Option<Frame> {
        let (frame, made) = self.frame.as_ref()?;
        (made.elapsed() < age).then(|| frame.clone())
    }

    pub(super) fn keep(&mut self, frame: Frame) {
        self.frame = Some((frame, Instant::now()));
    }

    pub(super) fn publish(&mut self, frame: Frame, sockets: &HashMap<u64, Arc<Socket>>) {
        self.owed = sockets
            .values()
            .filter(|to| !offer(to, &frame))
            .map(|to| to.id)
            .collect();
        self.keep(frame);
        self.published = Some(Instant::now());
    }

    /// Offers it once more to those who had no room.
    pub(super) fn settle(&mut self, sockets: &HashMap<u64, Arc<Socket>>) {
        if let Some((frame, _)) = &self.frame {
            self.owed
                .retain(|id| sockets.get(id).is_some_and(|to| !offer(to, frame)));
        }
    }
}

/// Queues a frame that gives way to messages; whether there was room.
fn offer(socket: &Socket, frame: &Frame) -> bool {
    let delivery = Delivery {
        frame: frame.clone(),
        span: None,
    };
    let has_room = socket.queue.capacity() > socket.queue.max_capacity() / 2;
    has_room && socket.queue.try_send(delivery).is_ok()
}
