//! What the current user wants to be told of a group that they belong to.

use std::sync::Arc;

use axum::{
    Form,
    extract::{FromRequestParts, Query},
    http::{StatusCode, request::Parts},
    response::IntoResponse,
};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentGroup, CurrentUser, Shared},
    respond::{page, retry_after, see_other},
    surroundings::{forbidden, header, sidebar},
};
use crate::{
    models::{
        groups::Standing,
        memberships::{self, Attention, Mute},
        throttles::Throttles,
        unread,
    },
    settings::Settings,
    views::{notifications::NotificationsPage, shell::Shell},
};

/// What was chosen, and for how many hours the group is muted: nothing to leave that as it is.
#[derive(Debug, Deserialize)]
struct Choice {
    attention: String,
    #[serde(default)]
    mute: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Flash {
    saved: Option<String>,
}

/// Whose choice it is, and of which group.
struct Choosing {
    ctx: AppContext,
    current: CurrentUser,
    standing: Standing,
    member: memberships::Model,
}

impl FromRequestParts<AppContext> for Choosing {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, ctx: &AppContext) -> Result<Self> {
        let current = <CurrentUser as FromRequestParts<AppContext>>::from_request_parts(parts, ctx).await?;
        let CurrentGroup(standing) = CurrentGroup::from_request_parts(parts, ctx).await?;
        let member = memberships::find(&ctx.db, standing.group.id, current.user.id).await?;
        Ok(Self {
            ctx: ctx.clone(),
            current,
            standing,
            // Who only reads a public room is told nothing of it.
            member: member.ok_or_else(forbidden)?,
        })
    }
}

/// `GET /groups/{id}/notifications`
async fn edit(
    choosing: Choosing,
    Shared(site): Shared<Arc<Settings>>,
    Query(flash): Query<Flash>,
) -> Result<Response> {
    let Choosing {
        ctx,
        current,
        standing,
        member,
    } = choosing;
    let (group, _) = header(&ctx, &current, &standing).await?;
    let data = NotificationsPage::new(
        Shell::new(Some(&current.user)),
        sidebar(&ctx, &current, Some(group.id)).await?,
        group,
        &member,
        site.timezone,
        flash.saved.is_some(),
    );
    page(StatusCode::OK, "groups/notifications.html", &data)
}

/// `POST /groups/{id}/notifications`
async fn update(
    choosing: Choosing,
    Shared(throttles): Shared<Throttles>,
    Form(choice): Form<Choice>,
) -> Result<Response> {
    let Choosing { ctx, member, .. } = choosing;
    if let Err(seconds) = throttles.read(member.user_id) {
        let wait = StatusCode::TOO_MANY_REQUESTS.into_response();
        return Ok(retry_after(wait, seconds));
    }
    let (Some(attention), Some(mute)) = (Attention::parse(&choice.attention), Mute::parse(&choice.mute))
    else {
        return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response());
    };
    unread::attend(&ctx, (member.group_id, member.user_id), attention, mute).await?;
    Ok(see_other(&format!(
        "/groups/{}/notifications?saved=1",
        member.group_id
    )))
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/groups/{id}/notifications", edit)
        .post("/groups/{id}/notifications", update)
}
