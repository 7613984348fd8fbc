//! Who types a message in a group now.
//!
//! A page says so every few seconds; whoever has not said so for a while has stopped. Only the hub changes this,
//! under its lock.

use std::{collections::HashMap, time::Duration};

use tokio::time::Instant;

use super::presence::Attendee;

/// How long a page's word counts: twice the time between two of them.
const HEARD: Duration = Duration::from_secs(6);

/// Those who are told. A page says two names at most, and one of these may be its reader's.
const NAMED: usize = 4;

#[derive(Debug, Default)]
pub(super) struct Typing {
    people: HashMap<i64, Typist>,
    /// What was told last.
    told: Vec<Attendee>,
}

#[derive(Debug)]
struct Typist {
    who: Attendee,
    socket: u64,
    since: Instant,
    heard: Instant,
}

impl Typing {
    pub(super) fn hear(&mut self, socket: u64, who: &Attendee) {
        let now = Instant::now();
        let typist = self.people.entry(who.user_id).or_insert_with(|| Typist {
            who: who.clone(),
            socket,
            since: now,
            heard: now,
        });
        typist.socket = socket;
        typist.heard = now;
    }

    /// Nobody types on this socket any more. On another of theirs somebody may.
    pub(super) fn stop(&mut self, socket: u64, user_id: i64) {
        if self
            .people
            .get(&user_id)
            .is_some_and(|typist| typist.socket == socket)
        {
            self.people.remove(&user_id);
        }
    }

    pub(super) fn expire(&mut self) {
        self.people.retain(|_, typist| typist.heard.elapsed() < HEARD);
    }

    /// Those who have typed for longest, if they are others than at the last call.
    pub(super) fn news(&mut self) -> Option<Vec<Attendee>> {
        let first = self.first();
        (first != self.told).then(|| {
            self.told.clone_from(&first);
            first
        })
    }

    pub(super) fn first(&self) -> Vec<Attendee> {
        let mut typists: Vec<_> = self.people.values().collect();
        typists.sort_by_key(|typist| (typist.since, typist.who.user_id));
        typists
            .into_iter()
            .take(NAMED)
            .map(|typist| typist.who.clone())
            .collect()
    }
}
