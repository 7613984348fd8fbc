//! A group's page: its timeline, who is here, the composer.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use loco_rs::{controller::Routes, prelude::*};
use serde::{Deserialize, Serialize};

use super::{
    extractors::{CurrentGroup, CurrentUser, Scripted, Shared},
    respond::page,
};
use crate::{
    models::{
        groups,
        messages::{PAGE, Position, Window, live},
    },
    settings::Settings,
    views::{
        groups::{ComposerView, GroupPage, GroupView, StandingView},
        messages::TimelineView,
        shell::Shell,
        sidebar::{GroupLink, Sidebar},
    },
};

/// Which part of the timeline: `?before=51`, `?after=50&limit=300`, or the newest.
#[derive(Debug, Default, Deserialize)]
struct Paging {
    before: Option<i64>,
    after: Option<i64>,
    limit: Option<u64>,
}

/// `GET /groups/{id}`
async fn show(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    current: CurrentUser,
    CurrentGroup(group): CurrentGroup,
    Scripted(scripted): Scripted,
    Query(paging): Query<Paging>,
) -> Result<Response> {
    let window = Window::read(&ctx.db, group.id, paging.position()).await?;
    let mut response = if scripted {
        let timeline = TimelineView::new(&window, site.timezone, None);
        page(StatusCode::OK, "messages/_messages.html", &Fragment { timeline })?
    } else {
        show_window(&ctx, &current, &window, None, ComposerView::default()).await?
    };
    // One address, two answers.
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("hx-request"));
    Ok(response)
}

/// `messages/_messages.html`
#[derive(Serialize)]
struct Fragment {
    timeline: TimelineView,
}

/// The whole page around a window. A refused post shows it with what was typed, as 422 and the like.
pub(super) async fn show_window(
    ctx: &AppContext,
    current: &CurrentUser,
    window: &Window,
    highlighted: Option<i64>,
    composer: ComposerView,
) -> Result<Response> {
    let site = Shared::<Arc<Settings>>::find(ctx)?;
    let groups = groups::Model::list_for(&ctx.db, &current.user).await?;
    let data = GroupPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: Sidebar {
            rooms: groups
                .iter()
                .map(|group| GroupLink::new(group, window.group.id))
                .collect(),
            ..Sidebar::default()
        },
        group: GroupView::new(&window.group, 0),
        standing: StandingView::default(),
        timeline: TimelineView::new(window, site.timezone, highlighted),
        people: (&live::present(ctx, window.group.id)).into(),
        composer,
        heartbeat: site.limits.heartbeat,
    };
    page(StatusCode::OK, "groups/show.html", &data)
}

impl Paging {
    fn position(&self) -> Position {
        match (self.before, self.after) {
            (Some(seq), _) => Position::Before(seq),
            (None, Some(seq)) => Position::After {
                seq,
                limit: self.limit.unwrap_or(PAGE),
            },
            (None, None) => Position::Newest,
        }
    }
}

pub fn routes() -> Routes {
    Routes::new().get("/groups/{id}", show)
}
