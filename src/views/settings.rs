//! The pages about one's own account.

use std::collections::HashSet;

use chrono_tz::Tz;
use serde::Serialize;

use super::{
    locale,
    people::StatusView,
    shell::{Person, Shell},
    sidebar::Sidebar,
};
use crate::models::{
    sessions,
    users::{Profile, ProfileRefusals, StatusRefusals},
};

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

/// `settings/devices.html`
#[derive(Debug, Serialize)]
pub struct DevicesPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub devices: Vec<DeviceView>,
    /// The key of the text that says what has just been done.
    pub saved: Option<&'static str>,
}

/// `settings/language.html`
#[derive(Debug, Serialize)]
pub struct LanguagePage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    /// The tag; empty for what the browser says.
    pub chosen: &'static str,
    /// What that is, by its own name.
    pub browser: &'static str,
    /// The key of the text that says what has just been done.
    pub saved: Option<&'static str>,
}

/// A browser where one is signed in.
#[derive(Debug, Serialize)]
pub struct DeviceView {
    pub id: i64,
    /// E.g. `Firefox · Linux`; empty for one that is not known.
    pub name: String,
    /// It is one that is carried about.
    pub mobile: bool,
    /// The one that asks.
    pub current: bool,
    /// It has a page open.
    pub open: bool,
    /// The last use in the site's zone, e.g. `22 November, 13:24`.
    pub used: String,
    /// The day of the sign-in, e.g. `22 November 2026`.
    pub since: String,
}

impl DeviceView {
    #[must_use]
    pub fn new(session: &sessions::Model, current: i64, open: &HashSet<i64>, zone: Tz) -> Self {
        let name = session.device.clone().unwrap_or_default();
        Self {
            id: session.id,
            mobile: ["iPhone", "iPad", "Android"]
                .iter()
                .any(|part| name.ends_with(part)),
            name,
            current: session.id == current,
            open: open.contains(&session.id),
            used: locale::near(&session.used_at().with_timezone(&zone)),
            since: locale::day(&session.created_at.with_timezone(&zone)),
        }
    }
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
