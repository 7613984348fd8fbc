//! What has changed in topics beyond who listens there: others are told later, and once for all of it.

use std::{collections::BTreeSet, sync::Arc};

use tokio::sync::watch;

use super::{Hub, Socket};
use crate::channels::{CloseCode, Topic, frames::Editions};

/// Topics that others have not been told of.
#[derive(Debug, Default)]
pub(super) struct Touched(watch::Sender<BTreeSet<Topic>>);

/// Hears that there are some.
#[derive(Debug)]
pub struct Stale(watch::Receiver<BTreeSet<Topic>>);

impl Stale {
    /// Waits until there are; `false` when the hub is gone.
    pub async fn changed(&mut self) -> bool {
        self.0.changed().await.is_ok()
    }
}

impl<E: Send + 'static> Hub<E> {
    /// Notes that something in `topic` concerns others than those who have it open. Costs its caller nothing.
    pub fn touch(&self, topic: Topic) {
        self.touched.0.send_if_modified(|touched| touched.insert(topic));
    }

    #[must_use]
    pub fn stale(&self) -> Stale {
        Stale(self.touched.0.subscribe())
    }

    /// What was touched since the last call.
    pub fn take_stale(&self) -> BTreeSet<Topic> {
        let mut taken = BTreeSet::new();
        self.touched.0.send_if_modified(|touched| {
            taken = std::mem::take(touched);
            false
        });
        taken
    }

    /// Queues an event for the sockets of `users`, but not for those that have `topic` in front of their reader: these
    /// see for themselves. `event` is told how many they are.
    pub fn nudge(&self, topic: Topic, users: &[i64], event: impl FnOnce(usize) -> E) {
        let sockets = self.elsewhere(topic, users);
        if sockets.is_empty() {
            return;
        }
        let event = event(sockets.len());
        let mut frames = Editions::default();
        for socket in sockets {
            frames.get_or(socket.owner.edition, |edition| self.encode.event(&event, edition));
            // One that can't take it comes back, and asks.
            if !socket.take(&frames, None) {
                socket.close(CloseCode::Overflow);
            }
        }
    }

    fn elsewhere(&self, topic: Topic, users: &[i64]) -> Vec<Arc<Socket>> {
        let state = self.lock();
        let presence = state.topics.get(&topic).map(|state| &state.presence);
        let mut found = Vec::new();
        for &user_id in users {
            let sockets = state.topics.get(&Topic::User(user_id));
            let sockets = sockets.into_iter().flat_map(|state| state.sockets.values());
            found.extend(
                sockets
                    .filter(|socket| presence.is_none_or(|presence| !presence.is_shown(socket.id, user_id)))
                    .cloned(),
            );
        }
        found
    }
}
