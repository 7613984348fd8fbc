//! What is said by mail.

use serde::Serialize;

/// `mail/reset.txt` and `mail/reset.html`
#[derive(Debug, Serialize)]
pub struct ResetMail {
    pub name: String,
    pub username: String,
    pub link: String,
}

/// `mail/change.txt` and `mail/change.html`
#[derive(Debug, Serialize)]
pub struct ChangeMail {
    pub name: String,
    /// The key of the text that says what has changed.
    pub what: String,
    /// The address of the site.
    pub site: String,
}

impl ChangeMail {
    /// By the name of the action in the audit log, e.g. `password.changed`.
    #[must_use]
    pub fn new(name: &str, action: &str, site: String) -> Self {
        Self {
            name: name.to_owned(),
            what: format!("mail-{}", action.replace(['.', '_'], "-")),
            site,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{models::users::TOLD, views::templates};

    #[test]
    fn there_is_a_text_for_all_that_is_told() {
        for action in TOLD {
            let mail = ChangeMail::new("Maria", action.as_str(), String::new());
            assert!(templates::has_text(&mail.what), "{}", mail.what);
        }
    }
}
