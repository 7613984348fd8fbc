//! Posting a message, and the address of one.

use axum::{Form, http::StatusCode, response::Html};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentGroup, CurrentUser, Scripted, Shared},
    groups::show_window,
    respond::{retry_after, see_other, text},
};
use crate::{
    models::{
        groups,
        messages::{self, JournalError, Outcome, Position, PostError, Window},
        throttles::Throttles,
    },
    views::{frames, groups::ComposerView, templates},
};

/// Fields that are not named here are ignored: nobody posts as somebody else.
#[derive(Debug, Deserialize)]
struct Params {
    body: String,
    client_id: Option<String>,
}

/// `POST /groups/{id}/messages`
async fn create(
    State(ctx): State<AppContext>,
    Shared(throttles): Shared<Throttles>,
    current: CurrentUser,
    CurrentGroup(group): CurrentGroup,
    Scripted(scripted): Scripted,
    Form(params): Form<Params>,
) -> Result<Response> {
    let client_id = params
        .client_id
        .filter(|id| !id.is_empty())
        .unwrap_or_else(messages::new_client_id);
    let posted = messages::post(&ctx, &throttles, &current.user, &group, &params.body, &client_id).await;
    match posted {
        Ok(Outcome::New(posted) | Outcome::Repeated(posted)) if scripted => {
            let version = posted.message.version;
            let frame = frames::messages_frame(group.id, version - 1, version, &[posted])?;
            Ok(Html(frame).into_response())
        }
        Ok(Outcome::New(posted) | Outcome::Repeated(posted)) => {
            let id = posted.message.id;
            Ok(see_other(&format!("/groups/{}#message-{id}", group.id)))
        }
        Err(error) => {
            // Under the same key again it can't be doubled, unless the key is what was refused.
            let keep = matches!(
                &error,
                PostError::Journal(JournalError::Busy | JournalError::Storage(_))
            );
            let client_id = if keep {
                client_id
            } else {
                messages::new_client_id()
            };
            let composer = ComposerView {
                body: params.body,
                client_id,
                ..ComposerView::default()
            };
            refuse(&ctx, &current, &group, scripted, composer, error).await
        }
    }
}

/// `GET /groups/{id}/messages/{message_id}`: the timeline around it.
async fn show(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    CurrentGroup(group): CurrentGroup,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let found = messages::find_in(&ctx.db, group.id, id)
        .await?
        .ok_or(Error::NotFound)?;
    let around = Position::Around(found.message.seq);
    let window = Window::read(&ctx.db, group.id, around).await?;
    show_window(&ctx, &current, &window, Some(id), ComposerView::default()).await
}

/// Says why beside the field, and gives back what was typed.
async fn refuse(
    ctx: &AppContext,
    current: &CurrentUser,
    group: &groups::Model,
    scripted: bool,
    composer: ComposerView,
    error: PostError,
) -> Result<Response> {
    let mut seconds = None;
    let (status, key) = match error {
        PostError::Refused(key) => (StatusCode::UNPROCESSABLE_ENTITY, key),
        PostError::ClientId => (StatusCode::BAD_REQUEST, "error-400-text"),
        PostError::TooMany(wait) => {
            seconds = Some(wait);
            (StatusCode::TOO_MANY_REQUESTS, "composer-too-many")
        }
        PostError::Journal(JournalError::Busy) => {
            seconds = Some(1);
            (StatusCode::SERVICE_UNAVAILABLE, "composer-busy")
        }
        PostError::Journal(JournalError::Conflict) => (StatusCode::CONFLICT, "composer-conflict"),
        PostError::Journal(JournalError::NotFound) => return Err(Error::NotFound),
        PostError::Journal(JournalError::Storage(_)) => {
            seconds = Some(5);
            (StatusCode::SERVICE_UNAVAILABLE, "composer-busy")
        }
        PostError::App(error) => return Err(error),
    };
    let mut response = if scripted {
        text(status, templates::text(key))
    } else {
        let window = Window::read(&ctx.db, group.id, Position::Newest).await?;
        let composer = ComposerView {
            error: Some(key),
            ..composer
        };
        show_window(ctx, current, &window, None, composer).await?
    };
    *response.status_mut() = status;
    Ok(match seconds {
        Some(seconds) => retry_after(response, seconds),
        None => response,
    })
}

pub fn routes() -> Routes {
    Routes::new()
        .post("/groups/{id}/messages", create)
        .get("/groups/{id}/messages/{message_id}", show)
}
