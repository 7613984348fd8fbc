//! A mail in the language of now, and how it leaves.

use std::sync::Arc;

use loco_rs::{Error, Result, app::AppContext, mailer::Email};
use serde::Serialize;

use crate::{models::shared::shared, settings::Settings, views::templates};

/// What a mail says.
pub(super) struct Letter {
    subject: String,
    text: String,
    html: String,
}

impl Letter {
    /// By the templates `mail/NAME.txt` and `mail/NAME.html`, under the text `mail-NAME-subject`.
    ///
    /// # Errors
    /// When a template is broken.
    pub fn new(name: &str, mail: &impl Serialize) -> Result<Self> {
        Ok(Self {
            subject: templates::text(&format!("mail-{name}-subject")),
            text: templates::render(&format!("mail/{name}.txt"), mail)?,
            html: templates::render(&format!("mail/{name}.html"), mail)?,
        })
    }

    /// # Errors
    /// When the mail server does not take it.
    pub async fn send(self, ctx: &AppContext, to: &str) -> Result<()> {
        let mailer = ctx.mailer.as_ref();
        let mailer = mailer.ok_or_else(|| Error::string("no mail server is configured"))?;
        let email = Email {
            from: Some(shared::<Arc<Settings>>(ctx)?.mail.from.clone()),
            to: to.to_owned(),
            subject: self.subject,
            text: self.text,
            html: self.html,
            ..Email::default()
        };
        mailer.mail(&email).await
    }
}
