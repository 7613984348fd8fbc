//! What is told on the channel `{=name.kebab=}`.

use axum::{Form, http::StatusCode, response::IntoResponse};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentGroup, CurrentUser, Scripted, Shared},
    messages::Refusal,
    respond::{error_page, see_other, text},
};
use crate::{
    models::{channels::{=name.snake=}, throttles::Throttles},
    views::{errors::ErrorPage, templates},
};

#[derive(Debug, Deserialize)]
struct Telling {
    text: String,
}

/// `POST /groups/{id}/{=name.kebab=}`
async fn create(
    State(ctx): State<AppContext>,
    Shared(throttles): Shared<Throttles>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    Scripted(scripted): Scripted,
    Form(telling): Form<Telling>,
) -> Result<Response> {
    let told = {=name.snake=}::tell(&ctx, &throttles, &current.user, &standing, &telling.text)<% if durable %>.await<% endif %>;
    let Err(error) = told else {
        return Ok(if scripted {
            StatusCode::NO_CONTENT.into_response()
        } else {
            see_other(&format!("/groups/{}", standing.group.id))
        });
    };
    let refusal = Refusal::try_from(error)?;
    if scripted {
        return Ok(refusal.on(text(refusal.status, templates::text(refusal.key))));
    }
    let page = ErrorPage {
        text: refusal.key.to_owned(),
        ..ErrorPage::new(refusal.status.as_u16(), Some(&current.user), Some(telling.text))
    };
    Ok(refusal.on(error_page(refusal.status, &page)))
}

pub fn routes() -> Routes {
    Routes::new().post("/groups/{id}/{=name.kebab=}", create)
}
