//! The thread of a message: beside the timeline, and for a script alone.

use std::sync::Arc;

use axum::{extract::Query, http::StatusCode};
use loco_rs::{controller::Routes, model::ModelError, prelude::*};

use super::{
    drafts::go_on,
    extractors::{CurrentMessage, CurrentUser, Scripted, Shared},
    groups::{Paging, show_beside},
    respond::{page, see_other, vary},
};
use crate::{
    models::{
        blocks, bookmarks,
        drafts::Place,
        groups::Standing,
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
    let composer = ComposerView::default();
    let thread = view(&ctx, &current, &standing, &thread, composer).await?;
    let response = if scripted {
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
    Ok(vary(response))
}

/// The thread that begins with the message `root`, with what was typed there; where nobody can answer any more, that is
/// left to the composer of the group.
pub(super) async fn of_composer(
    ctx: &AppContext,
    current: &CurrentUser,
    standing: &Standing,
    root: i64,
    composer: ComposerView,
) -> Result<(ComposerView, Option<ThreadView>)> {
    match Thread::read(&ctx.db, standing.group.id, root, Position::Newest).await {
        Ok(thread) if thread.root.is_live() => {
            let thread = view(ctx, current, standing, &thread, composer).await?;
            Ok((ComposerView::default(), Some(thread)))
        }
        Ok(_) | Err(ModelError::EntityNotFound) => Ok((composer, None)),
        Err(error) => Err(error.into()),
    }
}

async fn view(
    ctx: &AppContext,
    current: &CurrentUser,
    standing: &Standing,
    thread: &Thread,
    mut composer: ComposerView,
) -> Result<ThreadView> {
    let site = Shared::<Arc<Settings>>::find(ctx)?;
    let root = thread.root.message.id;
    let place = Place {
        user_id: current.user.id,
        group_id: standing.group.id,
        thread: Some(root),
    };
    go_on(ctx, place, &mut composer).await?;
    composer.take_files_up_to(site.files.largest, site.files.per_message);
    let ids = thread
        .replies
        .iter()
        .map(|posted| posted.message.id)
        .chain([root]);
    let saved = bookmarks::among(&ctx.db, current.user.id, ids).await?;
    let blocked = blocks::of(&ctx.db, current.user.id).await?;
    let view = ThreadView::new(thread, standing, site.timezone, composer);
    Ok(view.read_by(current.user.id, &saved).without(&blocked))
}

pub fn routes() -> Routes {
    Routes::new().get("/groups/{id}/messages/{message_id}/thread", show)
}
