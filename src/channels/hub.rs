//! Hands every frame to the sockets of its topic, and never waits for one of them.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use tokio::{
    sync::{mpsc, watch},
    time::MissedTickBehavior,
};

use super::{
    frames::{Delivery, EDITIONS, Edition, Editions, Encode, Frame, Span},
    presence::{Attendee, Presence, Roll},
    protocol::{CloseCode, Notice},
    topics::Topic,
    typing::Typing,
};

mod latest;
mod stale;
mod subscription;

use latest::Latest;
pub use stale::Stale;
use stale::Touched;
pub use subscription::Subscription;

/// How often presence and typing are looked at and, where they changed, published.
const TICK: Duration = Duration::from_secs(1);

/// The more sockets a topic has, the less often they all are told who is here: a second for each so many.
const SOCKETS_A_SECOND: usize = 500;
const PRESENCE_LATEST: Duration = Duration::from_secs(10);

/// From here on a newcomer is not worth a roll of their own: they get the last one, and the next.
const CROWD: usize = 100;

/// Who types is news for a short time only, and is said again before pages forget it after 8 s.
const TYPING_LATEST: Duration = Duration::from_secs(3);
const TYPING_AGAIN: Duration = Duration::from_secs(4);

#[derive(Debug, Clone)]
pub struct HubOptions {
    /// Frames that may wait for one socket before it is closed with 1013.
    pub queue: usize,
    /// Sockets that one user may have open.
    pub sockets_per_user: usize,
    /// How long somebody who left is still shown as here.
    pub leave_after: Duration,
}

/// Whose socket it is.
#[derive(Debug, Clone)]
pub struct Owner {
    pub session_id: i64,
    pub edition: Edition,
    pub attendee: Attendee,
}

/// Why a socket may not subscribe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the server stops")]
    Closing,
    #[error("this user has too many sockets open")]
    TooMany,
}

impl From<Refused> for CloseCode {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Closing => Self::Restart,
            Refused::TooMany => Self::Overflow,
        }
    }
}

/// One hub per process. `E` is the app's event.
pub struct Hub<E> {
    encode: Box<dyn Encode<E>>,
    options: HubOptions,
    /// Written by every subscribe, publish and drop. A plain mutex: nobody awaits inside, and one lock
    /// gives every socket of a topic the same order.
    state: Mutex<State>,
    /// How many sockets are open, for those who wait for none.
    open: watch::Sender<usize>,
    /// Written by whoever changes a topic, emptied by whoever tells of it.
    touched: Touched,
}

#[derive(Default)]
struct State {
    closing: bool,
    next_id: u64,
    sockets: HashMap<u64, Arc<Socket>>,
    per_user: HashMap<i64, usize>,
    topics: HashMap<Topic, TopicState>,
}

#[derive(Default)]
struct TopicState {
    sockets: HashMap<u64, Arc<Socket>>,
    /// How many of them get each edition.
    readers: [usize; EDITIONS],
    presence: Presence,
    roll: Latest,
    typing: Typing,
    typists: Latest,
    /// The end of the last span published: what a heartbeat names.
    last_seq: i64,
}

struct Socket {
    id: u64,
    owner: Owner,
    topics: Vec<Topic>,
    queue: mpsc::Sender<Delivery>,
    close: watch::Sender<Option<CloseCode>>,
}

