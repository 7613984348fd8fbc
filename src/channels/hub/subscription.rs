//! What a session holds: its queue, and its place in the hub.

use std::{collections::hash_map::Entry, sync::Arc};

use tokio::sync::{mpsc, watch};

use super::{Hub, Socket};
use crate::channels::{CloseCode, Delivery, Frame, Notice, Topic};

/// A socket's place in the hub. Dropping it gives the place up.
pub struct Subscription<E: Send + 'static> {
    pub(in crate::channels) deliveries: mpsc::Receiver<Delivery>,
    pub(in crate::channels) closed: watch::Receiver<Option<CloseCode>>,
    pub(super) socket: Arc<Socket>,
    pub(super) hub: Arc<Hub<E>>,
}

impl<E: Send + 'static> Subscription<E> {
    /// Says whether the page is in front of its reader. It counts while it has not been cut.
    pub(in crate::channels) fn set_visible(&self, visible: bool) {
        let mut state = self.hub.lock();
        for topic in self.group_topics() {
            if let Some(state) = state.topics.get_mut(topic) {
                if visible {
                    if state.sockets.contains_key(&self.socket.id) {
                        state.presence.show(self.socket.id, &self.socket.owner.attendee);
                    }
                } else {
                    let user_id = self.socket.owner.attendee.user_id;
                    state.presence.hide(self.socket.id, user_id);
                    state.typing.stop(self.socket.id, user_id);
                }
            }
        }
    }

    /// Says whether the page's reader types. It counts while the page is in front of them and has not been cut.
    pub(in crate::channels) fn set_typing(&self, typing: bool) {
        let (id, who) = (self.socket.id, &self.socket.owner.attendee);
        let mut state = self.hub.lock();
        for topic in self.group_topics() {
            if let Some(state) = state.topics.get_mut(topic) {
                if !typing {
                    state.typing.stop(id, who.user_id);
                } else if state.sockets.contains_key(&id) && state.presence.is_shown(id, who.user_id) {
                    state.typing.hear(id, who);
                }
            }
        }
    }

    /// What a page gets that has just come: who is here and who types, encoded, and the channels that may have told something
    /// before.
    pub(in crate::channels) fn welcome(&self) -> Vec<Frame> {
        let snapshots = self
            .group_topics()
            .flat_map(|topic| self.hub.snapshot(*topic, self.socket.owner.edition));
        let beside = self.socket.topics.iter().filter_map(|topic| match topic {
            Topic::Beside(_, channel) => Some(Notice::Heard(channel).frame()),
            _ => None,
        });
        snapshots.chain(beside).collect()
    }

    /// The latest number published in the group since somebody has been listening.
    pub(in crate::channels) fn last_published(&self) -> i64 {
        let state = self.hub.lock();
        self.group_topics()
            .filter_map(|topic| state.topics.get(topic))
            .map(|state| state.last_seq)
            .max()
            .unwrap_or_default()
    }

    fn group_topics(&self) -> impl Iterator<Item = &Topic> {
        self.socket
            .topics
            .iter()
            .filter(|topic| matches!(topic, Topic::Group(_)))
    }
}

impl<E: Send + 'static> Drop for Subscription<E> {
    fn drop(&mut self) {
        self.set_visible(false);
        let mut state = self.hub.lock();
        for topic in &self.socket.topics {
            if let Some(state) = state.topics.get_mut(topic) {
                state.remove(&self.socket);
            }
        }
        state.sockets.remove(&self.socket.id);
        let user_id = self.socket.owner.attendee.user_id;
        if let Entry::Occupied(mut theirs) = state.per_user.entry(user_id) {
            *theirs.get_mut() -= 1;
            if *theirs.get() == 0 {
                theirs.remove();
            }
        }
        self.hub.open.send_replace(state.sockets.len());
    }
}
