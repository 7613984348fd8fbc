//! Changing one's password.

use axum::{Form, http::StatusCode};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{ClientIp, CurrentUser, Shared},
    respond::{page, retry_after, see_other},
    surroundings::sidebar,
};
use crate::{
    models::{
        throttles::Throttles,
        users::{PasswordChangeError, Passwords},
    },
    views::{accounts::PasswordPage, shell::Shell},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Flash {
    saved: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Params {
    current_password: String,
    new_password: String,
}

/// `GET /settings/password`
async fn edit(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    Query(flash): Query<Flash>,
) -> Result<Response> {
    let data = PasswordPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(&ctx, &current, None).await?,
        current_error: None,
        new_error: None,
        saved: flash.saved.map(|_| "password-saved"),
    };
    page(StatusCode::OK, "accounts/password.html", &data)
}

/// `POST /settings/password`
async fn update(
    State(ctx): State<AppContext>,
    Shared(passwords): Shared<Passwords>,
    Shared(throttles): Shared<Throttles>,
    ClientIp(ip): ClientIp,
    current: CurrentUser,
    Form(params): Form<Params>,
) -> Result<Response> {
    let shell = Shell::new(Some(&current.user));
    let sidebar = sidebar(&ctx, &current, None).await?;
    let CurrentUser { user, session } = current;
    let refused = |status, current_error, new_error| {
        let data = PasswordPage {
            shell,
            sidebar,
            current_error,
            new_error,
            saved: None,
        };
        page(status, "accounts/password.html", &data)
    };
    // Who finds a browser left open can guess here as well as at the sign-in.
    if let Err(seconds) = throttles.sign_in(&user.username, ip) {
        let response = refused(StatusCode::TOO_MANY_REQUESTS, Some("login-too-many"), None)?;
        return Ok(retry_after(response, seconds));
    }
    let changed = user
        .change_password(
            &ctx,
            &passwords,
            session.id,
            &params.current_password,
            &params.new_password,
        )
        .await;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    match changed {
        Ok(()) => Ok(see_other("/settings/password?saved=1")),
        Err(PasswordChangeError::Wrong) => refused(status, Some("password-wrong"), None),
        Err(PasswordChangeError::Refused(key)) => refused(status, None, Some(key)),
        Err(PasswordChangeError::Model(error)) => Err(error.into()),
    }
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/settings/password", edit)
        .post("/settings/password", update)
}
