//! Posting a message, and the address of one.

use std::sync::Arc;

use axum::{
    extract::{Query, Request},
    http::StatusCode,
    response::Html,
};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    composing::Composing,
    extractors::{CurrentGroup, CurrentMessage, CurrentUser, Scripted, Shared},
    groups::show_window,
    respond::{page, retry_after, see_other, text},
    surroundings::forbidden,
};
use crate::{
    models::{
        attachments::{self, Attaching, UploadError},
        commands::{self, Done},
        drafts::{self, Place},
        groups::Standing,
        messages::{self, Draft, JournalError, Outcome, Position, PostError, Posted, Window},
        throttles::Throttles,
        unread,
    },
    settings::Settings,
    views::{
        attachments::{FileView, readable},
        commands::{ToldFrame, ToldView},
        frames::HtmlFrames,
        groups::ComposerView,
        templates,
        threads::ReplyingView,
    },
};

/// How a message is shown: `?reply=1` for who is about to answer it, without script.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answering {
    reply: Option<String>,
}

/// `POST /groups/{id}/messages`
async fn create(
    State(ctx): State<AppContext>,
    Shared(throttles): Shared<Throttles>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    Scripted(scripted): Scripted,
    request: Request,
) -> Result<Response> {
    let composing = Composing {
        ctx: &ctx,
        throttles: &throttles,
        user: &current.user,
        group: &standing.group,
    };
    let form = match composing.read(request).await {
        Ok(form) => form,
        Err(response) => return Ok(response),
    };
    let client_id = form.client_id.filter(|id| !id.is_empty());
    let client_id = client_id.unwrap_or_else(messages::new_client_id);
    let draft = Draft {
        typed: &form.body,
        instead: None,
        client_id: &client_id,
        attachments: &form.attachments,
        reply_to: form.reply_to,
    };
    let said = match form.refused {
        Some(error) => Err(Refusal::try_from(error)?),
        None => match say(&ctx, &throttles, &current, &standing, draft).await {
            Ok(said) => Ok(said),
            Err(error) => Err(Refusal::try_from(error)?),
        },
    };
    if let (Ok(_), Some(seen)) = (&said, form.draft) {
        let place = Place {
            user_id: current.user.id,
            group_id: standing.group.id,
            thread: form.thread,
        };
        // The message is kept, whatever becomes of its draft.
        if let Err(error) = drafts::sent(&ctx, place, &form.body, seen).await {
            tracing::warn!(%error, "a draft was sent and not cleared");
        }
    }
    match said {
        Ok(Said::Done(done)) => show_done(&ctx, &current, standing, scripted, &client_id, &done).await,
        Ok(Said::Posted(outcome)) => {
            let posted = outcome.posted();
            // A script says itself what it has shown.
            if !scripted && let Err(error) = unread::answered(&ctx, &posted.message).await {
                tracing::warn!(%error, "what was answered was not marked as read");
            }
            let (group_id, id) = (posted.message.group_id, posted.message.id);
            let place = match form.thread {
                Some(root) => format!("/groups/{group_id}/messages/{root}/thread#thread-message-{id}"),
                None => format!("/groups/{group_id}#message-{id}"),
            };
            show_posted(&ctx, posted, scripted, &place)
        }
        Err(refusal) => {
            let original = match form.reply_to {
                Some(id) => messages::find_in(&ctx.db, standing.group.id, id).await?,
                None => None,
            };
            let composer = ComposerView {
                // One that can't be answered any more is not asked for again; what a thread begins with is known.
                reply: original
                    .filter(|posted| posted.is_live() && form.thread != Some(posted.message.id))
                    .as_ref()
                    .map(ReplyingView::from),
                thread: form.thread,
                files: files_of(&ctx, &current, &standing, &form.attachments).await?,
                body: form.body,
                client_id,
                ..ComposerView::default()
            };
            refuse(&ctx, &current, &standing, scripted, None, composer, refusal).await
        }
    }
}

/// What became of what somebody wrote.
enum Said {
    Posted(Box<Outcome>),
    /// It was a command.
    Done(Done),
}

