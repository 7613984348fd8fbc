//! The pages about one's own account.

use serde::Serialize;

use super::{
    people::StatusView,
    shell::{Person, Shell},
    sidebar::Sidebar,
};
use crate::models::users::{Profile, ProfileRefusals, StatusRefusals};

/// `settings/profile.html`
#[derive(Debug, Serialize)]
pub struct ProfilePage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub person: Person,
    pub profile: ProfileForm,
    pub status: StatusForm,
    /// The key of the text that says why a picture was not taken.
    pub picture_error: Option<&'static str>,
    /// How large a picture may be, e.g. `50 MB`.
    pub file_limit: String,
    /// The key of the text that says what has just been done.
    pub saved: Option<&'static str>,
}

/// As it is, or as it was typed.
#[derive(Debug, Default, Serialize)]
pub struct ProfileForm {
    pub display_name: String,
    pub pronouns: String,
    pub bio: String,
    pub errors: ProfileRefusals,
}

/// The same of a status.
#[derive(Debug, Default, Serialize)]
pub struct StatusForm {
    pub emoji: String,
    pub text: String,
    /// What is shown now.
    pub current: Option<StatusView>,
    /// How long it may stay: names whose texts are `status-lasting-…`.
    pub lasting: Vec<&'static str>,
    /// The one that is chosen.
    pub chosen: String,
    /// Some that are a press away.
    pub suggestions: Vec<Suggestion>,
    pub errors: StatusRefusals,
}

/// A status that many have.
#[derive(Debug, Serialize)]
pub struct Suggestion {
    pub emoji: &'static str,
    /// The key of its text.
    pub key: &'static str,
    pub lasting: &'static str,
}

impl ProfileForm {
    #[must_use]
    pub fn new(profile: Profile, errors: ProfileRefusals) -> Self {
        Self {
            display_name: profile.display_name,
            pronouns: profile.pronouns,
            bio: profile.bio,
            errors,
        }
    }
}

impl Suggestion {
    #[must_use]
    pub fn all() -> Vec<Self> {
        [
            ("📅", "status-meeting", "hour"),
            ("🏠", "status-home", "today"),
            ("🤒", "status-sick", "today"),
            ("🌴", "status-away", "week"),
        ]
        .map(|(emoji, key, lasting)| Self { emoji, key, lasting })
        .into()
    }
}
