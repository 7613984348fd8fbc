//! The commands that the composer offers. They are given as messages are posted.

use axum::{extract::Query, http::StatusCode};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{extractors::CurrentGroup, respond::page};
use crate::{models::commands, views::commands::OfferedView};

/// How the name begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Prefix {
    q: String,
}

/// `GET /groups/{id}/commands?q=…`
async fn index(CurrentGroup(standing): CurrentGroup, Query(prefix): Query<Prefix>) -> Result<Response> {
    let data = OfferedView::new(&commands::offered(&standing, &prefix.q));
    page(StatusCode::OK, "commands/_offered.html", &data)
}

pub fn routes() -> Routes {
    Routes::new().get("/groups/{id}/commands", index)
}
