//! What is told on the channel `{=name.kebab=}`.

use axum::{Form, http::StatusCode};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentGroup, CurrentUser, Scripted, Shared},
    messages::Refusal,
    respond::{error_page, page, see_other},
};
use crate::{
    models::{channels::{=name.snake=}, throttles::Throttles},
    views::{errors::ErrorPage, {=name.snake=}::TellForm},
};

#[derive(Debug, Deserialize)]
struct Telling {
    text: String,
}

/// `POST /groups/{id}/{=name.kebab=}`: back to the group; for a script the form again.
async fn create(
    State(ctx): State<AppContext>,
    Shared(throttles): Shared<Throttles>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    Scripted(scripted): Scripted,
    Form(telling): Form<Telling>,
) -> Result<Response> {
    let group_id = standing.group.id;
    let told = {=name.snake=}::tell(&ctx, &throttles, &current.user, &standing, &telling.text).await;
    let refusal = told.err().map(Refusal::try_from).transpose()?;
    if scripted {
        let data = TellForm {
            group_id,
            text: refusal.as_ref().map_or("", |_| &telling.text),
            error: refusal.as_ref().map(|refusal| refusal.key),
        };
        let form = page(StatusCode::OK, "channels/_{=name.snake=}_form.html", &data)?;
        return Ok(match refusal {
            Some(refusal) => refusal.on(form),
            None => form,
        });
    }
    let Some(refusal) = refusal else {
        return Ok(see_other(&format!("/groups/{group_id}")));
    };
    let data = ErrorPage {
        text: refusal.key.to_owned(),
        ..ErrorPage::new(refusal.status.as_u16(), Some(&current.user), Some(telling.text))
    };
    Ok(refusal.on(error_page(refusal.status, &data)))
}

pub fn routes() -> Routes {
    Routes::new().post("/groups/{id}/{=name.kebab=}", create)
}
