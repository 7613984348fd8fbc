//! What the keyboard does, on one page.

use axum::http::StatusCode;
use loco_rs::{controller::Routes, prelude::*};

use super::{
    extractors::{CurrentUser, Scripted},
    respond::{page, vary},
    surroundings::sidebar,
};
use crate::views::{
    shell::Shell,
    shortcuts::{PARTS, ShortcutsPage},
};

/// `GET /shortcuts`: a page, or for a script a sheet.
async fn show(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    Scripted(scripted): Scripted,
) -> Result<Response> {
    let data = ShortcutsPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(&ctx, &current, None).await?,
        parts: &PARTS,
    };
    let template = if scripted {
        "shortcuts/sheet.html"
    } else {
        "shortcuts/index.html"
    };
    Ok(vary(page(StatusCode::OK, template, &data)?))
}

pub fn routes() -> Routes {
    Routes::new().get("/shortcuts", show)
}
