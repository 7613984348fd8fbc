//! The token of a link that somebody has just made, on its way to the page that shows it once.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use loco_rs::app::AppContext;

use crate::settings::is_https;

/// Kept in a cookie for a minute: the server keeps its hash only.
pub struct FreshLink;

impl FreshLink {
    const NAME: &str = "banter-link";

    #[must_use]
    pub fn find(jar: &CookieJar) -> Option<String> {
        let token = jar.get(Self::NAME)?.value();
        let is_token = token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_token.then(|| token.to_owned())
    }

    #[must_use]
    pub fn keep(ctx: &AppContext, token: String) -> Cookie<'static> {
        Self::build(ctx, token, time::Duration::MINUTE)
    }

    /// The cookie that makes a browser forget.
    #[must_use]
    pub fn removal(ctx: &AppContext) -> Cookie<'static> {
        Self::build(ctx, String::new(), time::Duration::ZERO)
    }

    fn build(ctx: &AppContext, value: String, age: time::Duration) -> Cookie<'static> {
        let mut cookie = Cookie::new(Self::NAME, value);
        cookie.set_path("/");
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Strict);
        cookie.set_secure(is_https(&ctx.config.server.host));
        cookie.set_max_age(age);
        cookie
    }
}
