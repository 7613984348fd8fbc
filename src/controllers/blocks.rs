//! Whom the current user has blocked.

use axum::http::{HeaderMap, StatusCode};
use loco_rs::{controller::Routes, prelude::*};

use super::{
    extractors::{CurrentUser, Next, Shared},
    people::refuse,
    respond::{page, see_other},
    surroundings::{sidebar, throttle},
};
use crate::{
    models::{
        blocks::{self, BlockError},
        throttles::Throttles,
        users,
    },
    views::{blocks::BlocksPage, shell::Shell},
};

/// `GET /settings/blocks`
async fn index(State(ctx): State<AppContext>, current: CurrentUser) -> Result<Response> {
    let people = blocks::people(&ctx.db, current.user.id).await?;
    let data = BlocksPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(&ctx, &current, None).await?,
        people: people.iter().map(Into::into).collect(),
    };
    page(StatusCode::OK, "settings/blocks.html", &data)
}

/// `POST /people/{username}/block`: and back to the page that the form was on.
async fn create(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    Path(username): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    if let Some(wait) = throttle(&throttles, &current) {
        return Ok(wait);
    }
    let other = users::find_by_username(&ctx.db, &username).await?;
    match blocks::block(&ctx, &current.user, &other).await {
        Ok(()) => Ok(see_other(Next::back(&headers).as_str())),
        Err(BlockError::Refused(key)) => refuse(&ctx, &current, &other, key).await,
        Err(BlockError::Model(error)) => Err(error.into()),
    }
}

/// `POST /people/{username}/unblock`
async fn destroy(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    Path(username): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    if let Some(wait) = throttle(&throttles, &current) {
        return Ok(wait);
    }
    let other = users::find_by_username(&ctx.db, &username).await?;
    blocks::unblock(&ctx, &current.user, &other).await?;
    Ok(see_other(Next::back(&headers).as_str()))
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/settings/blocks", index)
        .post("/people/{username}/block", create)
        .post("/people/{username}/unblock", destroy)
}
