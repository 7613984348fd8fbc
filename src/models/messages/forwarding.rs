//! Forwarding a message: a new one of whoever forwards it, with a copy of what it says and of its files.

use loco_rs::app::AppContext;

use super::{Body, NewMessage, Outcome, PostError, Posted, live, posting::check_key};
use crate::models::{
    attachments::{self, Attaching},
    forwards::Forward,
    groups::Standing,
    mentions,
    throttles::Throttles,
    users,
};

/// Posts what `source` says to the group of `to` as `user`, with a comment that may be empty. `from` says that
/// they may read it. `Ok` says that it is kept.
///
/// # Errors
/// [`PostError`]; nothing was written then.
pub async fn forward(
    ctx: &AppContext,
    throttles: &Throttles,
    user: &users::Model,
    (from, source): (&Standing, &Posted),
    to: &Standing,
    comment: &str,
    client_id: &str,
) -> Result<Outcome, PostError> {
    check_key(client_id)?;
    if !source.is_live() {
        return Err(PostError::Refused("message-deleted"));
    }
    let body = Body::parse_beside_files(comment).map_err(PostError::Refused)?;
    throttles.message(user.id).map_err(PostError::TooMany)?;
    let body = mentions::resolve(&ctx.db, to, body)
        .await
        .map_err(loco_rs::Error::from)?;
    let originals = attachments::all_of(&ctx.db, source.message.id).await;
    let originals = originals.map_err(loco_rs::Error::from)?;
    let copies = attachments::copy_all(ctx, throttles, user, &to.group, &originals).await?;
    let files = copies.iter().zip(&originals);
    let files: Vec<Attaching> = files
        .map(|(copy, file)| Attaching::new(copy.id, &file.alt))
        .collect();
    let message = NewMessage {
        group_id: to.group.id,
        author_id: user.id,
        client_id: client_id.to_owned(),
        body,
        attachments: files,
        reply_to: None,
        forward: Some(Box::new(Forward::of(source, &from.group))),
    };
    let outcome = live::journal(ctx)?.post(message).await;
    if !matches!(outcome, Ok(Outcome::New(_))) {
        take_back(ctx, &copies).await?;
    }
    Ok(outcome?)
}

async fn take_back(ctx: &AppContext, copies: &[attachments::Model]) -> Result<(), PostError> {
    let taken = attachments::take_back(ctx, copies).await;
    Ok(taken.map_err(loco_rs::Error::from)?)
}
