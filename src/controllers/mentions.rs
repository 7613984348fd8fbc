//! What mentions the current user, and whom they may mention in a group.

use std::sync::Arc;

use axum::{extract::Query, http::StatusCode};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentGroup, CurrentUser, Shared},
    respond::page,
    surroundings::sidebar,
};
use crate::{
    models::mentions::{self, Inbox},
    settings::Settings,
    views::{
        mentions::{CompletionView, MentionsPage},
        shell::{Person, Shell},
    },
};

/// People that are offered at once.
const OFFERED: u64 = 8;

/// Which page: `?before=51`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Paging {
    before: Option<i64>,
}

/// How the name begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Prefix {
    q: String,
}

/// `GET /mentions?before=…`
async fn index(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    current: CurrentUser,
    Query(paging): Query<Paging>,
) -> Result<Response> {
    let inbox = Inbox::read(&ctx.db, &current.user, paging.before).await?;
    let data = MentionsPage::new(
        Shell::new(Some(&current.user)),
        sidebar(&ctx, &current, None).await?,
        &inbox,
        site.timezone,
        paging.before.is_none(),
    );
    page(StatusCode::OK, "mentions/index.html", &data)
}

/// `GET /groups/{id}/mentionable?q=…`: the people of the group whose name begins so.
async fn mentionable(
    State(ctx): State<AppContext>,
    CurrentGroup(standing): CurrentGroup,
    Query(prefix): Query<Prefix>,
) -> Result<Response> {
    let people = mentions::suggest(&ctx.db, &standing.group, &prefix.q, OFFERED).await?;
    let data = CompletionView {
        people: people.iter().map(Person::from).collect(),
        everyone: standing.may_moderate() && mentions::EVERYONE.starts_with(&prefix.q.to_lowercase()),
    };
    page(StatusCode::OK, "mentions/_people.html", &data)
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/mentions", index)
        .get("/groups/{id}/mentionable", mentionable)
}
