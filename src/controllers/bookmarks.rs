//! The messages that somebody keeps for themself.

use std::sync::Arc;

use axum::{extract::Query, http::StatusCode};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentMessage, CurrentUser, Scripted, Shared},
    respond::{page, see_other, text},
    surroundings::{sidebar, throttle},
};
use crate::{
    models::{
        blocks,
        bookmarks::{self, SaveError, Shelf},
        throttles::Throttles,
    },
    settings::Settings,
    views::{
        bookmarks::{BookmarksPage, SavedView},
        messages::permalink,
        shell::Shell,
        templates,
    },
};

/// Which of them.
#[derive(Debug, Deserialize)]
struct Before {
    before: Option<i64>,
}

/// Whether one stays with the message.
#[derive(Debug, Deserialize)]
struct Remaining {
    stay: Option<String>,
}

/// `GET /bookmarks?before=…`
async fn index(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    current: CurrentUser,
    Query(Before { before }): Query<Before>,
) -> Result<Response> {
    let shelf = Shelf::read(&ctx.db, &current.user, before).await?;
    let blocked = blocks::of(&ctx.db, current.user.id).await?;
    let data = BookmarksPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(&ctx, &current, None).await?,
        saved: shelf
            .saved
            .iter()
            .map(|saved| SavedView::new(saved, current.user.id, &blocked, site.timezone))
            .collect(),
        older: shelf.next.map(|id| format!("/bookmarks?before={id}")),
        first_page: before.is_none(),
    };
    page(StatusCode::OK, "bookmarks/index.html", &data)
}

/// `POST /groups/{id}/messages/{message_id}/bookmark`
async fn create(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    Scripted(scripted): Scripted,
    CurrentMessage { posted, .. }: CurrentMessage,
) -> Result<Response> {
    if let Some(wait) = throttle(&throttles, &current) {
        return Ok(wait);
    }
    if !posted.is_live() {
        return Err(Error::NotFound);
    }
    let message = &posted.message;
    match bookmarks::add(&ctx.db, current.user.id, message.id).await {
        Ok(()) if scripted => Ok(text(StatusCode::OK, templates::text("action-saved"))),
        Ok(()) => Ok(see_other(&permalink(message.group_id, message.id))),
        Err(SaveError::Full) => {
            let refused = templates::text("bookmarks-full");
            Ok(text(StatusCode::UNPROCESSABLE_ENTITY, refused))
        }
        Err(SaveError::Model(error)) => Err(error.into()),
    }
}

/// `POST /groups/{id}/messages/{message_id}/bookmark/remove?stay=1`
async fn remove(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    Scripted(scripted): Scripted,
    CurrentMessage { posted, .. }: CurrentMessage,
    Query(Remaining { stay }): Query<Remaining>,
) -> Result<Response> {
    let message = &posted.message;
    bookmarks::remove(&ctx.db, current.user.id, message.id).await?;
    Ok(match stay {
        _ if scripted => text(StatusCode::OK, templates::text("action-unsaved")),
        Some(_) => see_other(&permalink(message.group_id, message.id)),
        None => see_other("/bookmarks"),
    })
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/bookmarks", index)
        .post("/groups/{id}/messages/{message_id}/bookmark", create)
        .post("/groups/{id}/messages/{message_id}/bookmark/remove", remove)
}
