//! The thread of a message: beside the timeline, and for a script alone.

use std::sync::Arc;

use axum::{
    extract::Query,
    http::{HeaderValue, StatusCode, header},
};
use loco_rs::{controller::Routes, prelude::*};

use super::{
    extractors::{CurrentMessage, CurrentUser, Scripted, Shared},
    groups::{Paging, show_beside},
    respond::{page, see_other},
};
use crate::{
    models::{
        blocks, bookmarks,
        messages::{Position, Thread, Window},
    },
    settings::Settings,
    views::{
        groups::ComposerView,
        shell::Shell,
        threads::{ThreadFragment, ThreadView},
    },
};

/// `GET /groups/{id}/messages/{message_id}/thread?before=…`: what it begins, or the way to where it belongs.
async fn show(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    current: CurrentUser,
    CurrentMessage { standing, posted }: CurrentMessage,
    Scripted(scripted): Scripted,
    Query(paging): Query<Paging>,
) -> Result<Response> {
    let (group_id, id) = (standing.group.id, posted.message.id);
    if let Some(root) = posted.message.thread_id {
        return Ok(see_other(&format!("/groups/{group_id}/messages/{root}/thread")));
    }
    let thread = Thread::read(&ctx.db, group_id, id, paging.position()).await?;
    let ids = thread.replies.iter().map(|posted| posted.message.id).chain([id]);
    let saved = bookmarks::among(&ctx.db, current.user.id, ids).await?;
    let blocked = blocks::of(&ctx.db, current.user.id).await?;
    let thread = ThreadView::new(&thread, &standing, site.timezone)
        .read_by(current.user.id, &saved)
        .without(&blocked);
    let mut response = if scripted {
        let shell = Shell::new(Some(&current.user));
        page(
            StatusCode::OK,
            "messages/_thread.html",
            &ThreadFragment { shell, thread },
        )?
    } else {
        let window = Window::read(&ctx.db, group_id, Position::Around(posted.message.seq)).await?;
        show_beside(
            &ctx,
            &current,
            &standing,
            &window,
            Some(&posted),
            ComposerView::default(),
            Some(thread),
        )
        .await?
    };
    // One address, two answers.
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("hx-request"));
    Ok(response)
}

pub fn routes() -> Routes {
    Routes::new().get("/groups/{id}/messages/{message_id}/thread", show)
}
