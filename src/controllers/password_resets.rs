//! Setting another password by a link, and asking for one by mail.

use axum::{Form, http::StatusCode};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{ClientIp, Shared},
    respond::{page, retry_after, see_other},
};
use crate::{
    models::{
        password_resets,
        throttles::Throttles,
        users::{CredentialError, Passwords},
    },
    views::{
        accounts::{ForgotPage, ResetPage},
        shell::{Person, Shell},
    },
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Link {
    token: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Account {
    username: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Params {
    token: String,
    password: String,
}

/// `GET /forgot`, where mail is configured.
async fn new(State(ctx): State<AppContext>) -> Result<Response> {
    has_mail(&ctx)?;
    page(StatusCode::OK, "accounts/forgot.html", &forgot_page(false, None))
}

/// `POST /forgot`: the same answer whether there is such an account or not.
async fn create(
    State(ctx): State<AppContext>,
    Shared(throttles): Shared<Throttles>,
    ClientIp(ip): ClientIp,
    Form(Account { username }): Form<Account>,
) -> Result<Response> {
    has_mail(&ctx)?;
    if let Err(seconds) = throttles.reset(ip) {
        let data = forgot_page(false, Some("login-too-many"));
        let response = page(StatusCode::TOO_MANY_REQUESTS, "accounts/forgot.html", &data)?;
        return Ok(retry_after(response, seconds));
    }
    password_resets::ask(&ctx, &username).await?;
    page(StatusCode::OK, "accounts/forgot.html", &forgot_page(true, None))
}

/// `GET /reset?token=…`, to anybody who has the link.
async fn edit(State(ctx): State<AppContext>, Query(Link { token }): Query<Link>) -> Result<Response> {
    show(&ctx, token, None).await
}

/// `POST /reset`
async fn update(
    State(ctx): State<AppContext>,
    Shared(passwords): Shared<Passwords>,
    Form(Params { token, password }): Form<Params>,
) -> Result<Response> {
    match password_resets::redeem(&ctx, &passwords, &token, &password).await {
        Ok(()) => Ok(see_other("/login?reset=1")),
        Err(CredentialError::Wrong) => show(&ctx, String::new(), None).await,
        Err(CredentialError::Refused(key)) => show(&ctx, token, Some(key)).await,
        Err(CredentialError::Model(error)) => Err(error.into()),
    }
}

fn has_mail(ctx: &AppContext) -> Result<()> {
    ctx.mailer.as_ref().map(|_| ()).ok_or(Error::NotFound)
}

fn forgot_page(sent: bool, error: Option<&'static str>) -> ForgotPage {
    ForgotPage {
        shell: Shell::new(None),
        sent,
        error,
    }
}

/// The form, or that the link is not good.
async fn show(ctx: &AppContext, token: String, error: Option<&'static str>) -> Result<Response> {
    let user = password_resets::find(&ctx.db, &token).await?;
    let status = match (&user, error) {
        (None, _) => StatusCode::NOT_FOUND,
        (Some(_), Some(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        (Some(_), None) => StatusCode::OK,
    };
    let data = ResetPage {
        shell: Shell::new(None),
        person: user.as_ref().map(Person::from),
        token,
        error,
    };
    page(status, "accounts/reset.html", &data)
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/forgot", new)
        .post("/forgot", create)
        .get("/reset", edit)
        .post("/reset", update)
}
