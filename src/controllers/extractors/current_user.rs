//! Who is signed in.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use chrono::{DateTime, FixedOffset, Utc};
use loco_rs::{Error, app::AppContext};

use super::Shared;
use crate::{
    controllers::surroundings::forbidden,
    models::{
        sessions::{self, ActiveSessions},
        users,
    },
    settings::is_https,
};

/// The signed-in user of a request. The session gate has put it there.
#[derive(Debug, Clone)]
pub struct CurrentUser {
    pub user: users::Model,
    pub session: sessions::Model,
}

impl CurrentUser {
    /// The user of the request's cookie.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(ctx: &AppContext, jar: &CookieJar) -> Result<Option<Self>, Error> {
        let Some(cookie) = jar.get(SessionCookie::name(ctx)) else {
            return Ok(None);
        };
        let Shared(sessions) = Shared::<ActiveSessions>::find(ctx)?;
        let found = sessions.find(cookie.value()).await?;
        Ok(found.map(|(session, user)| Self { user, session }))
    }

    #[must_use]
    pub fn is_administrator(&self) -> bool {
        self.user.role() == users::Role::Administrator
    }
}

impl<S: Send + Sync> FromRequestParts<S> for CurrentUser {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Error> {
        let found = parts.extensions.get::<Self>().cloned();
        found.ok_or_else(|| Error::Unauthorized("nobody is signed in".to_owned()))
    }
}

impl<S: Send + Sync> axum::extract::OptionalFromRequestParts<S> for CurrentUser {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Error> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

/// A [`CurrentUser`] who administers the installation; 403 for others.
#[derive(Debug, Clone)]
pub struct Administrator(pub CurrentUser);

impl FromRequestParts<AppContext> for Administrator {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, ctx: &AppContext) -> Result<Self, Error> {
        let current = <CurrentUser as FromRequestParts<AppContext>>::from_request_parts(parts, ctx).await?;
        current
            .is_administrator()
            .then_some(Self(current))
            .ok_or_else(forbidden)
    }
}

/// A browser at the door: its cookies, and who is signed in there so far.
pub struct Visit {
    pub jar: CookieJar,
    pub current: Option<CurrentUser>,
    /// What the browser is called, e.g. `Firefox · Linux`.
    pub device: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let user_agent = parts.headers.get(header::USER_AGENT);
        let user_agent = user_agent.and_then(|name| name.to_str().ok());
        Ok(Self {
            jar: CookieJar::from_headers(&parts.headers),
            current: parts.extensions.get().cloned(),
            device: sessions::device(user_agent.unwrap_or_default()),
        })
    }
}

/// The cookie that carries the session's token.
pub struct SessionCookie;

impl SessionCookie {
    /// Behind https the `__Host-` prefix makes browsers refuse it from anywhere else.
    #[must_use]
    pub fn name(ctx: &AppContext) -> &'static str {
        if is_https(&ctx.config.server.host) {
            "__Host-banter"
        } else {
            "banter"
        }
    }

    #[must_use]
    pub fn issue(ctx: &AppContext, token: String, expires_at: DateTime<FixedOffset>) -> Cookie<'static> {
        let seconds = (expires_at.with_timezone(&Utc) - Utc::now()).num_seconds();
        Self::build(ctx, token, seconds)
    }

    /// The cookie that makes a browser forget.
    #[must_use]
    pub fn removal(ctx: &AppContext) -> Cookie<'static> {
        Self::build(ctx, String::new(), 0)
    }

    fn build(ctx: &AppContext, value: String, seconds: i64) -> Cookie<'static> {
        let mut cookie = Cookie::new(Self::name(ctx), value);
        cookie.set_path("/");
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Lax);
        cookie.set_secure(is_https(&ctx.config.server.host));
        cookie.set_max_age(time::Duration::seconds(seconds));
        cookie
    }
}
