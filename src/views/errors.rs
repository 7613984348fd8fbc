//! The page that says what went wrong; it looks like the rest.

use serde::Serialize;

use super::{shell::Shell, templates};
use crate::models::users;

/// `errors/show.html`
#[derive(Debug, Serialize)]
pub struct ErrorPage {
    pub shell: Shell,
    /// The HTTP status, e.g. 404.
    pub status: u16,
    /// Keys of the texts: `error-404-title` and `error-404-text`, or `error-other-…`.
    pub title: String,
    pub text: String,
    /// What the person had typed into the form that could not be taken, for copying.
    pub kept: Option<String>,
    /// The way to the sign-in form.
    pub login: String,
}

impl ErrorPage {
    #[must_use]
    pub fn new(status: u16, viewer: Option<&users::Model>, kept: Option<String>) -> Self {
        let known = templates::has_text(&format!("error-{status}-title"));
        let name = if known {
            status.to_string()
        } else {
            "other".to_owned()
        };
        Self {
            shell: Shell::new(viewer),
            status,
            title: format!("error-{name}-title"),
            text: format!("error-{name}-text"),
            kept,
            login: "/login".to_owned(),
        }
    }

    /// In one line, for a script to show.
    #[must_use]
    pub fn summary(&self) -> String {
        format!(
            "{}: {}",
            templates::text(&self.title),
            templates::text(&self.text)
        )
    }
}
