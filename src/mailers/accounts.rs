//! Mail about somebody's account.

use loco_rs::{Error, Result, app::AppContext, mailer::Email};

use crate::{
    models::users,
    settings::{Settings, address},
    views::{
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
    let text = templates::render("mail/reset.txt", &mail)?;
    let html = templates::render("mail/reset.html", &mail)?;
    send(ctx, to, templates::text("mail-reset-subject"), text, html).await
}

/// What has changed of how somebody signs in, to the address that they had before.
///
/// # Errors
/// When the mail server does not take it.
pub async fn change(ctx: &AppContext, to: &str, name: &str, action: &str) -> Result<()> {
    let mail = ChangeMail::new(name, action, address(&ctx.config.server));
    let text = templates::render("mail/change.txt", &mail)?;
    let html = templates::render("mail/change.html", &mail)?;
    send(ctx, to, templates::text("mail-change-subject"), text, html).await
}

async fn send(ctx: &AppContext, to: &str, subject: String, text: String, html: String) -> Result<()> {
    let mailer = ctx.mailer.as_ref();
    let mailer = mailer.ok_or_else(|| Error::string("no mail server is configured"))?;
    let email = Email {
        from: Some(Settings::from_config(&ctx.config)?.mail.from),
        to: to.to_owned(),
        subject,
        text,
        html,
        ..Email::default()
    };
    mailer.mail(&email).await
}
