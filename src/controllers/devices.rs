//! Where one is signed in, and signing out there.

use std::{collections::HashSet, sync::Arc};

use axum::http::StatusCode;
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentUser, Shared},
    respond::{page, see_other},
    surroundings::sidebar,
};
use crate::{
    models::{messages::live, sessions},
    settings::Settings,
    views::{
        settings::{DeviceView, DevicesPage},
        shell::Shell,
    },
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Flash {
    saved: Option<String>,
}

/// `GET /settings/sessions`
async fn index(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    current: CurrentUser,
    Query(flash): Query<Flash>,
) -> Result<Response> {
    let user_id = current.user.id;
    let open = live::hub(&ctx).map_or_else(HashSet::new, |hub| hub.open_sessions(user_id));
    let listed = sessions::list(&ctx.db, user_id).await?;
    let view = |session| DeviceView::new(session, current.session.id, &open, site.timezone);
    let data = DevicesPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(&ctx, &current, None).await?,
        devices: listed.iter().map(view).collect(),
        saved: flash.saved.map(|_| "devices-saved"),
    };
    page(StatusCode::OK, "settings/devices.html", &data)
}

/// `POST /settings/sessions/{session_id}/end`
async fn destroy(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    Path(session_id): Path<i64>,
) -> Result<Response> {
    sessions::revoke(&ctx, current.user.id, session_id).await?;
    Ok(see_other("/settings/sessions?saved=1"))
}

/// `POST /settings/sessions/end`: all but the one that asks.
async fn destroy_others(State(ctx): State<AppContext>, current: CurrentUser) -> Result<Response> {
    sessions::revoke_others(&ctx, current.user.id, current.session.id).await?;
    Ok(see_other("/settings/sessions?saved=1"))
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/settings/sessions", index)
        .post("/settings/sessions/end", destroy_others)
        .post("/settings/sessions/{session_id}/end", destroy)
}
