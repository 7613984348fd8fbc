//! Channels: what can be heard of a group besides its timeline.
//!
//! Each is a file in `channels/`. Those that keep nothing have a topic of their own and are named in [`ALL`]: a page of the
//! group that shows one listens to it, too, and may for as long as it may see the group. The others write lines into the timeline,
//! and are heard with it.

// channels-module (do not remove)

/// The names of the topics.
static ALL: &[&str] = &[
    // channels-inject (do not remove)
];

/// Those of these names, with commas between, that there are. Others are left out: the page may be older than the server.
#[must_use]
pub fn known(names: &str) -> Vec<&'static str> {
    let asked: Vec<&str> = names.split(',').collect();
    ALL.iter().copied().filter(|name| asked.contains(name)).collect()
}
