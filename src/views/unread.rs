//! What somebody has not read: the marks of their groups, and the page that lists them.

use std::collections::HashSet;

use serde::Serialize;

use super::{
    assets,
    shell::Shell,
    sidebar::{GroupLink, Sidebar},
};
use crate::models::{
    groups::Listed,
    unread::{All, MOST, Unread},
};

/// `unread/_mark.html`
#[derive(Debug, Clone, Serialize)]
pub struct MarkView {
    pub messages: u64,
    pub mentions: u64,
    /// As they are shown: `3`, or `99+`.
    pub count: String,
    pub mentioned: String,
}

/// `unread/_marks.html`: the marks of the groups that have one, for the script that asks.
#[derive(Debug, Serialize)]
pub struct MarksView {
    /// Where the icons are.
    pub assets: &'static str,
    pub total: MarkView,
    pub groups: Vec<GroupMark>,
    /// The groups where something is begun and not sent: `3 7`.
    pub drafts: String,
    /// Milliseconds until some group is muted no more.
    pub again: Option<i64>,
}

#[derive(Debug, Serialize)]
pub struct GroupMark {
    pub id: i64,
    pub mark: MarkView,
    /// The number up to which all is read.
    pub read: i64,
}

/// `unread/index.html`
#[derive(Debug, Serialize)]
pub struct UnreadPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub groups: Vec<UnreadGroup>,
}

/// A group with something unread.
#[derive(Debug, Serialize)]
pub struct UnreadGroup {
    pub link: GroupLink,
    /// `7:41`: the group and its number as this was read, so that what is said later is not marked as read.
    pub seen: String,
}

impl MarkView {
    #[must_use]
    pub fn new(messages: u64, mentions: u64) -> Self {
        Self {
            messages,
            mentions,
            count: shown(messages),
            mentioned: shown(mentions),
        }
    }

    /// All of them together.
    #[must_use]
    pub fn total<'a>(all: impl Iterator<Item = &'a Unread>) -> Self {
        let sum =
            |(messages, mentions), unread: &Unread| (messages + unread.sum(), mentions + unread.mentions);
        let (messages, mentions) = all.fold((0, 0), sum);
        Self::new(messages, mentions)
    }
}

impl Default for MarkView {
    fn default() -> Self {
        Self::new(0, 0)
    }
}

impl From<&Unread> for MarkView {
    fn from(unread: &Unread) -> Self {
        Self::new(unread.messages, unread.mentions)
    }
}

impl MarksView {
    /// Those of `all` with something to show, and the group `open`, which has no mark of a draft.
    #[must_use]
    pub fn new(all: &All, begun: &HashSet<i64>, open: Option<i64>) -> Self {
        let drafts = begun.iter().filter(|id| Some(**id) != open).map(i64::to_string);
        let told = |(id, unread): &(&i64, &Unread)| unread.sum() > 0 || Some(**id) == open;
        let groups = all.iter().filter(told).map(|(id, unread)| GroupMark {
            id: *id,
            mark: unread.into(),
            read: unread.read,
        });
        Self {
            assets: assets::base_path(),
            total: MarkView::total(all.values()),
            drafts: drafts.collect::<Vec<_>>().join(" "),
            again: all.values().filter_map(Unread::muted_for).min(),
            groups: groups.collect(),
        }
    }
}

impl UnreadPage {
    #[must_use]
    pub fn new(shell: Shell, listed: &[Listed], user_id: i64) -> Self {
        let unread = listed.iter().filter(|listed| listed.unread.sum() > 0);
        Self {
            shell,
            sidebar: Sidebar::new(listed, user_id, None),
            groups: unread
                .map(|listed| UnreadGroup {
                    link: GroupLink::of(listed, user_id, 0),
                    seen: format!("{}:{}", listed.group.id, listed.group.last_seq),
                })
                .collect(),
        }
    }
}

fn shown(count: u64) -> String {
    if count < MOST {
        count.to_string()
    } else {
        format!("{}+", MOST - 1)
    }
}
