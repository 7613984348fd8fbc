//! Signing in and out.

use std::sync::Arc;

use axum::{Form, http::StatusCode, response::IntoResponse};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{ClientIp, CurrentUser, LastGroup, Next, SessionCookie, Shared, Visit},
    respond::{page, retry_after, see_other},
};
use crate::{
    models::{
        sessions,
        throttles::Throttles,
        users::{self, Access, Passwords, SignInError},
    },
    settings::{Registration as Policy, Settings},
    views::{accounts::LoginPage, admin::BanView, shell::Shell},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Destination {
    pub next: Next,
}

#[derive(Debug, Deserialize)]
struct Params {
    username: String,
    password: String,
    #[serde(default)]
    next: Next,
}

/// `GET /login`
async fn new(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    current: Option<CurrentUser>,
    Query(Destination { next }): Query<Destination>,
) -> Result<Response> {
    if current.is_some() {
        return Ok(see_other(next.as_str()));
    }
    let access = Access::now(&ctx, &site).await?;
    // Nobody can sign in before somebody has registered.
    if matches!(access, Access::First | Access::SetupCode | Access::NotSetUp) {
        return Ok(see_other(&next.after("/register")));
    }
    let data = LoginPage {
        shell: Shell::new(None),
        next: next.to_string(),
        username: String::new(),
        error: None,
        ban: None,
        register: access.has_form().then(|| next.after("/register")),
    };
    page(StatusCode::OK, "accounts/login.html", &data)
}

/// `POST /login`
async fn create(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    Shared(passwords): Shared<Passwords>,
    Shared(throttles): Shared<Throttles>,
    ClientIp(ip): ClientIp,
    visit: Visit,
    Form(params): Form<Params>,
) -> Result<Response> {
    let open = site.registration == Policy::Open;
    let refused = |status, error, ban| {
        let data = LoginPage {
            ban,
            shell: Shell::new(None),
            next: params.next.to_string(),
            username: params.username.clone(),
            error: Some(error),
            register: open.then(|| params.next.after("/register")),
        };
        page(status, "accounts/login.html", &data)
    };
    if let Err(seconds) = throttles.sign_in(&params.username, ip) {
        let response = refused(StatusCode::TOO_MANY_REQUESTS, "login-too-many", None)?;
        return Ok(retry_after(response, seconds));
    }
    let (login, password) = (&params.username, &params.password);
    match users::Model::authenticate(&ctx.db, &passwords, &throttles, login, password).await {
        Ok(Some(user)) => sign_in(&ctx, &site, visit, &user, &params.next).await,
        Ok(None) => refused(StatusCode::UNPROCESSABLE_ENTITY, "login-failed", None),
        Err(SignInError::Banned(ban)) => {
            let ban = BanView::new(&ban, site.timezone);
            refused(StatusCode::FORBIDDEN, "login-banned", Some(ban))
        }
        Err(SignInError::Model(error)) => Err(error.into()),
    }
}

/// `POST /logout`
async fn destroy(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    Visit { jar, .. }: Visit,
) -> Result<Response> {
    sessions::end(&ctx, current.session.id).await?;
    let jar = jar
        .add(SessionCookie::removal(&ctx))
        .add(LastGroup::removal(&ctx));
    Ok((jar, see_other("/login")).into_response())
}

/// Begins a session and goes on to `next`. Whoever was signed in at this browser no longer is.
pub(super) async fn sign_in(
    ctx: &AppContext,
    site: &Settings,
    Visit { jar, current, device }: Visit,
    user: &users::Model,
    next: &Next,
) -> Result<Response> {
    if let Some(before) = current {
        sessions::end(ctx, before.session.id).await?;
    }
    let started = sessions::start(&ctx.db, user, site.session_days, &device).await?;
    let started = started.ok_or_else(|| Error::Unauthorized("the account has just changed".to_owned()))?;
    let cookie = SessionCookie::issue(ctx, started.token, started.session.expires_at);
    Ok((jar.add(cookie), see_other(next.as_str())).into_response())
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/login", new)
        .post("/login", create)
        .post("/logout", destroy)
}
