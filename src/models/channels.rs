//! Channels: what can be heard of a group besides its timeline.
//!
//! Each is a file in `channels/`. Those that keep nothing have a topic of their own and are named in [`ALL`]: a page of the
//! group that shows one listens to it, too, and may for as long as it may see the group. The others write lines into the timeline,
//! and are heard with it.

use crate::channels::Topic;

// channels-module (do not remove)

/// The names of the topics.
static ALL: &[&str] = &[
    // channels-inject (do not remove)
];

/// The topics beside a group that a page asks for, by their names with commas between. Others are left out: the page may be
/// older than the server.
#[must_use]
pub fn beside(group_id: i64, names: &str) -> Vec<Topic> {
    let asked: Vec<&str> = names.split(',').collect();
    let known = ALL.iter().filter(|name| asked.contains(name));
    known.map(|name| Topic::Beside(group_id, name)).collect()
}
