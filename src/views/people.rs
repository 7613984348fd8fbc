//! The pages about people, and the picker that chooses some of them.

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use serde::Serialize;

use super::{
    locale,
    shell::{Person, Shell},
    sidebar::Sidebar,
};
use crate::models::users::{self, Status};

/// `people/index.html`: everybody.
#[derive(Debug, Serialize)]
pub struct PeoplePage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    /// What was searched for; empty for all.
    pub query: String,
    pub people: Vec<Person>,
    /// The address of the next page.
    pub next: Option<String>,
    pub first_page: bool,
}

/// `people/show.html`: one person.
#[derive(Debug, Serialize)]
pub struct PersonPage {
    pub sidebar: Sidebar,
    #[serde(flatten)]
    pub card: PersonCard,
}

/// `people/_card.html`: the same alone, for a popover near the name.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "a template asks each on its own")]
pub struct PersonCard {
    pub shell: Shell,
    pub person: Person,
    /// The one who looks.
    pub myself: bool,
    pub deactivated: bool,
    /// Nobody's any more.
    pub deleted: bool,
    /// By the one who looks.
    pub blocked: bool,
    /// The key of the text that says what could not be done.
    pub error: Option<&'static str>,
    /// `administrator`, or nothing.
    pub role: Option<&'static str>,
    /// The day of joining, in the site's zone, e.g. `22 November 2026`.
    pub since: String,
    pub pronouns: String,
    /// Plain text of a few lines.
    pub bio: String,
    pub status: Option<StatusView>,
}

/// What somebody is up to.
#[derive(Debug, Serialize)]
pub struct StatusView {
    pub emoji: String,
    pub text: String,
    /// When it goes, in the site's zone, e.g. `22 November, 17:00`.
    pub until: Option<String>,
}

impl PersonCard {
    #[must_use]
    pub fn new(user: &users::Model, viewer: &users::Model, zone: Tz) -> Self {
        let profile = user.profile();
        let here = |at: DateTime<FixedOffset>| at.with_timezone(&zone);
        let active = user.is_active();
        Self {
            shell: Shell::new(Some(viewer)),
            person: Person::from(user),
            myself: user.id == viewer.id,
            deactivated: !active,
            deleted: user.is_deleted(),
            blocked: false,
            error: None,
            role: (user.role() == users::Role::Administrator).then_some("administrator"),
            since: locale::day(&here(user.created_at)),
            pronouns: profile.pronouns,
            bio: profile.bio,
            status: user
                .status()
                .filter(|_| active)
                .map(|status| StatusView::new(status, zone)),
        }
    }
}

impl StatusView {
    #[must_use]
    pub fn new(status: Status, zone: Tz) -> Self {
        let shown = |at: DateTime<FixedOffset>| locale::near(&at.with_timezone(&zone));
        Self {
            emoji: status.emoji,
            text: status.text,
            until: status.until.map(shown),
        }
    }
}

/// `people/_picker.html`: chooses people by name, some hits at a time.
#[derive(Debug, Default, Serialize)]
pub struct PickerView {
    /// What was searched for.
    pub query: String,
    /// Who has been chosen so far.
    pub chosen: Vec<Person>,
    /// The first hits, without those chosen.
    pub found: Vec<Person>,
    /// More people match than are shown.
    pub more: bool,
    /// Something was searched for, so that no hits means none.
    pub searched: bool,
}

/// `people/_found.html`: the picker's hits alone, for what is being typed.
#[derive(Debug, Serialize)]
pub struct FoundView {
    pub picker: PickerView,
}