async fn say(
    ctx: &AppContext,
    throttles: &Throttles,
    current: &CurrentUser,
    standing: &Standing,
    draft: Draft<'_>,
) -> std::result::Result<Said, PostError> {
    let user = &current.user;
    let instead = match commands::run(ctx, throttles, user, standing, draft).await? {
        None => None,
        Some(Done::Post(text)) => Some(text),
        Some(done) => return Ok(Said::Done(done)),
    };
    let draft = Draft {
        instead: instead.as_deref(),
        ..draft
    };
    let outcome = messages::post(ctx, throttles, user, standing, draft).await?;
    Ok(Said::Posted(Box::new(outcome)))
}

/// Tells the sender of a command, and nobody else, what it did.
async fn show_done(
    ctx: &AppContext,
    current: &CurrentUser,
    standing: Standing,
    scripted: bool,
    client_id: &str,
    done: &Done,
) -> Result<Response> {
    let told = ToldView::new(&standing, done);
    if scripted {
        let frame = ToldFrame::new(client_id, told);
        return page(StatusCode::OK, "commands/_frame.html", &frame);
    }
    if matches!(done, Done::Left) {
        return Ok(see_other("/groups"));
    }
    let composer = ComposerView {
        told: Some(told),
        ..ComposerView::default()
    };
    // It may have changed the group.
    let standing = Standing::find(&ctx.db, &current.user, standing.group.id).await?;
    let window = Window::read(&ctx.db, standing.group.id, Position::Newest).await?;
    show_window(ctx, current, &standing, &window, None, composer).await
}

/// Those of these files that wait to be posted, as the composer shows them again.
pub(super) async fn files_of(
    ctx: &AppContext,
    current: &CurrentUser,
    standing: &Standing,
    attachments: &[Attaching],
) -> Result<Vec<FileView>> {
    let ids: Vec<i64> = attachments.iter().map(|file| file.id).collect();
    let files = attachments::unposted(&ctx.db, standing.group.id, current.user.id, &ids).await?;
    let view = |file: &attachments::Model| {
        let described = attachments.iter().find(|described| described.id == file.id);
        FileView {
            alt: described
                .map(|described| described.alt.clone())
                .unwrap_or_default(),
            ..FileView::from(file)
        }
    };
    Ok(files.iter().map(view).collect())
}

/// `GET /groups/{id}/messages/{message_id}`: the timeline around it.
async fn show(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    CurrentMessage { standing, posted }: CurrentMessage,
    Query(answering): Query<Answering>,
) -> Result<Response> {
    let answers = answering.reply.is_some() && posted.is_live();
    let composer = ComposerView {
        reply: answers.then(|| ReplyingView::from(&posted)),
        ..ComposerView::default()
    };
    let around = Position::Around(posted.message.seq);
    let window = Window::read(&ctx.db, standing.group.id, around).await?;
    show_window(&ctx, &current, &standing, &window, Some(&posted), composer).await
}

/// A message after what was asked: at its `place`; to a script the frame that everybody gets.
pub(super) fn show_posted(ctx: &AppContext, posted: Posted, scripted: bool, place: &str) -> Result<Response> {
    let Posted { message, .. } = &posted;
    let (group_id, version) = (message.group_id, message.version);
    if !scripted {
        return Ok(see_other(place));
    }
    let frames = Shared::<HtmlFrames>::find(ctx)?;
    let frame = frames.messages(group_id, version - 1, version, &[posted])?;
    Ok(Html(frame.bytes().clone()).into_response())
}

/// How a refused post or change is answered.
pub(super) struct Refusal {
    pub status: StatusCode,
    /// The text that says why.
    pub key: &'static str,
    /// Seconds until it is worth trying again.
    pub retry: Option<u64>,
    /// Whether the key of the post stays good, so that trying again can't double it.
    keeps_key: bool,
}

impl Refusal {
    /// The key that the next try comes with.
    pub(super) fn key_for(&self, client_id: String) -> String {
        if self.keeps_key {
            client_id
        } else {
            messages::new_client_id()
        }
    }

