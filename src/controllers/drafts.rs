//! What the current user has begun to write in a group, or in a thread of it.

use std::time::Duration;

use axum::{Form, http::StatusCode, response::IntoResponse};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentGroup, CurrentUser, Scripted, Shared},
    respond::{retry_after, see_other, text},
    surroundings::forbidden,
};
use crate::{
    models::{
        drafts::{self, DraftError, Place},
        messages::{self, Posted},
        throttles::Throttles,
    },
    views::{
        groups::{BegunView, ComposerView},
        templates,
        threads::ReplyingView,
    },
};

/// What was typed so many milliseconds ago.
#[derive(Debug, Deserialize)]
struct Typed {
    body: String,
    /// The message that it answers; empty for none.
    #[serde(default)]
    reply_to: String,
    /// The thread where it is typed, if it is one.
    thread: Option<i64>,
    #[serde(default)]
    age: u64,
    /// The version that was seen last; empty for none.
    #[serde(default)]
    seen: String,
}

/// `POST /groups/{id}/draft`
async fn update(
    State(ctx): State<AppContext>,
    Shared(throttles): Shared<Throttles>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    Scripted(scripted): Scripted,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    if !standing.may_post() {
        return Err(forbidden());
    }
    if let Err(seconds) = throttles.draft(current.user.id) {
        let wait = text(
            StatusCode::TOO_MANY_REQUESTS,
            templates::text("composer-too-many"),
        );
        return Ok(retry_after(wait, seconds));
    }
    if let Some(root) = typed.thread {
        let found = messages::find_in(&ctx.db, standing.group.id, root).await?;
        found.filter(Posted::is_root).ok_or(Error::NotFound)?;
    }
    let place = Place {
        user_id: current.user.id,
        group_id: standing.group.id,
        thread: typed.thread,
    };
    let typed = drafts::Typed {
        text: &typed.body,
        reply_to: typed.reply_to.parse().ok(),
        ago: Duration::from_millis(typed.age),
        seen: typed.seen.parse().ok(),
    };
    match drafts::save(&ctx, place, typed).await {
        Ok(version) if scripted => Ok(text(StatusCode::OK, version.to_string())),
        Ok(_) => Ok(see_other(&format!("/groups/{}", standing.group.id))),
        // Nothing is wrong, and nothing was kept.
        Err(DraftError::Older) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(DraftError::TooLong) => {
            let refused = templates::text("composer-too-long");
            Ok(text(StatusCode::UNPROCESSABLE_ENTITY, refused))
        }
        Err(DraftError::Model(error)) => Err(error.into()),
    }
}

/// Puts into an empty composer what its user has begun there, on whatever device.
pub(super) async fn go_on(ctx: &AppContext, place: Place, composer: &mut ComposerView) -> Result<()> {
    if !composer.body.is_empty() || composer.error.is_some() {
        return Ok(());
    }
    let Some(draft) = drafts::of(&ctx.db, place).await? else {
        return Ok(());
    };
    let answers = composer.reply.is_none();
    // What a thread begins with all of it answers, which is not said.
    let reply_to = draft.reply_to_id.filter(|id| Some(*id) != place.thread);
    if answers && let Some(id) = reply_to {
        let original = messages::find_in(&ctx.db, place.group_id, id).await?;
        composer.reply = original.filter(Posted::is_live).as_ref().map(ReplyingView::from);
    }
    composer.begun = Some(BegunView {
        version: draft.typed_at,
        age: draft.age().as_millis(),
        answers: answers && composer.reply.is_some(),
    });
    composer.body = draft.body;
    Ok(())
}

pub fn routes() -> Routes {
    Routes::new().post("/groups/{id}/draft", update)
}
