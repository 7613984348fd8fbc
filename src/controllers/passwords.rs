//! What one signs in with: changing the password and the email address.

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
        second_factors,
        throttles::Throttles,
        users::{CredentialError, Passwords},
    },
    views::{accounts::PasswordPage, shell::Shell},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Flash {
    saved: Option<String>,
}

#[derive(Debug, Deserialize)]
struct PasswordParams {
    current_password: String,
    new_password: String,
}

#[derive(Debug, Deserialize)]
struct EmailParams {
    password: String,
    email: String,
}

/// `GET /settings/password`
async fn edit(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    Query(flash): Query<Flash>,
) -> Result<Response> {
    let mut data = password_page(&ctx, &current).await?;
    data.saved = flash.saved.map(|saved| match saved.as_str() {
        "email" => "email-saved",
        _ => "password-saved",
    });
    page(StatusCode::OK, "accounts/password.html", &data)
}

/// `POST /settings/password`
async fn update(
    State(ctx): State<AppContext>,
    Shared(passwords): Shared<Passwords>,
    Shared(throttles): Shared<Throttles>,
    ClientIp(ip): ClientIp,
    current: CurrentUser,
    Form(params): Form<PasswordParams>,
) -> Result<Response> {
    let mut data = password_page(&ctx, &current).await?;
    let CurrentUser { user, session } = current;
    // Who finds a browser left open can guess here as well as at the sign-in.
    if let Err(seconds) = throttles.sign_in(&user.username, ip) {
        data.current_error = Some("login-too-many");
        let response = page(StatusCode::TOO_MANY_REQUESTS, "accounts/password.html", &data)?;
        return Ok(retry_after(response, seconds));
    }
    let (proof, new) = (&params.current_password, &params.new_password);
    match user
        .change_password(&ctx, &passwords, session.id, proof, new)
        .await
    {
        Ok(()) => return Ok(see_other("/settings/password?saved=1")),
        Err(CredentialError::Wrong) => data.current_error = Some("password-wrong"),
        Err(CredentialError::Refused(key)) => data.new_error = Some(key),
        Err(CredentialError::Model(error)) => return Err(error.into()),
    }
    page(StatusCode::UNPROCESSABLE_ENTITY, "accounts/password.html", &data)
}

/// `POST /settings/email`
async fn update_email(
    State(ctx): State<AppContext>,
    Shared(passwords): Shared<Passwords>,
    Shared(throttles): Shared<Throttles>,
    ClientIp(ip): ClientIp,
    current: CurrentUser,
    Form(params): Form<EmailParams>,
) -> Result<Response> {
    let mut data = password_page(&ctx, &current).await?;
    let CurrentUser { user, session } = current;
    params.email.clone_into(&mut data.email);
    if let Err(seconds) = throttles.sign_in(&user.username, ip) {
        data.proof_error = Some("login-too-many");
        let response = page(StatusCode::TOO_MANY_REQUESTS, "accounts/password.html", &data)?;
        return Ok(retry_after(response, seconds));
    }
    let (proof, new) = (&params.password, &params.email);
    match user.change_email(&ctx, &passwords, session.id, proof, new).await {
        Ok(()) => return Ok(see_other("/settings/password?saved=email")),
        Err(CredentialError::Wrong) => data.proof_error = Some("password-wrong"),
        Err(CredentialError::Refused(key)) => data.email_error = Some(key),
        Err(CredentialError::Model(error)) => return Err(error.into()),
    }
    page(StatusCode::UNPROCESSABLE_ENTITY, "accounts/password.html", &data)
}

/// The page as things are.
async fn password_page(ctx: &AppContext, current: &CurrentUser) -> Result<PasswordPage> {
    Ok(PasswordPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(ctx, current, None).await?,
        current_error: None,
        new_error: None,
        email: current.user.email.clone().unwrap_or_default(),
        email_error: None,
        proof_error: None,
        second_factor: second_factors::is_on(&ctx.db, current.user.id).await?,
        saved: None,
    })
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/settings/password", edit)
        .post("/settings/password", update)
        .post("/settings/email", update_email)
}
