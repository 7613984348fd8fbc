//! Signing in and out.

use std::sync::Arc;

use axum::{Form, http::StatusCode, response::IntoResponse};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{ClientIp, CurrentUser, LastGroup, Next, PendingSignIn, SessionCookie, Shared, Visit},
    respond::{page, retry_after, see_other},
};
use crate::{
    models::{
        second_factors,
        sessions::{self, Started},
        throttles::Throttles,
        users::{self, Access, Passwords, SignInError},
    },
    settings::{Registration as Policy, Settings},
    views::{accounts::LoginPage, admin::BanView, shell::Shell},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Arrival {
    next: Next,
    /// They have just set another password.
    reset: Option<String>,
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
    Query(Arrival { next, reset }): Query<Arrival>,
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
        forgot: ctx.mailer.is_some(),
        saved: reset.map(|_| "reset-saved"),
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
            forgot: ctx.mailer.is_some(),
            saved: None,
        };
        page(status, "accounts/login.html", &data)
    };
    if let Err(seconds) = throttles.sign_in(&params.username, ip) {
        let response = refused(StatusCode::TOO_MANY_REQUESTS, "login-too-many", None)?;
        return Ok(retry_after(response, seconds));
    }
    let (login, password) = (&params.username, &params.password);
    match users::Model::authenticate(&ctx.db, &passwords, &throttles, login, password).await {
        Ok(Some(user)) => match second_factors::ask(&ctx.db, &user).await? {
            Some(token) => {
                let jar = visit.jar.add(PendingSignIn::keep(&ctx, token));
                Ok((jar, see_other(&params.next.after("/login/code"))).into_response())
            }
            None => sign_in(&ctx, &site, visit, &user, &params.next).await,
        },
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

/// Begins a session for who has no second factor, and goes on to `next`.
pub(super) async fn sign_in(
    ctx: &AppContext,
    site: &Settings,
    visit: Visit,
    user: &users::Model,
    next: &Next,
) -> Result<Response> {
    let started = sessions::start(&ctx.db, user, site.session_days, &visit.device).await?;
    admit(ctx, visit, started, next).await
}

/// Gives the browser a session that has begun. Whoever was signed in there no longer is.
pub(super) async fn admit(
    ctx: &AppContext,
    Visit { jar, current, .. }: Visit,
    started: Option<Started>,
    next: &Next,
) -> Result<Response> {
    let started = started.ok_or_else(|| Error::Unauthorized("the account has just changed".to_owned()))?;
    if let Some(before) = current {
        sessions::end(ctx, before.session.id).await?;
    }
    let cookie = SessionCookie::issue(ctx, started.token, started.session.expires_at);
    Ok((jar.add(cookie), see_other(next.as_str())).into_response())
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/login", new)
        .post("/login", create)
        .post("/logout", destroy)
}
