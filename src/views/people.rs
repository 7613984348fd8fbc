//! The pages about people, and the picker that chooses some of them.

use serde::Serialize;

use super::{
    shell::{Person, Shell},
    sidebar::Sidebar,
};

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
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub person: Person,
    /// The one who looks.
    pub myself: bool,
    pub deactivated: bool,
    /// `administrator`, or nothing.
    pub role: Option<&'static str>,
    /// The day of joining, in the site's zone, e.g. `22 November 2026`.
    pub since: String,
}

/// `people/_card.html`: the same alone, for a popover near the name.
#[derive(Debug, Serialize)]
pub struct PersonCard {
    pub shell: Shell,
    pub person: Person,
    pub myself: bool,
    pub deactivated: bool,
    pub role: Option<&'static str>,
    pub since: String,
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
