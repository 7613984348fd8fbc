//! Making an account.

use std::sync::Arc;

use axum::{Form, http::StatusCode};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{ClientIp, CurrentUser, Next, Shared, Visit},
    respond::{page, retry_after, see_other},
    sessions::sign_in,
};
use crate::{
    models::{
        invitations,
        throttles::Throttles,
        users::{Access, Passwords, Refusals, Registration, RegistrationError},
    },
    settings::Settings,
    views::{accounts::RegisterPage, shell::Shell},
};

#[derive(Debug, Default, Deserialize)]
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
    let params = Params {
        invitation,
        next,
        ..Params::default()
    };
    page(status, "accounts/register.html", &register_page(params, access))
}

/// `POST /register`
async fn create(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    Shared(passwords): Shared<Passwords>,
    Shared(throttles): Shared<Throttles>,
    ClientIp(ip): ClientIp,
    visit: Visit,
    Form(params): Form<Params>,
) -> Result<Response> {
    let offer = invitations::find(&ctx.db, &params.invitation).await?;
    if let Err(seconds) = throttles.registration(ip) {
        let access = Access::now(&ctx, &site).await?.with(offer.as_ref());
        let data = RegisterPage {
            error: Some("login-too-many"),
            ..register_page(params, access)
        };
        let response = page(StatusCode::TOO_MANY_REQUESTS, "accounts/register.html", &data)?;
        return Ok(retry_after(response, seconds));
    }
    let registration = Registration {
        username: params.username.clone(),
        email: params.email.clone(),
        password: params.password.clone(),
        setup_code: params.setup_code.clone(),
        invitation: params.invitation.clone(),
    };
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
        errors,
        ..register_page(params, access)
    };
    page(status, "accounts/register.html", &data)
}

/// The form as it was filled in, but for what is secret.
fn register_page(params: Params, access: Access) -> RegisterPage {
    RegisterPage {
        shell: Shell::new(None),
        login: params.next.after("/login"),
        next: params.next.to_string(),
        username: params.username,
        email: params.email,
        errors: Refusals::default(),
        error: None,
        access,
        invitation: params.invitation,
    }
}

pub fn routes() -> Routes {
    Routes::new().get("/register", new).post("/register", create)
}
