//! What surrounds every page: the site, who is looking, where the assets are.

use serde::Serialize;

use super::assets;
use crate::models::users;

/// The part of a page's data that is the same on all of them. Templates see it as `shell`.
#[derive(Debug, Clone, Serialize)]
pub struct Shell {
    /// Where this build's browser files are, e.g. `/static/5f0c…`.
    pub assets: String,
    /// Who is signed in; `None` on the sign-in pages and on errors met signed out.
    pub viewer: Option<Person>,
}

impl Shell {
    #[must_use]
    pub fn new(viewer: Option<&users::Model>) -> Self {
        Self {
            assets: assets::base_path().to_owned(),
            viewer: viewer.map(|user| Person::new(user.id, &user.username)),
        }
    }
}

/// A user as pages show one: a name and an avatar made of initials on a colour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    pub id: i64,
    pub username: String,
    /// One or two characters for the avatar.
    pub initials: String,
    /// Which of the twelve avatar colours, 0–11.
    pub color: u8,
}

impl Person {
    #[must_use]
    pub fn new(id: i64, username: &str) -> Self {
        Self {
            id,
            username: username.to_owned(),
            initials: initials(username),
            color: u8::try_from(id.rem_euclid(12)).unwrap_or_default(),
        }
    }
}

impl From<&users::Model> for Person {
    fn from(user: &users::Model) -> Self {
        Self::new(user.id, &user.username)
    }
}

/// The first letters of the first two words, where `.`, `_` and `-` divide words.
fn initials(username: &str) -> String {
    username
        .split(['.', '_', '-'])
        .filter_map(|word| word.chars().next())
        .take(2)
        .flat_map(char::to_uppercase)
        .collect()
}
