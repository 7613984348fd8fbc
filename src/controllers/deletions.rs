//! What is kept of the current user, and deleting their account.

use axum::{Form, http::StatusCode, response::IntoResponse};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    admin,
    extractors::{ClientIp, CurrentUser, LastGroup, SessionCookie, Shared, Visit},
    respond::{page, retry_after},
    surroundings::sidebar,
};
use crate::{
    models::{
        throttles::Throttles,
        users::{self, DeletionError, Passwords},
    },
    views::{
        data::{DataPage, DeletedPage, OwnedGroup},
        shell::Shell,
    },
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Params {
    password: String,
    confirm: String,
}

/// `GET /settings/data`
async fn index(State(ctx): State<AppContext>, current: CurrentUser) -> Result<Response> {
    let data = data_page(&ctx, &current).await?;
    page(StatusCode::OK, "settings/data.html", &data)
}

/// `POST /settings/delete`
async fn create(
    State(ctx): State<AppContext>,
    Shared(passwords): Shared<Passwords>,
    Shared(throttles): Shared<Throttles>,
    ClientIp(ip): ClientIp,
    current: CurrentUser,
    Visit { jar, .. }: Visit,
    Form(Params { password, confirm }): Form<Params>,
) -> Result<Response> {
    let mut data = data_page(&ctx, &current).await?;
    // Who finds a browser left open can guess here as well as at the sign-in.
    if let Err(seconds) = throttles.sign_in(&current.user.username, ip) {
        data.password_error = Some("login-too-many");
        let response = page(StatusCode::TOO_MANY_REQUESTS, "settings/data.html", &data)?;
        return Ok(retry_after(response, seconds));
    }
    match current
        .user
        .delete_own(&ctx, &passwords, &password, &confirm)
        .await
    {
        Ok(()) => {
            let jar = jar
                .add(SessionCookie::removal(&ctx))
                .add(LastGroup::removal(&ctx));
            let shell = Shell::new(None);
            let gone = page(StatusCode::OK, "accounts/deleted.html", &DeletedPage { shell })?;
            return Ok((jar, gone).into_response());
        }
        Err(DeletionError::Wrong) => data.password_error = Some("password-wrong"),
        Err(DeletionError::Confirm) => data.confirm_error = Some("delete-confirm-wrong"),
        Err(DeletionError::Owns) => data.error = Some("delete-owns"),
        Err(DeletionError::Standing(error)) => data.error = Some(admin::refusal(error)?),
    }
    data.confirm = confirm;
    page(StatusCode::UNPROCESSABLE_ENTITY, "settings/data.html", &data)
}

pub(super) async fn data_page(ctx: &AppContext, current: &CurrentUser) -> Result<DataPage> {
    let owned = users::owned_alone(&ctx.db, current.user.id).await?;
    Ok(DataPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(ctx, current, None).await?,
        username: current.user.username.clone(),
        owned: owned.iter().map(OwnedGroup::from).collect(),
        last_administrator: current.user.is_last_administrator(&ctx.db).await?,
        confirm: String::new(),
        password_error: None,
        confirm_error: None,
        error: None,
        export_error: None,
    })
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/settings/data", index)
        .post("/settings/delete", create)
}
