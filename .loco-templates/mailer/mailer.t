{% set module = name | snake_case -%}
to: src/mailers/{{ module }}.rs
skip_exists: true
message: "The mail `{{ module }}` is there. What it says is in assets/views/mail/{{ module }}.* and assets/i18n/*/mail_{{ module }}.ftl. Send it from a worker: `mailers::{{ module }}(ctx, &user).await?`."
injections:
- into: src/mailers/mod.rs
  after_last: "^mod "
  content: "mod {{ module }};"
- into: src/mailers/mod.rs
  after_last: "^pub use "
  content: "pub use {{ module }}::{{ module }};"
---
{%- set kebab = module | kebab_case %}
//! The mail `{{ module }}`.

use loco_rs::{Result, app::AppContext};
use serde::Serialize;

use super::letter::Letter;
use crate::{models::users, settings::address, views::language};

/// `mail/{{ kebab }}.txt` and `mail/{{ kebab }}.html`
#[derive(Debug, Serialize)]
struct Mail {
    name: String,
    /// The address of the site.
    site: String,
}

/// To who has an address, in their language.
///
/// # Errors
/// When the mail server does not take it.
pub async fn {{ module }}(ctx: &AppContext, user: &users::Model) -> Result<()> {
    let Some(to) = &user.email else {
        return Ok(());
    };
    let mail = Mail {
        name: user.name().to_owned(),
        site: address(&ctx.config.server),
    };
    let language = user.language().unwrap_or_default();
    let letter = language::within(language, || Letter::new("{{ kebab }}", &mail))?;
    letter.send(ctx, to).await
}
