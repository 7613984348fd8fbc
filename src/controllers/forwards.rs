//! Forwarding a message to another group.

use axum::{Form, extract::Query, http::StatusCode};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentMessage, CurrentUser, Scripted, Shared},
    messages::Refusal,
    respond::{page, see_other, vary},
    surroundings::header,
};
use crate::{
    models::{
        groups::{self, Standing},
        messages,
        throttles::Throttles,
    },
    views::{
        forwards::{ForwardPage, ForwardingView},
        messages::permalink,
        shell::Shell,
        sidebar::Sidebar,
    },
};

/// Which groups.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sought {
    q: String,
}

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Forwarding {
    to: String,
    body: String,
    client_id: String,
}

/// `GET /groups/{id}/messages/{message_id}/forward?q=…`: the groups that one may forward it to.
async fn new(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    Scripted(scripted): Scripted,
    message: CurrentMessage,
    Query(Sought { q }): Query<Sought>,
) -> Result<Response> {
    if !message.posted.is_live() {
        return Err(Error::NotFound);
    }
    let form = ForwardingView {
        query: q,
        client_id: messages::new_client_id(),
        ..ForwardingView::default()
    };
    Ok(vary(show(&ctx, &current, &message, form, scripted).await?))
}

/// `POST /groups/{id}/messages/{message_id}/forward`: where it is then.
async fn create(
    State(ctx): State<AppContext>,
    Shared(throttles): Shared<Throttles>,
    current: CurrentUser,
    message: CurrentMessage,
    Form(form): Form<Forwarding>,
) -> Result<Response> {
    let Forwarding {
        to,
        body,
        mut client_id,
    } = form;
    if client_id.is_empty() {
        client_id = messages::new_client_id();
    }
    let Ok(to) = to.parse() else {
        let form = ForwardingView {
            body,
            client_id,
            error: Some("forward-nowhere"),
            ..ForwardingView::default()
        };
        let mut response = show(&ctx, &current, &message, form, false).await?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    };
    let target = Standing::find(&ctx.db, &current.user, to).await?;
    let source = (&message.standing, &message.posted);
    let forwarded = messages::forward(
        &ctx,
        &throttles,
        &current.user,
        source,
        &target,
        &body,
        &client_id,
    )
    .await;
    match forwarded {
        Ok(outcome) => {
            let id = outcome.posted().message.id;
            Ok(see_other(&permalink(to, id)))
        }
        Err(error) => {
            let refusal = Refusal::try_from(error)?;
            let form = ForwardingView {
                body,
                client_id: refusal.key_for(client_id),
                to: Some(to),
                error: Some(refusal.key),
                ..ForwardingView::default()
            };
            let response = show(&ctx, &current, &message, form, false).await?;
            Ok(refusal.on(response))
        }
    }
}

/// The form: a sheet for a script, else the page.
async fn show(
    ctx: &AppContext,
    current: &CurrentUser,
    message: &CurrentMessage,
    form: ForwardingView,
    scripted: bool,
) -> Result<Response> {
    let (group, _) = header(ctx, current, &message.standing).await?;
    let listed = groups::list_for(&ctx.db, &current.user).await?;
    let data = ForwardPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: Sidebar::new(&listed, current.user.id, Some(group.id)),
        forwarding: form.about(&message.posted, &listed, current.user.id),
        group,
    };
    let template = if scripted {
        "messages/forward_sheet.html"
    } else {
        "messages/forward.html"
    };
    page(StatusCode::OK, template, &data)
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/groups/{id}/messages/{message_id}/forward", new)
        .post("/groups/{id}/messages/{message_id}/forward", create)
}
