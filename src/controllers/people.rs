//! People: everybody, one of them, and the picker that chooses some.

use std::sync::Arc;

use axum::http::StatusCode;
use axum_extra::extract::Query;
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentUser, Scripted, Shared},
    groups::next_page,
    respond::{page, see_other, vary},
    surroundings::{sidebar, throttle},
};
use crate::{
    models::{
        blocks::{self, Silence},
        groups,
        memberships::MOST_AT_ONCE,
        throttles::Throttles,
        users::{self, People},
    },
    settings::Settings,
    views::{
        people::{FoundView, PeoplePage, PersonCard, PersonPage, PickerView},
        shell::{Person, Shell},
    },
};

/// People on a page, and hits of a picker.
const PAGE: u64 = 50;
const HITS: u64 = 20;

/// Which people.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Search {
    q: String,
    after: Option<i64>,
    /// A picker asks: it gets its hits alone, without those chosen and the members of `group`.
    picker: Option<String>,
    members: Vec<String>,
    group: Option<i64>,
}

/// `GET /people?q=…&after=…`
async fn index(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    Query(search): Query<Search>,
) -> Result<Response> {
    if search.picker.is_some() {
        // Who may not see the group picks from all.
        let outside = match search.group {
            Some(id) => groups::Standing::find(&ctx.db, &current.user, id)
                .await
                .ok()
                .map(|_| id),
            None => None,
        };
        let picker = picker(&ctx, &current, &search.q, &search.members, outside).await?;
        return page(StatusCode::OK, "people/_found.html", &FoundView { picker });
    }
    let found = People::find(&ctx.db, &search.q, search.after, PAGE).await?;
    let data = PeoplePage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(&ctx, &current, None).await?,
        people: found.people.iter().map(Person::from).collect(),
        next: found.next.map(|after| next_page("/people", &search.q, after)),
        first_page: search.after.is_none(),
        query: search.q,
    };
    page(StatusCode::OK, "people/index.html", &data)
}

/// `GET /people/{username}`: a page, or for a script a card.
async fn show(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    current: CurrentUser,
    Scripted(scripted): Scripted,
    Path(username): Path<String>,
) -> Result<Response> {
    let user = users::find_by_username(&ctx.db, &username).await?;
    let card = card(&ctx, &site, &current, &user).await?;
    let response = if scripted {
        page(StatusCode::OK, "people/_card.html", &card)?
    } else {
        let sidebar = sidebar(&ctx, &current, None).await?;
        page(StatusCode::OK, "people/show.html", &PersonPage { sidebar, card })?
    };
    Ok(vary(response))
}

/// `POST /direct/{username}`: the one chat of two people.
async fn message(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    Path(username): Path<String>,
) -> Result<Response> {
    if let Some(wait) = throttle(&throttles, &current) {
        return Ok(wait);
    }
    let other = users::find_by_username(&ctx.db, &username).await?;
    match groups::start_direct(&ctx, &current.user, &other).await? {
        Some(group) => Ok(see_other(&format!("/groups/{}", group.id))),
        None => refuse(&ctx, &current, &other, "direct-silenced-other").await,
    }
}

/// The page of somebody that says what can't be done with them.
pub(super) async fn refuse(
    ctx: &AppContext,
    current: &CurrentUser,
    other: &users::Model,
    key: &'static str,
) -> Result<Response> {
    let Shared(site) = Shared::<Arc<Settings>>::find(ctx)?;
    let mut card = card(ctx, &site, current, other).await?;
    card.error = Some(key);
    let sidebar = sidebar(ctx, current, None).await?;
    let data = PersonPage { sidebar, card };
    page(StatusCode::UNPROCESSABLE_ENTITY, "people/show.html", &data)
}

async fn card(
    ctx: &AppContext,
    site: &Settings,
    current: &CurrentUser,
    user: &users::Model,
) -> Result<PersonCard> {
    let silence = blocks::between(&ctx.db, current.user.id, user.id).await?;
    let card = PersonCard::new(user, &current.user, site.timezone);
    Ok(PersonCard {
        blocked: silence == Some(Silence::Own),
        ..card
    })
}

/// The hits for `query` beside those chosen; not the members of the group `outside`.
pub(super) async fn picker(
    ctx: &AppContext,
    current: &CurrentUser,
    query: &str,
    chosen: &[String],
    outside: Option<i64>,
) -> Result<PickerView> {
    let chosen = ids(chosen);
    let limit = HITS + chosen.len() as u64 + 2;
    let found = users::suggest(&ctx.db, query, outside, limit).await?;
    let is_new = |user: &&users::Model| user.id != current.user.id && !chosen.contains(&user.id);
    let mut hits: Vec<Person> = found.iter().filter(is_new).map(Person::from).collect();
    let most = usize::try_from(HITS).unwrap_or(usize::MAX);
    let more = hits.len() > most;
    hits.truncate(most);
    let chosen = users::find_active(&ctx.db, &chosen).await?;
    Ok(PickerView {
        query: query.to_owned(),
        chosen: chosen.iter().map(Person::from).collect(),
        found: hits,
        more,
        searched: !query.trim().is_empty(),
    })
}

/// The people whom a form names by id. What is no number names nobody: no user is 0.
pub(super) fn ids(typed: &[String]) -> Vec<i64> {
    // One more than is taken is refused as well as thousands.
    let typed = typed.iter().take(MOST_AT_ONCE + 1);
    typed.map(|id| id.parse().unwrap_or(0)).collect()
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/people", index)
        .get("/people/{username}", show)
        .post("/direct/{username}", message)
}
