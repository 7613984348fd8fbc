//! Changing a message: edited, deleted, reacted to; the one way in, whoever asks.

use loco_rs::app::AppContext;

use super::{Outcome, PostError, Revise, Revision, live};
use crate::models::{attachments, groups::Standing, mentions, previews, throttles::Throttles, users};

/// Changes the message `message_id` of the group as `user`. `Ok` says that it is kept.
///
/// # Errors
/// [`PostError`]; nothing was changed then.
pub async fn revise(
    ctx: &AppContext,
    throttles: &Throttles,
    user: &users::Model,
    standing: &Standing,
    message_id: i64,
    mut what: Revise,
) -> Result<Outcome, PostError> {
    throttles.revision(user.id).map_err(PostError::TooMany)?;
    if let Revise::Edit(body) = what {
        let body = mentions::resolve(&ctx.db, standing, body).await;
        what = Revise::Edit(body.map_err(loco_rs::Error::from)?);
    }
    let revision = Revision {
        group_id: standing.group.id,
        message_id,
        actor_id: user.id,
        what,
    };
    let journal = live::journal(ctx)?;
    if revision.what != Revise::Delete {
        let is_edit = matches!(revision.what, Revise::Edit(_));
        let outcome = journal.revise(revision).await?;
        if let (Outcome::New(posted), true) = (&outcome, is_edit) {
            previews::ask(ctx, throttles, posted);
        }
        return Ok(outcome);
    }
    let files = attachments::keys_of(&ctx.db, [message_id]).await;
    let files = files.map_err(loco_rs::Error::from)?;
    let outcome = journal.revise(revision).await?;
    attachments::discard(&ctx.storage, files).await;
    Ok(outcome)
}
