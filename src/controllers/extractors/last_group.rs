//! The group that was open last at this browser.

use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use loco_rs::app::AppContext;

use crate::settings::is_https;

/// Kept in a cookie, because reading changes nothing on the server. It names a group and gives no right to it.
pub struct LastGroup;

impl LastGroup {
    const NAME: &str = "banter-group";

    #[must_use]
    pub fn find(jar: &CookieJar) -> Option<i64> {
        jar.get(Self::NAME)?.value().parse().ok()
    }

    /// Has the answer remember `group_id` for half a year.
    #[must_use]
    pub fn visited(ctx: &AppContext, jar: CookieJar, group_id: i64, response: Response) -> Response {
        if Self::find(&jar) == Some(group_id) {
            return response;
        }
        let cookie = Self::build(ctx, group_id.to_string(), time::Duration::days(180));
        (jar.add(cookie), response).into_response()
    }

    /// The cookie that makes a browser forget.
    #[must_use]
    pub fn removal(ctx: &AppContext) -> Cookie<'static> {
        Self::build(ctx, String::new(), time::Duration::ZERO)
    }

    fn build(ctx: &AppContext, value: String, age: time::Duration) -> Cookie<'static> {
        let mut cookie = Cookie::new(Self::NAME, value);
        cookie.set_path("/");
        // A page that was made ahead remembers its group itself, as soon as somebody comes to it.
        cookie.set_http_only(false);
        cookie.set_same_site(SameSite::Lax);
        cookie.set_secure(is_https(&ctx.config.server.host));
        cookie.set_max_age(age);
        cookie
    }
}
