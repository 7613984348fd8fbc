//! What a session holds: its queue, and its place in the hub.

use std::{collections::hash_map::Entry, sync::Arc};

use tokio::sync::{mpsc, watch};

use super::{Hub, Socket};
use crate::channels::{CloseCode, Delivery, Frame, Topic};

/// A socket's place in the hub. Dropping it gives the place up.
pub struct Subscription<E: Send + 'static> {
    pub(in crate::channels) deliveries: mpsc::Receiver<Delivery>,
    pub(in crate::channels) closed: watch::Receiver<Option<CloseCode>>,
    pub(super) socket: Arc<Socket>,
    pub(super) hub: Arc<Hub<E>>,
}

impl<E: Send + 'static> Subscription<E> {
    /// Says whether the page is in front of its reader.
    pub(in crate::channels) fn set_visible(&self, visible: bool) {
        let mut state = self.hub.lock();
        for topic in self.group_topics() {
            if let Some(state) = state.topics.get_mut(topic) {
                if visible {
                    state.presence.show(self.socket.id, &self.socket.owner.attendee);
                } else {
                    let user_id = self.socket.owner.attendee.user_id;
                    state.presence.hide(self.socket.id, user_id);
                }
            }
        }
    }

    /// Who is here, encoded, for a page that has just come.
    pub(in crate::channels) fn presence(&self) -> Vec<Frame> {
        self.group_topics()
            .map(|topic| self.hub.encode.presence(*topic, &self.hub.roll(*topic)))
            .collect()
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
                state.sockets.remove(&self.socket.id);
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
