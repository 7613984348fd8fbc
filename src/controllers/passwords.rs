//! Changing one's password.

use axum::{Form, http::StatusCode};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentUser, Shared},
    respond::{page, see_other},
};
use crate::{
    models::users::{PasswordChangeError, Passwords},
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
async fn edit(current: CurrentUser, Query(flash): Query<Flash>) -> Result<Response> {
    let data = PasswordPage {
        shell: Shell::new(Some(&current.user)),
        current_error: None,
        new_error: None,
        saved: flash.saved.is_some(),
    };
    page(StatusCode::OK, "accounts/password.html", &data)
}

/// `POST /settings/password`
async fn update(
    State(ctx): State<AppContext>,
    Shared(passwords): Shared<Passwords>,
    CurrentUser { user, session }: CurrentUser,
    Form(params): Form<Params>,
) -> Result<Response> {
    let shell = Shell::new(Some(&user));
    let changed = user
        .change_password(
            &ctx,
            &passwords,
            session.id,
            &params.current_password,
            &params.new_password,
        )
        .await;
    let (current_error, new_error) = match changed {
        Ok(()) => return Ok(see_other("/settings/password?saved=1")),
        Err(PasswordChangeError::Wrong) => (Some("password-wrong"), None),
        Err(PasswordChangeError::Refused(key)) => (None, Some(key)),
        Err(PasswordChangeError::Model(error)) => return Err(error.into()),
    };
    let data = PasswordPage {
        shell,
        current_error,
        new_error,
        saved: false,
    };
    page(StatusCode::UNPROCESSABLE_ENTITY, "accounts/password.html", &data)
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/settings/password", edit)
        .post("/settings/password", update)
}
