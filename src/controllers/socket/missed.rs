//! Reads what a page has missed, for the session loop.

use loco_rs::prelude::*;

use crate::{
    channels::{Catchup, Cursor, Frame, Source},
    models::{
        groups::Standing,
        languages::Language,
        messages::{Changes, PAGE, Posted},
        sessions,
    },
    views::{frames::HtmlFrames, language},
};

/// Reads what a page has missed, if it may still be here.
pub(super) struct Missed {
    /// And no more of the context, whose configuration would be kept once for each socket.
    pub db: DatabaseConnection,
    /// `None` for a page without a conversation, which has nothing to catch up with.
    pub group_id: Option<i64>,
    /// The group that such a page shows something of.
    pub beside: Option<i64>,
    pub session_id: i64,
    pub frames: HtmlFrames,
    pub language: Language,
}

impl Source for Missed {
    async fn catch_up(&self, cursor: &Cursor) -> Catchup {
        self.read(cursor).await.unwrap_or_else(|error| match error {
            Error::NotFound | Error::Model(ModelError::EntityNotFound) => Catchup::Forbidden,
            error => {
                tracing::error!(%error, group.id = ?self.group_id, "what a page missed could not be read");
                Catchup::Unavailable
            }
        })
    }
}

impl Missed {
    async fn read(&self, cursor: &Cursor) -> Result<Catchup> {
        let db = &self.db;
        let user = sessions::active_user(db, self.session_id)
            .await?
            .ok_or(Error::NotFound)?;
        if let Some(group_id) = self.beside {
            Standing::find(db, &user, group_id).await?;
        }
        let Some(group_id) = self.group_id else {
            let frames = Vec::new();
            return Ok(Catchup::Replay { to: 0, frames });
        };
        Ok(
            match Changes::read(db, &user, group_id, cursor.since, &cursor.epoch).await? {
                Changes::Reset { epoch, last_seq } => Catchup::Reset { epoch, last_seq },
                Changes::Since { from, to, messages } => Catchup::Replay {
                    to,
                    frames: language::within(self.language, || {
                        frames_of(&self.frames, group_id, from, to, &messages)
                    })?,
                },
            },
        )
    }
}

/// A page of changes a frame, their spans joined from `from` to `to`.
fn frames_of(
    html: &HtmlFrames,
    group_id: i64,
    mut from: i64,
    to: i64,
    messages: &[Posted],
) -> Result<Vec<Frame>> {
    let size = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let pages = messages.len().div_ceil(size);
    let mut frames = Vec::with_capacity(pages);
    for (index, page) in messages.chunks(size).enumerate() {
        let last = page.last().map_or(to, |posted| posted.message.version);
        let end = if index + 1 == pages { to } else { last };
        frames.push(html.messages(group_id, from, end, page)?);
        from = end;
    }
    // Numbers without a message left to show: the cursor moves on all the same.
    if from < to {
        frames.push(html.messages(group_id, from, to, &[])?);
    }
    Ok(frames)
}
