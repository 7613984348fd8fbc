//! Where to go after signing in: somewhere on this site, never elsewhere.

use std::fmt;

use axum::http::{HeaderMap, header};
use serde::{Deserialize, Deserializer};

/// A path of this site with its query, `/` for anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next(String);

/// Nobody goes on to these.
const ACCOUNTS: [&str; 6] = [
    "/login",
    "/login/code",
    "/logout",
    "/register",
    "/forgot",
    "/reset",
];

impl Next {
    #[must_use]
    pub fn new(typed: &str) -> Self {
        let leads_on = !ACCOUNTS.contains(&typed.split(['?', '#']).next().unwrap_or(typed));
        Self(if leads_on && is_local(typed) {
            typed.to_owned()
        } else {
            "/".to_owned()
        })
    }

    /// The page that a form was on, as browsers tell to the site itself; `/` where they don't.
    #[must_use]
    pub fn back(headers: &HeaderMap) -> Self {
        let path = || {
            let referer = headers.get(header::REFERER)?.to_str().ok()?;
            let (_, path) = referer.split_once("://")?.1.split_once('/')?;
            Some(format!("/{path}")).filter(|path| is_local(path))
        };
        Self(path().unwrap_or_else(|| "/".to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Next {
    /// The address of a form that leads here in the end, e.g. `/login?next=%2Fgroups%2F1`.
    #[must_use]
    pub fn after(&self, form: &str) -> String {
        let next: String = form_urlencoded::byte_serialize(self.0.as_bytes()).collect();
        format!("{form}?next={next}")
    }
}

fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        // Browsers read a backslash as a slash, and drop tabs and line breaks.
        && path.chars().all(|c| c.is_ascii_graphic() && c != '\\')
}

impl Default for Next {
    fn default() -> Self {
        Self::new("/")
    }
}

impl fmt::Display for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Next {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(&String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for good in ["/", "/groups/1", "/groups/1?before=51", "/groups/1/messages/7"] {
            assert_eq!(Next::new(good).as_str(), good);
        }
        for evil in [
            "",
            "groups/1",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/\r\nSet-Cookie: x=1",
            "/login?next=/x",
            "/logout",
            "/ä",
        ] {
            assert_eq!(Next::new(evil).as_str(), "/", "{evil:?}");
        }
    }
}
