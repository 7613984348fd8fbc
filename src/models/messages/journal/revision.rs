//! A change of one message, inside the transaction of its batch: edited, deleted, reacted to.

use chrono::{SubsecRound, Utc};
use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::Expr,
};
use serde_json::json;

use super::{JournalError, Posted};
use crate::models::{
    attachments::{self, Attached},
    audit_events::{Action, Audit},
    bookmarks, forwards,
    groups::Standing,
    mentions,
    messages::{Author, Body, Column, Entity},
    pins,
    previews::{self, Preview, pages},
    reactions, revisions,
};

/// A change of a message to be written.
#[derive(Debug, Clone)]
pub struct Revision {
    pub group_id: i64,
    pub message_id: i64,
    pub actor_id: i64,
    pub what: Revise,
}

/// What is done to a message. Done twice it is done once, so that whoever got no answer may ask again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revise {
    /// Its author says it differently.
    Edit(Body),
    /// Its text is gone for good, earlier ones, reactions and files too; its place stays.
    Delete,
    /// The same by an administrator to whom it was reported, wherever it is.
    TakeDown,
    /// With one of the emoji of [`reactions::emoji`].
    React(&'static str),
    Unreact(&'static str),
    /// Keeps it at hand for the group.
    Pin,
    Unpin,
    /// Shows what a link in it leads to. A worker does it, in the author's name.
    Preview(Box<pages::Model>),
    /// Shows nothing of the kind, now and later.
    Unpreview,
}

impl Revise {
    /// Whether it is to be done: not if it is so already.
    ///
    /// # Errors
    /// Where `standing` does not let the actor do it, or the message takes no such change.
    pub(super) fn may_change(
        &self,
        posted: &Posted,
        actor_id: i64,
        standing: &Standing,
    ) -> Result<bool, JournalError> {
        let message = &posted.message;
        let deleted = message.deleted_at.is_some();
        if message.line.is_some() {
            return Err(JournalError::Forbidden);
        }
        let changes = match self {
            Self::Delete | Self::Unpreview if !standing.may_delete(posted.author.id, actor_id) => {
                return Err(JournalError::Forbidden);
            }
            Self::Edit(_) if posted.author.id != actor_id => return Err(JournalError::Forbidden),
            // Whose right it is has been looked at, and nobody keeps what was reported by archiving the group.
            Self::TakeDown => return Ok(!deleted),
            Self::Delete => !deleted,
            _ if deleted => return Err(JournalError::Refused("message-deleted")),
            Self::Edit(body) => message.body != body.text,
            Self::React(emoji) => {
                let reacts = !has_reacted(posted, emoji, actor_id);
                if reacts && is_full(posted, emoji) {
                    return Err(JournalError::Refused("reactions-full"));
                }
                reacts
            }
            Self::Unreact(emoji) => has_reacted(posted, emoji, actor_id),
            Self::Pin | Self::Unpin if !standing.may_pin() => return Err(JournalError::Forbidden),
            Self::Pin => !posted.pinned,
            Self::Unpin => posted.pinned,
            Self::Preview(page) => {
                posted.preview == Preview::None && previews::is_linked(page, &message.html)
            }
            Self::Unpreview => posted.preview != Preview::Off,
        };
        if changes && standing.group.is_archived() {
            return Err(JournalError::Archived);
        }
        Ok(changes)
    }

    /// Makes it as the change `number` of the group, in the database and in `posted`.
    pub(super) async fn make(
        &self,
        txn: &impl ConnectionTrait,
        posted: &mut Posted,
        actor: &Author,
        number: i64,
    ) -> ModelResult<()> {
        // As exactly as PostgreSQL keeps it: what is told now is what will be read.
        let now = Utc::now().trunc_subsecs(6).fixed_offset();
        let message = &mut posted.message;
        let id = message.id;
        message.version = number;
        let mut update = Entity::update_many()
            .col_expr(Column::Version, Expr::value(number))
            .filter(Column::Id.eq(id));
        match self {
            Self::Edit(body) => {
                let before = revisions::ActiveModel {
                    id: NotSet,
                    message_id: Set(id),
                    body: Set(std::mem::replace(&mut message.body, body.text.clone())),
                    html: Set(std::mem::replace(&mut message.html, body.html.clone())),
                    created_at: Set(message.edited_at.replace(now).unwrap_or(message.created_at)),
                };
                revisions::Entity::insert(before)
                    .exec_without_returning(txn)
                    .await?;
                mentions::change(txn, (&*message).into(), &body.mentions).await?;
                update = update
                    .col_expr(Column::Body, Expr::value(&body.text))
                    .col_expr(Column::Html, Expr::value(&body.html))
                    .col_expr(Column::EditedAt, Expr::value(now));
                previews::reconsider(txn, message, &mut posted.preview).await?;
            }
            Self::Delete | Self::TakeDown => {
                message.deleted_at = Some(now);
                empty(posted);
                update = update
                    .col_expr(Column::Body, Expr::value(""))
                    .col_expr(Column::Html, Expr::value(""))
                    .col_expr(Column::RequestHash, Expr::value(""))
                    .col_expr(Column::DeletedAt, Expr::value(now));
                forget(txn, id).await?;
                mentions::change(txn, (&posted.message).into(), &[]).await?;
                Audit::new(Action::MessageDeleted)
                    .by(actor.id)
                    .user(posted.author.id)
                    .group(posted.message.group_id)
                    .with(json!({ "message": id }))
                    .record(txn)
                    .await?;
            }
            Self::React(emoji) => {
                reactions::add(&mut posted.reactions, emoji, actor.clone());
                let reaction = reactions::ActiveModel {
                    id: NotSet,
                    message_id: Set(id),
                    user_id: Set(actor.id),
                    emoji: Set((*emoji).to_owned()),
                    created_at: Set(now),
                };
                reactions::Entity::insert(reaction)
                    .exec_without_returning(txn)
                    .await?;
            }
            Self::Unreact(emoji) => {
                reactions::Entity::delete_many()
                    .filter(reactions::Column::MessageId.eq(id))
                    .filter(reactions::Column::UserId.eq(actor.id))
                    .filter(reactions::Column::Emoji.eq(*emoji))
                    .exec(txn)
                    .await?;
                // Without the first of them an emoji has another place.
                posted.reactions = reactions::of(txn, [id]).await?.remove(&id).unwrap_or_default();
            }
            Self::Pin => {
                posted.pinned = true;
                let pin = pins::ActiveModel {
                    id: NotSet,
                    message_id: Set(id),
                    group_id: Set(message.group_id),
                    user_id: Set(actor.id),
                    created_at: Set(now),
                };
                pins::Entity::insert(pin).exec_without_returning(txn).await?;
            }
            Self::Unpin => {
                posted.pinned = false;
                unpin(txn, id).await?;
            }
            Self::Preview(page) => {
                posted.preview = Preview::Of(page.clone());
                previews::set(txn, id, Some(page.id)).await?;
            }
            Self::Unpreview => {
                posted.preview = Preview::Off;
                previews::set(txn, id, None).await?;
            }
        }
        update.exec(txn).await?;
        Ok(())
    }

    /// Whether others notice it as something said to them. Taking back is no saying.
    pub(super) fn speaks(&self) -> bool {
        matches!(self, Self::Edit(_) | Self::React(_) | Self::Pin)
    }

    /// Whether who does it takes part in the group by it, as by writing.
    pub(super) fn joins(&self) -> bool {
        matches!(self, Self::React(_))
    }
}

/// Takes all from a message but its place.
fn empty(posted: &mut Posted) {
    let message = &mut posted.message;
    message.body.clear();
    message.html.clear();
    // From it a short text could be found by trying.
    message.request_hash.clear();
    posted.reactions.clear();
    posted.pinned = false;
    posted.attachments = Attached::default();
    posted.preview = Preview::None;
    posted.forward = None;
}

/// Deletes what hangs on a message.
async fn forget(txn: &impl ConnectionTrait, message_id: i64) -> ModelResult<()> {
    revisions::Entity::delete_many()
        .filter(revisions::Column::MessageId.eq(message_id))
        .exec(txn)
        .await?;
    reactions::Entity::delete_many()
        .filter(reactions::Column::MessageId.eq(message_id))
        .exec(txn)
        .await?;
    attachments::Entity::delete_many()
        .filter(attachments::Column::MessageId.eq(message_id))
        .exec(txn)
        .await?;
    forwards::Entity::delete_many()
        .filter(forwards::Column::MessageId.eq(message_id))
        .exec(txn)
        .await?;
    bookmarks::Entity::delete_many()
        .filter(bookmarks::Column::MessageId.eq(message_id))
        .exec(txn)
        .await?;
    previews::remove(txn, message_id).await?;
    unpin(txn, message_id).await
}

async fn unpin(txn: &impl ConnectionTrait, message_id: i64) -> ModelResult<()> {
    pins::Entity::delete_many()
        .filter(pins::Column::MessageId.eq(message_id))
        .exec(txn)
        .await?;
    Ok(())
}

fn has_reacted(posted: &Posted, emoji: &str, user_id: i64) -> bool {
    let mut reactions = posted.reactions.iter();
    reactions.any(|reaction| reaction.emoji == emoji && reaction.by.iter().any(|author| author.id == user_id))
}

/// Whether a message takes no further reaction with this emoji.
fn is_full(posted: &Posted, emoji: &str) -> bool {
    let known = posted.reactions.iter().any(|reaction| reaction.emoji == emoji);
    let all: usize = posted.reactions.iter().map(|reaction| reaction.by.len()).sum();
    all >= reactions::MOST || (!known && posted.reactions.len() >= reactions::KINDS)
}
