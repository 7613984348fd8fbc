//! Mail about somebody's account.

use loco_rs::{Result, app::AppContext};

use super::letter::Letter;
use crate::{
    models::{languages::Language, users},
    settings::address,
    views::{
        language,
        mail::{ChangeMail, ResetMail},
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
    letter.send(ctx, to).await
}

/// What has changed of how somebody signs in, to the address that they had before, in their language.
///
/// # Errors
/// When the mail server does not take it.
pub async fn change(ctx: &AppContext, to: &str, name: &str, action: &str, language: Language) -> Result<()> {
    let mail = ChangeMail::new(name, action, address(&ctx.config.server));
    let letter = language::within(language, || Letter::new("change", &mail))?;
    letter.send(ctx, to).await
}
