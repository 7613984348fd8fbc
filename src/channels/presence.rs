//! Who is in a group now.
//!
//! A person is here while a socket of a visible page is, and for a grace period after, so that a
//! reload or a short gap does not flicker. Only the hub changes this, under its lock.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    time::Duration,
};

use serde::Serialize;
use tokio::time::Instant;

/// Names that a roll carries at most.
const NAMED: usize = 50;

/// A person as presence knows them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Attendee {
    /// The name that is shown.
    pub name: String,
    pub user_id: i64,
    #[serde(skip)]
    pub username: String,
    /// The key of their picture.
    #[serde(skip)]
    pub picture: Option<String>,
}

/// Who is here: how many, and the first fifty by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roll {
    pub count: usize,
    pub named: Vec<Attendee>,
}

#[derive(Debug, Default)]
pub(super) struct Presence {
    people: HashMap<i64, Stay>,
    names: BTreeSet<Attendee>,
    /// What was published last differs from what is.
    changed: bool,
}

#[derive(Debug)]
struct Stay {
    who: Attendee,
    visible: HashSet<u64>,
    /// When the last visible socket went.
    left: Option<Instant>,
}

impl Presence {
    pub(super) fn show(&mut self, socket: u64, who: &Attendee) {
        let stay = self.people.entry(who.user_id).or_insert_with(|| {
            self.changed = true;
            self.names.insert(who.clone());
            Stay {
                who: who.clone(),
                visible: HashSet::new(),
                left: None,
            }
        });
        // The newest page knows best what they are called now.
        if stay.who != *who && stay.visible.iter().all(|other| *other < socket) {
            self.names.remove(&stay.who);
            self.names.insert(who.clone());
            stay.who = who.clone();
            self.changed = true;
        }
        stay.visible.insert(socket);
        stay.left = None;
    }

    pub(super) fn hide(&mut self, socket: u64, user_id: i64) {
        let Some(stay) = self.people.get_mut(&user_id) else {
            return;
        };
        stay.visible.remove(&socket);
        if stay.visible.is_empty() && stay.left.is_none() {
            stay.left = Some(Instant::now());
        }
    }

    /// Lets go of somebody who may not come back.
    pub(super) fn end(&mut self, user_id: i64) {
        if let Some(stay) = self.people.remove(&user_id) {
            self.names.remove(&stay.who);
            self.changed = true;
        }
    }

    /// Whether the page of this socket is in front of its reader.
    pub(super) fn is_shown(&self, socket: u64, user_id: i64) -> bool {
        let stay = self.people.get(&user_id);
        stay.is_some_and(|stay| stay.visible.contains(&socket))
    }

    /// Lets go of those who left longer than `grace` ago.
    pub(super) fn expire(&mut self, grace: Duration) {
        let names = &mut self.names;
        let before = self.people.len();
        self.people.retain(|_, stay| {
            let stays = stay.left.is_none_or(|left| left.elapsed() < grace);
            if !stays {
                names.remove(&stay.who);
            }
            stays
        });
        self.changed |= self.people.len() != before;
    }

    /// A roll if it changed since the last call.
    pub(super) fn news(&mut self) -> Option<Roll> {
        std::mem::take(&mut self.changed).then(|| self.roll())
    }

    pub(super) fn roll(&self) -> Roll {
        Roll {
            count: self.people.len(),
            named: self.names.iter().take(NAMED).cloned().collect(),
        }
    }

    pub(super) fn user_ids(&self) -> Vec<i64> {
        self.people.keys().copied().collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.people.is_empty()
    }
}
