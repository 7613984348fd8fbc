//! Mail about somebody's account.

use loco_rs::{Error, Result, app::AppContext, mailer::Email};
use serde::Serialize;

use crate::{
    models::{languages::Language, users},
    settings::{Settings, address},
    views::{
        language,
        mail::{ChangeMail, ResetMail},
        templates,
    },
};

/// The link by which somebody sets another password.
///
/// # Errors
/// When the mail server does not take it.
pub async fn reset_link(ctx: &AppContext, user: &users::Model, token: &str) -> Result<()> {
    let Some(to) = &user.email else {
        return Ok(());
    };
    let mail = ResetMail {
        name: user.name().to_owned(),
        username: user.username.clone(),
        // The configured address: what a request names as its host has no say.
        link: format!("{}/reset?token={token}", address(&ctx.config.server)),
    };
    let language = user.language().unwrap_or_default();
    let letter = language::within(language, || Letter::new("reset", &mail))?;
    send(ctx, to, letter).await
}

/// What has changed of how somebody signs in, to the address that they had before, in their language.
///
/// # Errors
/// When the mail server does not take it.
pub async fn change(ctx: &AppContext, to: &str, name: &str, action: &str, language: Language) -> Result<()> {
    let mail = ChangeMail::new(name, action, address(&ctx.config.server));
    let letter = language::within(language, || Letter::new("change", &mail))?;
    send(ctx, to, letter).await
}

/// What a mail says.
struct Letter {
    subject: String,
    text: String,
    html: String,
}

impl Letter {
    fn new(name: &str, mail: &impl Serialize) -> Result<Self> {
        Ok(Self {
            subject: templates::text(&format!("mail-{name}-subject")),
            text: templates::render(&format!("mail/{name}.txt"), mail)?,
            html: templates::render(&format!("mail/{name}.html"), mail)?,
        })
    }
}

async fn send(ctx: &AppContext, to: &str, letter: Letter) -> Result<()> {
    let mailer = ctx.mailer.as_ref();
    let mailer = mailer.ok_or_else(|| Error::string("no mail server is configured"))?;
    let email = Email {
        from: Some(Settings::from_config(&ctx.config)?.mail.from),
        to: to.to_owned(),
        subject: letter.subject,
        text: letter.text,
        html: letter.html,
        ..Email::default()
    };
    mailer.mail(&email).await
}
