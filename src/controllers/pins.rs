//! The messages that a group keeps at hand. `revisions.rs` pins them.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use loco_rs::{controller::Routes, prelude::*};

use super::{
    extractors::{CurrentGroup, CurrentUser, Scripted, Shared},
    respond::page,
    surroundings::{self, sidebar},
};
use crate::{
    models::messages,
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
    let (group, _) = surroundings::header(&ctx, &current, &standing).await?;
    let data = PinsPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(&ctx, &current, Some(group.id)).await?,
        group,
        pins: pinned
            .iter()
            .map(|posted| PinView::new(posted, site.timezone))
            .collect(),
    };
    let template = if scripted {
        "groups/pins_sheet.html"
    } else {
        "groups/pins.html"
    };
    let mut response = page(StatusCode::OK, template, &data)?;
    // One address, two answers.
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("hx-request"));
    Ok(response)
}

pub fn routes() -> Routes {
    Routes::new().get("/groups/{id}/pins", index)
}
