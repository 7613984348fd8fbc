//! Making an account.

use std::sync::Arc;

use axum::{Form, http::StatusCode};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentUser, Next, Shared, Visit},
    respond::{page, see_other},
    sessions::{Destination, sign_in},
};
use crate::{
    models::users::{Access, Passwords, Refusals, Registration, RegistrationError},
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
    next: Next,
}

/// `GET /register`
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
    };
    let (status, access, errors) = match registration.register(&ctx, &site, &passwords).await {
        Ok(user) => return sign_in(&ctx, &site, visit, &user, &params.next).await,
        Err(RegistrationError::Fields(refusals)) => {
            let access = Access::now(&ctx, &site).await?;
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
    };
    page(status, "accounts/register.html", &data)
}

pub fn routes() -> Routes {
    Routes::new().get("/register", new).post("/register", create)
}
