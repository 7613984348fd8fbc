//! The language that was chosen at this browser.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use loco_rs::app::AppContext;

use crate::{models::languages::Language, settings::is_https};

/// Kept in a cookie: who is not signed in has no settings. It is no secret and gives no right to anything.
pub struct ChosenLanguage;

impl ChosenLanguage {
    const NAME: &str = "banter-language";

    #[must_use]
    pub fn find(jar: &CookieJar) -> Option<Language> {
        Language::parse(jar.get(Self::NAME)?.value())
    }

    /// Remembers it for a year; `None` makes the browser forget.
    #[must_use]
    pub fn remember(ctx: &AppContext, language: Option<Language>) -> Cookie<'static> {
        let mut cookie = Cookie::new(Self::NAME, language.map_or("", Language::tag));
        cookie.set_path("/");
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Lax);
        cookie.set_secure(is_https(&ctx.config.server.host));
        let days = if language.is_some() { 365 } else { 0 };
        cookie.set_max_age(time::Duration::days(days));
        cookie
    }
}