    /// Puts it on the page that says why.
    pub(super) fn on(&self, mut page: Response) -> Response {
        *page.status_mut() = self.status;
        self.retry.into_iter().fold(page, retry_after)
    }
}

impl TryFrom<PostError> for Refusal {
    type Error = Error;

    /// # Errors
    /// What is no refusal but an error of its own.
    fn try_from(error: PostError) -> Result<Self> {
        let (status, key, retry, keeps_key) = match error {
            PostError::Refused(key) => (StatusCode::UNPROCESSABLE_ENTITY, key, None, false),
            PostError::ClientId => (StatusCode::BAD_REQUEST, "error-400-text", None, false),
            PostError::TooMany(wait) => (
                StatusCode::TOO_MANY_REQUESTS,
                "composer-too-many",
                Some(wait),
                true,
            ),
            PostError::Journal(JournalError::Busy) => {
                (StatusCode::SERVICE_UNAVAILABLE, "composer-busy", Some(1), true)
            }
            // It may have been written all the same, if the database failed after the commit.
            PostError::Journal(JournalError::Storage(_)) => {
                (StatusCode::SERVICE_UNAVAILABLE, "composer-busy", Some(5), true)
            }
            PostError::Journal(JournalError::Conflict) => {
                (StatusCode::CONFLICT, "composer-conflict", None, false)
            }
            PostError::Journal(JournalError::Archived) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "composer-archived", None, true)
            }
            PostError::Journal(JournalError::Refused(key)) => {
                (StatusCode::UNPROCESSABLE_ENTITY, key, None, true)
            }
            PostError::Journal(JournalError::Forbidden) => return Err(forbidden()),
            PostError::Journal(JournalError::NotFound) => return Err(Error::NotFound),
            PostError::Upload(error) => return Self::try_from(error),
            PostError::App(error) => return Err(error),
        };
        Ok(Self {
            status,
            key,
            retry,
            keeps_key,
        })
    }
}

impl TryFrom<UploadError> for Refusal {
    type Error = Error;

    /// # Errors
    /// What is no refusal but an error of its own.
    fn try_from(error: UploadError) -> Result<Self> {
        let (status, key, retry) = match error {
            UploadError::Refused(key) => (StatusCode::UNPROCESSABLE_ENTITY, key, None),
            UploadError::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "attachment-too-large", None),
            UploadError::TooMany(wait) => (StatusCode::TOO_MANY_REQUESTS, "attachment-too-many", Some(wait)),
            UploadError::Model(_) | UploadError::Storage(_) | UploadError::Io(_) => {
                tracing::error!(%error, "a file could not be stored");
                (StatusCode::SERVICE_UNAVAILABLE, "attachment-failed", Some(5))
            }
            UploadError::App(error) => return Err(error),
        };
        Ok(Self {
            status,
            key,
            retry,
            keeps_key: true,
        })
    }
}

/// Says why beside the field, and gives back what was typed; around the message that was to be changed, if there is one.
pub(super) async fn refuse(
    ctx: &AppContext,
    current: &CurrentUser,
    standing: &Standing,
    scripted: bool,
    around: Option<&Posted>,
    mut composer: ComposerView,
    refusal: Refusal,
) -> Result<Response> {
    let response = if scripted {
        let Shared(site) = Shared::<Arc<Settings>>::find(ctx)?;
        let (limit, most) = (
            readable(site.files.largest),
            site.files.per_message.unwrap_or_default(),
        );
        let told = [("limit", &*limit), ("most", &most.to_string())];
        text(refusal.status, templates::text_with(refusal.key, &told))
    } else {
        composer.error = Some(refusal.key);
        if !refusal.keeps_key {
            composer.client_id = messages::new_client_id();
        }
        let position = around.map_or(Position::Newest, |posted| Position::Around(posted.message.seq));
        let window = Window::read(&ctx.db, standing.group.id, position).await?;
        show_window(ctx, current, standing, &window, around, composer).await?
    };
    Ok(refusal.on(response))
}

pub fn routes() -> Routes {
    Routes::new()
        .post("/groups/{id}/messages", create)
        .get("/groups/{id}/messages/{message_id}", show)
}
