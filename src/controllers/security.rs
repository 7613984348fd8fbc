//! What an administrator asks of everybody who signs in.

use axum::{Form, http::StatusCode};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::Administrator,
    respond::{page, see_other},
    surroundings::sidebar,
};
use crate::{
    models::{second_factors, users::CredentialError},
    views::{shell::Shell, two_factor::SecurityPage},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Flash {
    saved: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Params {
    required: bool,
}

/// `GET /admin/security`
async fn show(
    State(ctx): State<AppContext>,
    administrator: Administrator,
    Query(flash): Query<Flash>,
) -> Result<Response> {
    let mut data = security_page(&ctx, administrator).await?;
    data.saved = flash.saved.map(|_| "security-saved");
    page(StatusCode::OK, "admin/security.html", &data)
}

/// `POST /admin/security`
async fn update(
    State(ctx): State<AppContext>,
    administrator: Administrator,
    Form(Params { required }): Form<Params>,
) -> Result<Response> {
    match second_factors::require(&ctx.db, &administrator.0.user, required).await {
        Ok(()) => return Ok(see_other("/admin/security?saved=1")),
        Err(CredentialError::Model(error)) => return Err(error.into()),
        Err(CredentialError::Wrong | CredentialError::Refused(_)) => {}
    }
    let mut data = security_page(&ctx, administrator).await?;
    data.own_first = true;
    page(StatusCode::UNPROCESSABLE_ENTITY, "admin/security.html", &data)
}

async fn security_page(ctx: &AppContext, Administrator(current): Administrator) -> Result<SecurityPage> {
    Ok(SecurityPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(ctx, &current, None).await?,
        required: second_factors::is_required(&ctx.db).await?,
        without: second_factors::without(&ctx.db).await?,
        own_first: false,
        saved: None,
    })
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/admin/security", show)
        .post("/admin/security", update)
}
