//! The token of a sign-in whose password was right and whose code is still asked for.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use loco_rs::app::AppContext;

use crate::settings::is_https;

/// Kept in a cookie for ten minutes: the server keeps its hash only. It opens nothing but the question for the code.
pub struct PendingSignIn;

impl PendingSignIn {
    fn name(ctx: &AppContext) -> &'static str {
        if is_https(&ctx.config.server.host) {
            "__Host-banter-code"
        } else {
            "banter-code"
        }
    }

    /// Empty where there is none.
    #[must_use]
    pub fn find(ctx: &AppContext, jar: &CookieJar) -> String {
        jar.get(Self::name(ctx))
            .map_or_else(String::new, |cookie| cookie.value().to_owned())
    }

    #[must_use]
    pub fn keep(ctx: &AppContext, token: String) -> Cookie<'static> {
        Self::build(ctx, token, time::Duration::minutes(10))
    }

    /// The cookie that makes a browser forget.
    #[must_use]
    pub fn removal(ctx: &AppContext) -> Cookie<'static> {
        Self::build(ctx, String::new(), time::Duration::ZERO)
    }

    fn build(ctx: &AppContext, value: String, age: time::Duration) -> Cookie<'static> {
        let mut cookie = Cookie::new(Self::name(ctx), value);
        cookie.set_path("/");
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Lax);
        cookie.set_secure(is_https(&ctx.config.server.host));
        cookie.set_max_age(age);
        cookie
    }
}
