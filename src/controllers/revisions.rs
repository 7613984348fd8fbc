//! Changing a message: its text, its end, the reactions to it.

use axum::{
    Form,
    extract::FromRequestParts,
    http::{HeaderValue, StatusCode, header, request::Parts},
};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentMessage, CurrentUser, Scripted, Shared},
    messages::{Refusal, refuse, show_posted},
    respond::{page, text},
    surroundings::{forbidden, header, sidebar},
};
use crate::{
    models::{
        messages::{self, Body, PostError, Posted, Revise},
        reactions,
        throttles::Throttles,
    },
    views::{groups::ComposerView, messages::EditMessagePage, shell::Shell},
};

#[derive(Debug, Deserialize)]
struct Text {
    body: String,
}

#[derive(Debug, Deserialize)]
struct Emoji {
    emoji: String,
}

/// `GET /groups/{id}/messages/{message_id}/edit`: the form; for a script the text as it was written.
async fn edit(changing: Changing) -> Result<Response> {
    let posted = &changing.message.posted;
    if !posted.may_edit(changing.current.user.id) || !changing.message.standing.may_post() {
        return Err(forbidden());
    }
    let body = posted.message.body.clone();
    let mut response = if changing.scripted {
        text(StatusCode::OK, body)
    } else {
        changing.form(body, None).await?
    };
    // One address, two answers.
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("hx-request"));
    Ok(response)
}

/// `POST /groups/{id}/messages/{message_id}/edit`
async fn update(changing: Changing, Form(Text { body }): Form<Text>) -> Result<Response> {
    let revised = match Body::parse(&body) {
        Ok(parsed) => changing.make(Revise::Edit(parsed)).await,
        Err(key) => Err(PostError::Refused(key)),
    };
    match revised {
        Ok(posted) => changing.answer(posted),
        Err(error) if changing.scripted => changing.refuse(error.try_into()?).await,
        Err(error) => {
            let refusal = Refusal::try_from(error)?;
            let form = changing.form(body, Some(refusal.key)).await?;
            Ok(refusal.on(form))
        }
    }
}

/// `POST /groups/{id}/messages/{message_id}/delete`
async fn delete(changing: Changing) -> Result<Response> {
    changing.revise(Revise::Delete).await
}

/// `POST /groups/{id}/messages/{message_id}/reactions`
async fn react(changing: Changing, Form(Emoji { emoji }): Form<Emoji>) -> Result<Response> {
    let emoji = reactions::emoji(&emoji).ok_or_else(unknown_emoji)?;
    changing.revise(Revise::React(emoji)).await
}

/// `POST /groups/{id}/messages/{message_id}/reactions/remove`
async fn unreact(changing: Changing, Form(Emoji { emoji }): Form<Emoji>) -> Result<Response> {
    let emoji = reactions::emoji(&emoji).ok_or_else(unknown_emoji)?;
    changing.revise(Revise::Unreact(emoji)).await
}

/// Somebody about to change a message.
struct Changing {
    ctx: AppContext,
    throttles: Throttles,
    current: CurrentUser,
    message: CurrentMessage,
    scripted: bool,
}

impl FromRequestParts<AppContext> for Changing {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, ctx: &AppContext) -> Result<Self> {
        Ok(Self {
            ctx: ctx.clone(),
            throttles: Shared::find(ctx)?.0,
            current: CurrentUser::from_request_parts(parts, ctx).await?,
            message: CurrentMessage::from_request_parts(parts, ctx).await?,
            scripted: Scripted::asks(&parts.headers),
        })
    }
}

impl Changing {
    async fn revise(self, what: Revise) -> Result<Response> {
        match self.make(what).await {
            Ok(posted) => self.answer(posted),
            Err(error) => self.refuse(error.try_into()?).await,
        }
    }

    /// The message after the change.
    async fn make(&self, what: Revise) -> Result<Posted, PostError> {
        let (standing, id) = (&self.message.standing, self.message.posted.message.id);
        let outcome =
            messages::revise(&self.ctx, &self.throttles, &self.current.user, standing, id, what).await?;
        Ok(outcome.posted())
    }

    fn answer(&self, posted: Posted) -> Result<Response> {
        // It may be an old one, which the newest window does not show.
        let (group_id, id) = (posted.message.group_id, posted.message.id);
        let place = format!("/groups/{group_id}/messages/{id}#message-{id}");
        show_posted(posted, self.scripted, &place)
    }

    async fn refuse(&self, refusal: Refusal) -> Result<Response> {
        refuse(
            &self.ctx,
            &self.current,
            &self.message.standing,
            self.scripted,
            Some(&self.message.posted),
            ComposerView::default(),
            refusal,
        )
        .await
    }

    /// The form with what was typed.
    async fn form(&self, body: String, error: Option<&'static str>) -> Result<Response> {
        let standing = &self.message.standing;
        let (group, _) = header(&self.ctx, &self.current, standing).await?;
        let data = EditMessagePage {
            shell: Shell::new(Some(&self.current.user)),
            sidebar: sidebar(&self.ctx, &self.current, Some(group.id)).await?,
            group,
            message_id: self.message.posted.message.id,
            body,
            error,
        };
        page(StatusCode::OK, "messages/edit.html", &data)
    }
}

fn unknown_emoji() -> Error {
    Error::BadRequest("not one emoji".to_owned())
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/groups/{id}/messages/{message_id}/edit", edit)
        .post("/groups/{id}/messages/{message_id}/edit", update)
        .post("/groups/{id}/messages/{message_id}/delete", delete)
        .post("/groups/{id}/messages/{message_id}/reactions", react)
        .post("/groups/{id}/messages/{message_id}/reactions/remove", unreact)
}
