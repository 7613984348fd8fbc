//! Making an account.

use std::sync::Arc;

use axum::{Form, http::StatusCode};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentUser, Next, Shared, Visit},
    respond::{page, see_other},
    sessions::sign_in,
};
use crate::{
    models::{
        invitations,
        users::{Access, Passwords, Refusals, Registration, RegistrationError},
    },
    settings::Settings,
    views::{accounts::RegisterPage, shell::Shell},
};

#[derive(Debug, Deserialize)]
struct Params {
    username: String,
    password: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    setup_code: String,
    #[serde(default)]
    invitation: String,
    #[serde(default)]
    next: Next,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Arrival {
    next: Next,
    /// The token of a link that they came by.
    invitation: String,
}

/// `GET /register`
async fn new(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    current: Option<CurrentUser>,
    Query(Arrival { next, invitation }): Query<Arrival>,
) -> Result<Response> {
    if current.is_some() {
        return Ok(see_other(next.as_str()));
    }
    let offer = invitations::find(&ctx.db, &invitation).await?;
    let access = Access::now(&ctx, &site).await?.with(offer.as_ref());
    let status = if access.has_form() {
        StatusCode::OK
    } else {
        StatusCode::FORBIDDEN
    };
    let data = RegisterPage {
        shell: Shell::new(None),
        login: next.after("/login"),
        next: next.to_string(),
        username: String::new(),
        email: String::new(),
        errors: Refusals::default(),
        access,
        invitation,
    };
    page(status, "accounts/register.html", &data)
}

/// `POST /register`
async fn create(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    Shared(passwords): Shared<Passwords>,
    visit: Visit,
    Form(params): Form<Params>,
) -> Result<Response> {
    let registration = Registration {
        username: params.username.clone(),
        email: params.email.clone(),
        password: params.password,
        setup_code: params.setup_code,
        invitation: params.invitation.clone(),
    };
    let offer = invitations::find(&ctx.db, &params.invitation).await?;
    let (status, access, errors) = match registration.register(&ctx, &site, &passwords).await {
        Ok(user) => {
            let group = offer.and_then(|offer| offer.group);
            let next = group.map_or(params.next, |group| Next::new(&format!("/groups/{}", group.id)));
            return sign_in(&ctx, &site, visit, &user, &next).await;
        }
        Err(RegistrationError::Fields(refusals)) => {
            let access = Access::now(&ctx, &site).await?.with(offer.as_ref());
            (StatusCode::UNPROCESSABLE_ENTITY, access, refusals)
        }
        Err(RegistrationError::Shut(access)) => (StatusCode::FORBIDDEN, access, Refusals::default()),
        Err(RegistrationError::Model(error)) => return Err(error.into()),
    };
    let data = RegisterPage {
        shell: Shell::new(None),
        login: params.next.after("/login"),
        next: params.next.to_string(),
        username: params.username,
        email: params.email,
        errors,
        access,
        invitation: params.invitation,
    };
    page(status, "accounts/register.html", &data)
}

pub fn routes() -> Routes {
    Routes::new().get("/register", new).post("/register", create)
}
