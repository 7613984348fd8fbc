//! Changing a message: its text, its end, the reactions to it; and what it said before.

use std::sync::Arc;

use axum::{
    Form,
    extract::{FromRequestParts, Query},
    http::{StatusCode, request::Parts},
};
use loco_rs::{controller::Routes, prelude::*};
use serde::{Deserialize, Serialize};

use super::{
    extractors::{CurrentMessage, CurrentUser, Scripted, Shared},
    messages::{Refusal, refuse, show_posted},
    respond::{page, text, vary},
    surroundings::{forbidden, header, sidebar},
};
use crate::{
    models::{
        messages::{self, Body, PostError, Posted, Revise},
        reactions, revisions,
        throttles::Throttles,
    },
    settings::Settings,
    views::{
        groups::{ComposerView, GroupView},
        messages::{EditMessagePage, permalink},
        revisions::{EmojiView, ReactPage, RevisionsPage, RevisionsView},
        shell::Shell,
        sidebar::Sidebar,
    },
};

#[derive(Debug, Deserialize)]
struct Text {
    body: String,
}

#[derive(Debug, Deserialize)]
struct Emoji {
    emoji: String,
}

/// Which of the earlier texts.
#[derive(Debug, Deserialize)]
struct Before {
    before: Option<i64>,
}

/// Which emoji.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sought {
    q: String,
}

/// `GET /groups/{id}/messages/{message_id}/revisions?before=…`: what it said before it was edited.
async fn index(changing: Changing, Query(Before { before }): Query<Before>) -> Result<Response> {
    let posted = &changing.message.posted;
    if !posted.is_live() {
        return Err(Error::NotFound);
    }
    let earlier = revisions::of(&changing.ctx.db, posted.message.id, before).await?;
    let Shared(site) = Shared::<Arc<Settings>>::find(&changing.ctx)?;
    let revisions = RevisionsView::new(posted, &earlier, before.is_none(), site.timezone);
    let (shell, group, sidebar) = changing.surroundings().await?;
    let data = RevisionsPage {
        shell,
        sidebar,
        group,
        revisions,
    };
    changing.show(
        ["messages/revisions_sheet.html", "messages/revisions.html"],
        &data,
    )
}

/// `GET /groups/{id}/messages/{message_id}/reactions/new?q=…`: every emoji that one may react with.
async fn choose(changing: Changing, Query(Sought { q }): Query<Sought>) -> Result<Response> {
    let posted = &changing.message.posted;
    if !posted.is_live() || !changing.message.standing.may_post() {
        return Err(forbidden());
    }
    let picker = EmojiView::new(posted, &q);
    let (shell, group, sidebar) = changing.surroundings().await?;
    let data = ReactPage {
        shell,
        sidebar,
        group,
        picker,
    };
    changing.show(["messages/react_sheet.html", "messages/react.html"], &data)
}

/// `GET /groups/{id}/messages/{message_id}/edit`: the form; for a script the text as it was written.
async fn edit(changing: Changing) -> Result<Response> {
    let posted = &changing.message.posted;
    if !posted.may_edit(changing.current.user.id) || !changing.message.standing.may_post() {
        return Err(forbidden());
    }
    let body = posted.message.body.clone();
    let response = if changing.scripted {
        text(StatusCode::OK, body)
    } else {
        changing.form(body, None).await?
    };
    Ok(vary(response))
}

/// `POST /groups/{id}/messages/{message_id}/edit`
async fn update(changing: Changing, Form(Text { body }): Form<Text>) -> Result<Response> {
    // What it forwards stays, whatever is said of it.
    let parsed = match &changing.message.posted.forward {
        Some(_) => Body::parse_beside_files(&body),
        None => Body::parse(&body),
    };
    let revised = match parsed {
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

/// `POST /groups/{id}/messages/{message_id}/pin`
async fn pin(changing: Changing) -> Result<Response> {
    changing.revise(Revise::Pin).await
}

/// `POST /groups/{id}/messages/{message_id}/pin/remove`
async fn unpin(changing: Changing) -> Result<Response> {
    changing.revise(Revise::Unpin).await
}

/// `POST /groups/{id}/messages/{message_id}/preview/remove`
async fn unpreview(changing: Changing) -> Result<Response> {
    changing.revise(Revise::Unpreview).await
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
        let place = permalink(group_id, id);
        show_posted(&self.ctx, posted, self.scripted, &place)
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

    /// What a page about the message has around it.
    async fn surroundings(&self) -> Result<(Shell, GroupView, Sidebar)> {
        let (group, _) = header(&self.ctx, &self.current, &self.message.standing).await?;
        let sidebar = sidebar(&self.ctx, &self.current, Some(group.id)).await?;
        Ok((Shell::new(Some(&self.current.user)), group, sidebar))
    }

    /// The sheet for a script, else the page.
    fn show(&self, [sheet, whole]: [&str; 2], data: &impl Serialize) -> Result<Response> {
        let template = if self.scripted { sheet } else { whole };
        Ok(vary(page(StatusCode::OK, template, data)?))
    }

    /// The form with what was typed.
    async fn form(&self, body: String, error: Option<&'static str>) -> Result<Response> {
        let (shell, group, sidebar) = self.surroundings().await?;
        let data = EditMessagePage {
            shell,
            sidebar,
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
        .post("/groups/{id}/messages/{message_id}/pin", pin)
        .post("/groups/{id}/messages/{message_id}/pin/remove", unpin)
        .post("/groups/{id}/messages/{message_id}/preview/remove", unpreview)
        .get("/groups/{id}/messages/{message_id}/revisions", index)
        .get("/groups/{id}/messages/{message_id}/reactions/new", choose)
        .post("/groups/{id}/messages/{message_id}/reactions", react)
        .post("/groups/{id}/messages/{message_id}/reactions/remove", unreact)
}
