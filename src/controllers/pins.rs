//! The messages that a group keeps at hand. `revisions.rs` pins them.

use std::sync::Arc;

use axum::http::StatusCode;
use loco_rs::{controller::Routes, prelude::*};

use super::{
    extractors::{CurrentGroup, CurrentUser, Scripted, Shared},
    respond::{page, vary},
    surroundings::{self, sidebar},
};
use crate::{
    models::{blocks, messages},
    settings::Settings,
    views::{
        messages::{PinView, PinsPage},
        shell::Shell,
    },
};

/// `GET /groups/{id}/pins`: a page, or for a script a sheet.
async fn index(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    Scripted(scripted): Scripted,
) -> Result<Response> {
    let pinned = messages::pinned(&ctx.db, standing.group.id).await?;
    let blocked = blocks::of(&ctx.db, current.user.id).await?;
    let (group, _) = surroundings::header(&ctx, &current, &standing).await?;
    let data = PinsPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(&ctx, &current, Some(group.id)).await?,
        group,
        pins: pinned
            .iter()
            .map(|posted| PinView::new(posted, site.timezone).without(posted, &blocked))
            .collect(),
    };
    let template = if scripted {
        "groups/pins_sheet.html"
    } else {
        "groups/pins.html"
    };
    let response = page(StatusCode::OK, template, &data)?;
    Ok(vary(response))
}

pub fn routes() -> Routes {
    Routes::new().get("/groups/{id}/pins", index)
}
