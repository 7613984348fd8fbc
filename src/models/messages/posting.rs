//! Posting a message: the one way in, whoever asks.

use std::sync::Arc;

use loco_rs::app::AppContext;

use super::{Body, JournalError, NewMessage, Outcome, live};
use crate::{
    models::{
        attachments::{self, Attaching, UploadError},
        groups::Standing,
        mentions, previews,
        shared::shared,
        throttles::Throttles,
        users,
    },
    settings::Settings,
};

/// Characters that a `client_id` may have.
const CLIENT_ID: std::ops::RangeInclusive<usize> = 8..=64;

/// Why a message was not posted.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The text can't be posted: the key of the text that says why.
    #[error("the text is refused: {0}")]
    Refused(&'static str),
    #[error("the client_id is not 8 to 64 letters, digits, dashes and underscores")]
    ClientId,
    /// Too many at once; seconds until the next may come.
    #[error("too many messages")]
    TooMany(u64),
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A file of what is forwarded can't be copied.
    #[error(transparent)]
    Upload(#[from] UploadError),
    #[error(transparent)]
    App(#[from] loco_rs::Error),
}

/// What somebody wants to post.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'a> {
    pub typed: &'a str,
    /// What is posted of it, where it is a command.
    pub instead: Option<&'a str>,
    pub client_id: &'a str,
    /// With files there may be no text.
    pub attachments: &'a [Attaching],
    /// The message that it answers.
    pub reply_to: Option<i64>,
}

/// Posts `draft` as `user`. `Ok` says that it is kept.
///
/// # Errors
/// [`PostError`]; nothing was written then.
pub async fn post(
    ctx: &AppContext,
    throttles: &Throttles,
    user: &users::Model,
    standing: &Standing,
    draft: Draft<'_>,
) -> Result<Outcome, PostError> {
    let Draft {
        typed,
        instead,
        client_id,
        attachments,
        reply_to,
    } = draft;
    check_key(client_id)?;
    let most = shared::<Arc<Settings>>(ctx)?.files.per_message;
    if most.is_some_and(|most| attachments.len() > most) {
        return Err(PostError::Refused("attachments-too-many"));
    }
    let text = instead.unwrap_or(typed);
    let body = if attachments.is_empty() {
        Body::parse(text)
    } else {
        Body::parse_beside_files(text)
    };
    let mut body = body.map_err(PostError::Refused)?;
    if instead.is_some() {
        body = body.by_command(typed);
    }
    throttles.message(user.id).map_err(PostError::TooMany)?;
    let body = mentions::resolve(&ctx.db, standing, body)
        .await
        .map_err(loco_rs::Error::from)?;
    let message = NewMessage {
        group_id: standing.group.id,
        author_id: user.id,
        client_id: client_id.to_owned(),
        body,
        attachments: attachments.to_vec(),
        reply_to,
        forward: None,
    };
    let outcome = live::journal(ctx)?.post(message).await?;
    match &outcome {
        Outcome::New(posted) => previews::ask(ctx, throttles, posted),
        Outcome::Repeated(_) => take_back(ctx, user, standing, attachments).await?,
    }
    Ok(outcome)
}

/// A form that is sent again brings its files again, which nobody needs twice.
async fn take_back(
    ctx: &AppContext,
    user: &users::Model,
    standing: &Standing,
    files: &[Attaching],
) -> Result<(), PostError> {
    let fresh = files.iter().filter(|file| file.digest.is_some());
    let fresh: Vec<i64> = fresh.map(|file| file.id).collect();
    let loose = attachments::unposted(&ctx.db, standing.group.id, user.id, &fresh).await;
    let loose = loose.map_err(loco_rs::Error::from)?;
    let taken = attachments::take_back(ctx, &loose).await;
    Ok(taken.map_err(loco_rs::Error::from)?)
}

/// # Errors
/// [`PostError::ClientId`]
pub(super) fn check_key(client_id: &str) -> Result<(), PostError> {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let is_one = CLIENT_ID.contains(&client_id.len()) && client_id.chars().all(safe);
    is_one.then_some(()).ok_or(PostError::ClientId)
}

/// A `client_id` for those who bring none.
#[must_use]
pub fn new_client_id() -> String {
    format!("{:032x}", rand::random::<u128>())
}
