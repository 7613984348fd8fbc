//! What the current user has not read, and how far they have read.

use std::collections::BTreeMap;

use axum::{
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use axum_extra::extract::{Form, Query};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentGroup, CurrentMessage, CurrentUser, Scripted, Shared},
    respond::{page, retry_after, see_other, vary},
    surroundings::forbidden,
};
use crate::{
    models::{
        drafts,
        groups::{self, Standing},
        throttles::Throttles,
        unread,
    },
    views::{
        messages::permalink,
        shell::Shell,
        unread::{MarksView, UnreadPage},
    },
};

/// The group that the asking page has open.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Open {
    open: Option<i64>,
}

/// How far one has read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Seen {
    seq: i64,
}

/// The same for several groups: `7:41`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SeenAll {
    seen: Vec<String>,
}

/// `GET /unread?open=7`: a page, or for a script the marks.
async fn index(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    Scripted(scripted): Scripted,
    Query(Open { open }): Query<Open>,
) -> Result<Response> {
    if scripted {
        return Ok(vary(marks(&ctx, &current, open).await?));
    }
    let listed = groups::list_for(&ctx.db, &current.user).await?;
    let data = UnreadPage::new(Shell::new(Some(&current.user)), &listed, current.user.id);
    Ok(vary(page(StatusCode::OK, "unread/index.html", &data)?))
}

/// `POST /unread/read`: what the page has shown of each group.
async fn read_all(
    State(ctx): State<AppContext>,
    Shared(throttles): Shared<Throttles>,
    current: CurrentUser,
    Form(SeenAll { seen }): Form<SeenAll>,
) -> Result<Response> {
    if let Some(wait) = throttle(&throttles, &current) {
        return Ok(wait);
    }
    let seen: BTreeMap<i64, i64> = seen
        .iter()
        .filter_map(|seen| {
            let (group, seq) = seen.split_once(':')?;
            Some((group.parse().ok()?, seq.parse().ok()?))
        })
        .collect();
    unread::read_all(&ctx, current.user.id, &seen).await?;
    Ok(see_other("/unread"))
}

/// `POST /groups/{id}/read`: for who is no member there is nothing to keep.
async fn read(
    State(ctx): State<AppContext>,
    Shared(throttles): Shared<Throttles>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    Scripted(scripted): Scripted,
    Form(Seen { seq }): Form<Seen>,
) -> Result<Response> {
    if let Some(wait) = throttle(&throttles, &current) {
        return Ok(wait);
    }
    unread::read(&ctx, current.user.id, &standing.group, seq).await?;
    if scripted {
        return marks(&ctx, &current, Some(standing.group.id)).await;
    }
    Ok(see_other(&format!("/groups/{}", standing.group.id)))
}

/// `GET /groups/{id}/seen?seq=41`: a picture at the end of a page that no script reads.
///
/// The one address that changes something when it is got: how far its reader has read, as they could say by a form.
/// It does for nobody but a browser that shows a page of this site.
async fn seen(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    headers: HeaderMap,
    Query(Seen { seq }): Query<Seen>,
) -> Result<Response> {
    member(&standing)?;
    let says = |name, value| headers.get(name).is_some_and(|said| said == value);
    let is_shown = says("sec-fetch-dest", "image") && says("sec-fetch-site", "same-origin");
    if !is_shown || headers.contains_key("sec-purpose") {
        return Err(forbidden());
    }
    unread::read(&ctx, current.user.id, &standing.group, seq).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /groups/{id}/messages/{message_id}/unread`: from this one on.
async fn unread_from(
    State(ctx): State<AppContext>,
    Shared(throttles): Shared<Throttles>,
    current: CurrentUser,
    CurrentMessage { standing, posted }: CurrentMessage,
    Scripted(scripted): Scripted,
) -> Result<Response> {
    member(&standing)?;
    if let Some(wait) = throttle(&throttles, &current) {
        return Ok(wait);
    }
    let message = &posted.message;
    unread::unread_from(&ctx, current.user.id, message).await?;
    if scripted {
        return marks(&ctx, &current, Some(message.group_id)).await;
    }
    Ok(see_other(&permalink(message.group_id, message.id)))
}

async fn marks(ctx: &AppContext, current: &CurrentUser, open: Option<i64>) -> Result<Response> {
    let all = unread::of(&ctx.db, current.user.id).await?;
    let begun = drafts::begun(&ctx.db, current.user.id).await?;
    let data = MarksView::new(&all, &begun, open);
    page(StatusCode::OK, "unread/_marks.html", &data)
}

/// Who only reads a public room has nothing unread there.
fn member(standing: &Standing) -> Result<()> {
    standing.is_member().then_some(()).ok_or_else(forbidden)
}

fn throttle(throttles: &Throttles, current: &CurrentUser) -> Option<Response> {
    let seconds = throttles.read(current.user.id).err()?;
    Some(retry_after(
        StatusCode::TOO_MANY_REQUESTS.into_response(),
        seconds,
    ))
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/unread", index)
        .post("/unread/read", read_all)
        .post("/groups/{id}/read", read)
        .get("/groups/{id}/seen", seen)
        .post("/groups/{id}/messages/{message_id}/unread", unread_from)
}
