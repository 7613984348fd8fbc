//! What an administrator may do for somebody who can't sign in.

use axum::{http::StatusCode, response::IntoResponse};
use axum_extra::extract::CookieJar;
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{Administrator, CurrentUser, FreshLink},
    respond::{page, see_other},
    surroundings::{forbidden, sidebar},
};
use crate::{
    models::{password_resets, second_factors, users},
    settings::address,
    views::{accounts::AccountPage, shell::Shell},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Flash {
    saved: Option<String>,
}

/// `GET /admin/accounts/{username}`
async fn show(
    State(ctx): State<AppContext>,
    Administrator(current): Administrator,
    Path(username): Path<String>,
    jar: CookieJar,
    Query(flash): Query<Flash>,
) -> Result<Response> {
    let user = users::find_by_username(&ctx.db, &username).await?;
    let token = FreshLink::find(&jar);
    let fresh = match &token {
        Some(token) => password_resets::find(&ctx.db, token).await?,
        None => None,
    };
    let is_theirs = fresh.is_some_and(|owner| owner.id == user.id);
    let data = AccountPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(&ctx, &current, None).await?,
        person: (&user).into(),
        myself: user.id == current.user.id,
        deactivated: !user.is_active(),
        second_factor: second_factors::is_on(&ctx.db, user.id).await?,
        fresh: token
            .filter(|_| is_theirs)
            .map(|token| format!("{}/reset?token={token}", address(&ctx.config.server))),
        saved: flash.saved.map(|_| "account-two-factor-saved"),
    };
    let response = page(StatusCode::OK, "admin/account.html", &data)?;
    Ok((jar.add(FreshLink::removal(&ctx)), response).into_response())
}

/// `POST /admin/accounts/{username}/reset-links`
async fn create_reset_link(
    State(ctx): State<AppContext>,
    Administrator(current): Administrator,
    Path(username): Path<String>,
    jar: CookieJar,
) -> Result<Response> {
    let user = other(&ctx, &current, &username).await?;
    let token = password_resets::make(&ctx.db, &user, Some(current.user.id)).await?;
    let to = see_other(&format!("/admin/accounts/{}", user.username));
    Ok((jar.add(FreshLink::keep(&ctx, token)), to).into_response())
}

/// `POST /admin/accounts/{username}/two-factor/reset`
async fn reset_second_factor(
    State(ctx): State<AppContext>,
    Administrator(current): Administrator,
    Path(username): Path<String>,
) -> Result<Response> {
    let user = other(&ctx, &current, &username).await?;
    second_factors::reset(&ctx, &user, Some(current.user.id)).await?;
    Ok(see_other(&format!("/admin/accounts/{}?saved=1", user.username)))
}

/// Somebody else: one's own account takes one's password.
async fn other(ctx: &AppContext, current: &CurrentUser, username: &str) -> Result<users::Model> {
    let user = users::find_by_username(&ctx.db, username).await?;
    if user.id == current.user.id {
        return Err(forbidden());
    }
    Ok(user)
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/admin/accounts/{username}", show)
        .post("/admin/accounts/{username}/reset-links", create_reset_link)
        .post("/admin/accounts/{username}/two-factor/reset", reset_second_factor)
}
