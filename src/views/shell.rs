//! What surrounds every page: the site, who is looking, where the assets are.

use serde::Serialize;

use super::{assets, templates};
use crate::{
    channels::Attendee,
    models::{messages::Author, users},
};

/// The part of a page's data that is the same on all of them. Templates see it as `shell`.
#[derive(Debug, Clone, Serialize)]
pub struct Shell {
    /// Where this build's browser files are, e.g. `/static/5f0c…`.
    pub assets: String,
    /// Who is signed in; `None` on the sign-in pages and on errors met signed out.
    pub viewer: Option<Person>,
    /// That one administers the installation.
    pub administrator: bool,
}

impl Shell {
    #[must_use]
    pub fn new(viewer: Option<&users::Model>) -> Self {
        Self {
            assets: assets::base_path().to_owned(),
            viewer: viewer.map(Person::from),
            administrator: viewer.is_some_and(|user| user.role() == users::Role::Administrator),
        }
    }
}

/// A user as pages show one: a name, and a picture or an avatar made of initials on a colour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    pub id: i64,
    pub username: String,
    /// The name that is shown: the display name, or else the username.
    pub name: String,
    /// One or two characters for the avatar.
    pub initials: String,
    /// Which of the twelve avatar colours, 0–11.
    pub color: u8,
    /// The address of their picture. Another picture has another one.
    pub picture: Option<String>,
    /// Nobody's any more.
    pub deleted: bool,
    /// The emoji of their status, where a page lists people.
    pub status: Option<String>,
}

impl Person {
    fn new(id: i64, username: &str, name: &str, picture: Option<&String>) -> Self {
        // Who has deleted their account is called the same in a database and otherwise in each language.
        let name = if name == users::NOBODY {
            templates::text("account-nobody")
        } else {
            name.to_owned()
        };
        Self {
            id,
            username: username.to_owned(),
            initials: initials(&name),
            name,
            color: u8::try_from(id.rem_euclid(12)).unwrap_or_default(),
            picture: picture.map(|key| format!("/people/{username}/picture/{key}")),
            deleted: users::is_gone(username),
            status: None,
        }
    }
}

impl From<&users::Model> for Person {
    fn from(user: &users::Model) -> Self {
        let status = user.status().map(|status| status.emoji);
        Self {
            status,
            ..Self::new(user.id, &user.username, user.name(), user.picture.as_ref())
        }
    }
}

impl From<&Author> for Person {
    fn from(author: &Author) -> Self {
        let picture = author.picture.as_ref();
        Self::new(author.id, &author.username, &author.name, picture)
    }
}

impl From<&Attendee> for Person {
    fn from(who: &Attendee) -> Self {
        Self::new(who.user_id, &who.username, &who.name, who.picture.as_ref())
    }
}

/// The first letters of the first two words, where spaces, `.`, `_` and `-` divide words.
fn initials(name: &str) -> String {
    name.split([' ', '.', '_', '-'])
        .filter_map(|word| word.chars().next())
        .take(2)
        .flat_map(char::to_uppercase)
        .collect()
}
