//! The sidebar of every page of the chat: one's groups by kind.

use serde::Serialize;

use super::{
    groups::{GroupView, StandingView},
    shell::{Person, Shell},
    templates,
    unread::MarkView,
};
use crate::models::groups::{self, Kind, Listed};

/// `groups/_sidebar.html`, the inside of `nav#groups`. Every list is in the order in which it is shown.
#[derive(Debug, Default, Serialize)]
pub struct Sidebar {
    /// Public rooms.
    pub rooms: Vec<GroupLink>,
    /// Private groups.
    pub groups: Vec<GroupLink>,
    /// Chats of two, and the notes to oneself.
    pub directs: Vec<GroupLink>,
    /// Rooms and groups where nobody can write any more.
    pub archived: Vec<GroupLink>,
    /// What is unread in all of them together.
    pub total: MarkView,
    /// Reports that wait for an administrator.
    pub reports: u64,
}

/// `groups/_link.html`
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "a template asks each on its own")]
pub struct GroupLink {
    pub id: i64,
    /// As it is shown: of a direct chat the other person's name.
    pub name: String,
    /// The open one.
    pub current: bool,
    /// In a direct chat the other one, for the avatar; in the notes to oneself that is oneself.
    pub person: Option<Person>,
    /// Notes to oneself.
    pub myself: bool,
    /// Something is begun there and not sent.
    pub draft: bool,
    /// Not everybody may see it.
    pub private: bool,
    pub mark: MarkView,
    /// Its reader wants to hear less of it.
    pub quiet: bool,
}

/// `groups/_refresh.html`: what changes in an open page when one's groups, or the open one, have changed.
#[derive(Debug, Serialize)]
pub struct RefreshView {
    pub shell: Shell,
    pub sidebar: Sidebar,
    /// The group that the page has open, where it has one.
    pub open: Option<OpenGroup>,
}

#[derive(Debug, Serialize)]
pub struct OpenGroup {
    pub group: GroupView,
    pub standing: StandingView,
}

impl Sidebar {
    /// The groups of the user `user_id`, with `open` marked.
    #[must_use]
    pub fn new(listed: &[Listed], user_id: i64, open: Option<i64>) -> Self {
        let open = open.unwrap_or_default();
        let mut sidebar = Self {
            total: MarkView::total(listed.iter().map(|listed| &listed.unread)),
            ..Self::default()
        };
        for listed in listed {
            let (kind, archived) = (listed.group.kind(), listed.group.is_archived());
            let link = GroupLink::of(listed, user_id, open);
            let section = match kind {
                _ if archived => &mut sidebar.archived,
                Kind::Public => &mut sidebar.rooms,
                Kind::Private => &mut sidebar.groups,
                Kind::Direct => &mut sidebar.directs,
            };
            section.push(link);
        }
        sidebar
    }
}

impl GroupLink {
    /// A group of the user `user_id`.
    #[must_use]
    pub fn of(listed: &Listed, user_id: i64, current: i64) -> Self {
        let Listed {
            group,
            other,
            begun,
            unread,
        } = listed;
        let link = match other {
            Some(other) => {
                let person = Person::from(other);
                Self::direct(group.id, person, other.id == user_id, current)
            }
            None => Self::new(group, current),
        };
        Self {
            draft: *begun,
            private: group.kind() != Kind::Public,
            mark: unread.into(),
            quiet: unread.is_quiet(),
            ..link
        }
    }

    /// A room or a private group.
    #[must_use]
    pub fn new(group: &groups::Model, current: i64) -> Self {
        Self {
            id: group.id,
            name: group.name.clone(),
            current: group.id == current,
            person: None,
            myself: false,
            draft: false,
            private: false,
            mark: MarkView::default(),
            quiet: false,
        }
    }

    /// A direct chat with `person`.
    #[must_use]
    pub fn direct(id: i64, person: Person, myself: bool, current: i64) -> Self {
        Self {
            id,
            name: direct_name(&person, myself),
            current: id == current,
            person: Some(person),
            myself,
            draft: false,
            private: false,
            mark: MarkView::default(),
            quiet: false,
        }
    }
}

/// What a direct chat with `person` is called.
#[must_use]
pub fn direct_name(person: &Person, myself: bool) -> String {
    if myself {
        templates::text("direct-notes")
    } else {
        person.name.clone()
    }
}