impl<E: Send + 'static> Hub<E> {
    /// A hub, and the task that looks after presence and typing for as long as the hub lives.
    #[must_use]
    pub fn start(encode: impl Encode<E>, options: HubOptions) -> Arc<Self> {
        let hub = Arc::new(Self {
            encode: Box::new(encode),
            options,
            state: Mutex::default(),
            open: watch::Sender::new(0),
            touched: Touched::default(),
        });
        tokio::spawn(watch_pages(Arc::downgrade(&hub)));
        hub
    }

    /// Encodes `event` once for each edition that is read in `topic`, and queues it for every socket there. Callers
    /// publish a topic's events in the order of their numbers.
    pub fn publish(&self, topic: Topic, event: &E) {
        self.publish_to_all([topic], event);
    }

    /// The same for every one of `topics`.
    pub fn publish_to_all(&self, topics: impl IntoIterator<Item = Topic>, event: &E) {
        let span = self.encode.span(event);
        let mut frames = Editions::default();
        for topic in topics {
            let encode = |edition| self.encode.event(event, edition);
            self.hand_out(topic, &mut frames, encode, |state, frames| {
                state.deliver(frames, span);
            });
        }
    }

    /// A place in `topics` for a socket. From here on every frame waits in its queue.
    ///
    /// # Errors
    /// [`Refused`] when the server stops or the user has too many sockets.
    pub fn subscribe(self: &Arc<Self>, owner: Owner, topics: Vec<Topic>) -> Result<Subscription<E>, Refused> {
        let mut state = self.lock();
        if state.closing {
            return Err(Refused::Closing);
        }
        let theirs = state.per_user.entry(owner.attendee.user_id).or_default();
        if *theirs >= self.options.sockets_per_user {
            return Err(Refused::TooMany);
        }
        *theirs += 1;
        let (queue, deliveries) = mpsc::channel(self.options.queue);
        let (close, closed) = watch::channel(None);
        state.next_id += 1;
        let socket = Arc::new(Socket {
            id: state.next_id,
            owner,
            topics,
            queue,
            close,
        });
        for topic in &socket.topics {
            state.topics.entry(*topic).or_default().add(&socket);
        }
        state.sockets.insert(socket.id, socket.clone());
        self.open.send_replace(state.sockets.len());
        Ok(Subscription {
            deliveries,
            closed,
            socket,
            hub: self.clone(),
        })
    }

    /// Who is in `topic` now.
    pub fn roll(&self, topic: Topic) -> Roll {
        self.lock()
            .topics
            .get(&topic)
            .map_or_else(Roll::default, |state| state.presence.roll())
    }

    /// The users who are in `topic` now.
    pub fn attendees(&self, topic: Topic) -> Vec<i64> {
        self.lock()
            .topics
            .get(&topic)
            .map_or_else(Vec::new, |state| state.presence.user_ids())
    }

    /// Cuts every socket of a signed-out session.
    pub fn cut_session(&self, session_id: i64) {
        self.cut(CloseCode::Forbidden, |socket| {
            socket.owner.session_id == session_id
        });
    }

    /// Cuts every socket of a user, who is nowhere from here on, not even for a while.
    pub fn cut_user(&self, user_id: i64) {
        self.cut(CloseCode::Forbidden, |socket| socket.is_of(user_id));
        for topic in self.lock().topics.values_mut() {
            topic.presence.end(user_id);
        }
    }

    /// Cuts every socket of a user that is of none of these sessions.
    pub fn cut_user_but(&self, user_id: i64, sessions: &HashSet<i64>) {
        self.cut(CloseCode::Forbidden, |socket| {
            socket.is_of(user_id) && !sessions.contains(&socket.owner.session_id)
        });
    }

    /// The sessions of a user that have a socket open.
    pub fn open_sessions(&self, user_id: i64) -> HashSet<i64> {
        let state = self.lock();
        let theirs = state.sockets.values().filter(|socket| socket.is_of(user_id));
        theirs.map(|socket| socket.owner.session_id).collect()
    }

    /// Cuts the sockets that a user has in a group, or beside it, and has them there no longer.
    pub fn cut_user_from(&self, group_id: i64, user_id: i64) {
        self.cut(CloseCode::Forbidden, |socket| {
            socket.is_of(user_id) && socket.is_in(group_id)
        });
        if let Some(state) = self.lock().topics.get_mut(&Topic::Group(group_id)) {
            state.presence.end(user_id);
        }
    }

    /// Cuts every socket in a group, or beside it.
    pub fn cut_group(&self, group_id: i64) {
        self.cut(CloseCode::Forbidden, |socket| socket.is_in(group_id));
    }

    /// Sends every page away with 1012: it comes back with its cursor.
    pub fn restart(&self) {
        self.cut(CloseCode::Restart, |_| true);
    }

    /// Takes no more sockets, closes those there are with 1012 and waits until all have gone.
    pub async fn close(&self) {
        self.lock().closing = true;
        self.restart();
        let mut open = self.open.subscribe();
        // The sender lives in `self`, so waiting can't fail.
        let _ = open.wait_for(|count| *count == 0).await;
    }

    /// From here on nothing that is published reaches them.
    fn cut(&self, code: CloseCode, which: impl Fn(&Socket) -> bool) {
        let mut state = self.lock();
        let cut: Vec<_> = state
            .sockets
            .values()
            .filter(|socket| which(socket))
            .cloned()
            .collect();
        for socket in cut {
            socket.close(code);
            for topic in &socket.topics {
                if let Some(topic) = state.topics.get_mut(topic) {
                    topic.remove(&socket);
                }
            }
        }
    }

    /// Has `frames` encoded in every edition that is read in `topic`, and then lets `hand` have them under the lock.
    fn hand_out(
        &self,
        topic: Topic,
        frames: &mut Editions,
        encode: impl Fn(Edition) -> Frame,
        hand: impl FnOnce(&mut TopicState, &Editions),
    ) {
        // Not under the lock; whoever comes meanwhile and reads another edition is noticed.
        loop {
            let missing = {
                let mut state = self.lock();
                let Some(state) = state.topics.get_mut(&topic) else {
                    return;
                };
                let Some(missing) = frames.missing(&state.readers) else {
                    return hand(state, frames);
                };
                missing
            };
            frames.get_or(missing, &encode);
        }
    }

    /// Who is here and who types, encoded, for a page that has just come to `topic`.
    fn snapshot(&self, topic: Topic, edition: Edition) -> Vec<Frame> {
        let (known, roll, typists) = {
            let state = self.lock();
            let Some(state) = state.topics.get(&topic) else {
                return Vec::new();
            };
            let is_crowd = state.sockets.len() >= CROWD;
            let known = is_crowd
                .then(|| state.roll.fresh(state.pause(), edition))
                .flatten();
            (known, state.presence.roll(), state.typing.first())
        };
        let presence = known.unwrap_or_else(|| {
            let frame = self.encode.presence(topic, &roll, edition);
            if let Some(state) = self.lock().topics.get_mut(&topic) {
                state.roll.keep(frame.clone(), edition);
            }
            frame
        });
        let typing = (!typists.is_empty()).then(|| Notice::Typing(&typists).frame());
        [presence].into_iter().chain(typing).collect()
    }

    /// Publishes who is here and who types, in the topics where that changed.
    fn settle(&self) {
        let mut state = self.lock();
        let mut changed = Vec::new();
        state.topics.retain(|topic, state| {
            state.presence.expire(self.options.leave_after);
            let news = state.roll.is_due(state.pause()).then(|| state.presence.news());
            match news.flatten() {
                Some(roll) => changed.push((*topic, roll)),
                None => state.roll.settle(&state.sockets),
            }
            state.settle_typing();
            // A topic's last number is worth keeping while anybody might ask for it.
            !state.sockets.is_empty() || !state.presence.is_empty()
        });
        drop(state);
        for (topic, roll) in changed {
            let encode = |edition| self.encode.presence(topic, &roll, edition);
            self.hand_out(topic, &mut Editions::default(), encode, |state, frames| {
                state.roll.publish(frames, &state.sockets);
            });
        }
    }

    /// Sockets, users and topics that are remembered.
    #[cfg(test)]
    pub(super) fn size(&self) -> (usize, usize, usize) {
        let state = self.lock();
        (state.sockets.len(), state.per_user.len(), state.topics.len())
    }

    /// The state is whole after every statement, so a panic elsewhere does not spoil it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TopicState {
    fn add(&mut self, socket: &Arc<Socket>) {
        self.sockets.insert(socket.id, socket.clone());
        self.readers[socket.owner.edition.number()] += 1;
    }

    /// `frames` has every edition that is read here.
    fn deliver(&mut self, frames: &Editions, span: Option<Span>) {
        if let Some(span) = span {
            self.last_seq = self.last_seq.max(span.to);
        }
        // A socket that can't take a frame has lost it: it comes back with its cursor.
        self.sockets.retain(|_, socket| {
            let taken = socket.take(frames, span);
            if !taken {
                self.readers[socket.owner.edition.number()] -= 1;
                socket.close(CloseCode::Overflow);
            }
            taken
        });
    }

    /// Time between two rolls for all.
    fn pause(&self) -> Duration {
        let seconds = self.sockets.len() / SOCKETS_A_SECOND;
        Duration::from_secs(seconds as u64).clamp(TICK, PRESENCE_LATEST)
    }

    fn settle_typing(&mut self) {
        self.typing.expire();
        let news = self
            .typists
            .is_due(self.pause().min(TYPING_LATEST))
            .then(|| self.typing.news());
        let again = || {
            Some(self.typing.first()).filter(|first| !first.is_empty() && self.typists.is_due(TYPING_AGAIN))
        };
        match news.flatten().or_else(again) {
            Some(typists) => self
                .typists
                .publish(&Editions::alike(&Notice::Typing(&typists).frame()), &self.sockets),
            None => self.typists.settle(&self.sockets),
        }
    }

    /// From here on the socket hears nothing, and nobody hears of its typing.
    fn remove(&mut self, socket: &Socket) {
        if self.sockets.remove(&socket.id).is_some() {
            self.readers[socket.owner.edition.number()] -= 1;
        }
        self.typing.stop(socket.id, socket.owner.attendee.user_id);
    }
}

impl Socket {
    fn is_of(&self, user_id: i64) -> bool {
        self.owner.attendee.user_id == user_id
    }

    fn is_in(&self, group_id: i64) -> bool {
        let mut groups = self.topics.iter().filter_map(|topic| topic.group_id());
        groups.any(|id| id == group_id)
    }

    /// Queues the frame of its edition; whether there was room.
    fn take(&self, frames: &Editions, span: Option<Span>) -> bool {
        frames.get(self.owner.edition).is_some_and(|frame| {
            let frame = frame.clone();
            self.queue.try_send(Delivery { frame, span }).is_ok()
        })
    }

    /// The first reason stays.
    fn close(&self, code: CloseCode) {
        self.close.send_if_modified(|reason| {
            let first = reason.is_none();
            reason.get_or_insert(code);
            first
        });
    }
}

async fn watch_pages<E: Send + 'static>(hub: Weak<Hub<E>>) {
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        let Some(hub) = hub.upgrade() else { return };
        hub.settle();
    }
}
