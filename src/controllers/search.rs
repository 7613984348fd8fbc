//! Finding messages, and the way to a group, a person or a message by its name.
//!
//! Whatever is asked is answered by a page: no input is an error.

use std::{collections::HashSet, sync::Arc};

use axum::http::StatusCode;
use axum_extra::extract::Query;
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentUser, Shared},
    respond::{page, retry_after, text},
    surroundings::sidebar,
};
use crate::{
    models::{
        blocks,
        groups::Directory,
        search::{Hits, PAGE},
        throttles::Throttles,
        users,
    },
    settings::Settings,
    views::{
        search::{QuickView, SearchPage},
        shell::Shell,
        templates,
    },
};

/// Of each kind that the switcher shows.
const QUICK: usize = 6;

/// What is looked for. An address may say anything, and everything twice.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: Vec<String>,
    before: Vec<String>,
}

impl Asked {
    fn typed(&self) -> String {
        self.q.join(" ").trim().to_owned()
    }

    fn before(&self) -> Option<i64> {
        self.before.first()?.parse().ok()
    }
}

/// `GET /search?q=…&before=…`
async fn index(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    if let Some(wait) = throttle(&throttles, &current) {
        return Ok(wait);
    }
    let (typed, before) = (asked.typed(), asked.before());
    let hits = Hits::find(&ctx.db, &current.user, &typed, before, PAGE, site.timezone).await?;
    let folded = folded(&ctx, &current, &hits).await?;
    let shell = Shell::new(Some(&current.user));
    let sidebar = sidebar(&ctx, &current, None).await?;
    let data = SearchPage::new(shell, sidebar, typed, before, &hits, &folded, site.timezone);
    page(StatusCode::OK, "search/index.html", &data)
}

/// `GET /search/quick?q=…`: what the switcher shows besides the groups that the page has already.
async fn quick(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    if let Some(wait) = throttle(&throttles, &current) {
        return Ok(wait);
    }
    let (db, user, typed) = (&ctx.db, &current.user, asked.typed());
    if typed.is_empty() {
        return page(StatusCode::OK, "search/_quick.html", &QuickView::default());
    }
    let people = users::suggest(db, typed.trim_start_matches('@'), None, QUICK as u64).await?;
    let rooms = Directory::read(db, user, typed.trim_start_matches('#'), None).await?;
    let hits = Hits::find(db, user, &typed, None, QUICK, site.timezone).await?;
    let folded = folded(&ctx, &current, &hits).await?;
    let data = QuickView::new(user.id, &people, &rooms, &hits, &folded, QUICK, site.timezone);
    page(StatusCode::OK, "search/_quick.html", &data)
}

async fn folded(ctx: &AppContext, current: &CurrentUser, found: &Hits) -> Result<HashSet<i64>> {
    let hits = found.hits.iter().map(|hit| (hit.id, hit.author.id));
    Ok(blocks::folded(&ctx.db, current.user.id, hits).await?)
}

fn throttle(throttles: &Throttles, current: &CurrentUser) -> Option<Response> {
    let seconds = throttles.search(current.user.id).err()?;
    let told = text(StatusCode::TOO_MANY_REQUESTS, templates::text("search-throttled"));
    Some(retry_after(told, seconds))
}

pub fn routes() -> Routes {
    Routes::new().get("/search", index).get("/search/quick", quick)
}
