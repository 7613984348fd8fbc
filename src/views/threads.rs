//! A thread: beside the timeline, or over it where there is no room.

use std::collections::HashSet;

use chrono_tz::Tz;
use serde::Serialize;

use super::{
    groups::ComposerView,
    messages::{RowView, permalink},
    shell::Shell,
};
use crate::models::{
    groups::Standing,
    messages::{Author, Posted, Quote, Thread},
};

/// `messages/_thread.html`: the inside of `#thread`.
#[derive(Debug, Serialize)]
pub struct ThreadView {
    pub group_id: i64,
    pub root: RowView,
    pub replies: Vec<RowView>,
    /// The number of the first reply shown, 0 where there is none.
    pub first_seq: i64,
    /// The last change of the group when this was read.
    pub last_seq: i64,
    pub epoch: String,
    /// Where the page before is.
    pub older: Option<String>,
    /// Where the page after is; `None` says that the replies reach the end.
    pub newer: Option<String>,
    /// Whether the reader may answer what the thread begins with.
    pub may_reply: bool,
    /// Where it is answered.
    pub composer: ComposerView,
}

/// The same alone, for a script.
#[derive(Debug, Serialize)]
pub struct ThreadFragment {
    pub shell: Shell,
    pub thread: ThreadView,
}

/// What a reply shows of the message that it answers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct QuoteView {
    /// Where it is; `None` if nothing is left of it.
    pub path: Option<String>,
    /// `None` for one that was deleted.
    pub author: Option<String>,
    pub author_id: Option<i64>,
    pub text: String,
    /// The reader has blocked its author.
    pub blocked: bool,
}

/// What the composer answers.
#[derive(Debug, Serialize)]
pub struct ReplyingView {
    pub id: i64,
    pub quote: QuoteView,
}

impl ThreadView {
    /// Marks the messages that mention its reader, and those that they keep.
    #[must_use]
    pub fn read_by(mut self, reader_id: i64, saved: &HashSet<i64>) -> Self {
        self.root.mark(reader_id, saved);
        self.replies.iter_mut().for_each(|row| row.mark(reader_id, saved));
        self
    }

    /// Folds what those have written whom its reader has blocked.
    #[must_use]
    pub fn without(mut self, blocked: &[i64]) -> Self {
        self.root.fold(blocked);
        self.replies.iter_mut().for_each(|row| row.fold(blocked));
        self
    }

    #[must_use]
    pub fn new(thread: &Thread, standing: &Standing, zone: Tz, composer: ComposerView) -> Self {
        let group_id = thread.group.id;
        let path = format!("/groups/{group_id}/messages/{}/thread", thread.root.message.id);
        let seq = |posted: Option<&Posted>| posted.map_or(0, |posted| posted.message.seq);
        let (first_seq, shown_to) = (seq(thread.replies.first()), seq(thread.replies.last()));
        let mut before: Option<&Posted> = None;
        let replies = thread.replies.iter().map(|posted| {
            let mut row = RowView::new(posted, before.map(|before| (before, false)), zone, None);
            // What all of them answer stands above.
            if posted.message.reply_to_id == Some(thread.root.message.id) {
                row.message.quote = None;
            }
            before = Some(posted);
            row
        });
        Self {
            group_id,
            root: RowView::new(&thread.root, None, zone, None),
            replies: replies.collect(),
            first_seq,
            last_seq: thread.group.last_seq,
            epoch: thread.epoch.clone(),
            older: thread.has_older.then(|| format!("{path}?before={first_seq}")),
            newer: thread.has_newer.then(|| format!("{path}?after={shown_to}")),
            may_reply: thread.root.is_live() && standing.may_post(),
            composer,
        }
    }
}

impl QuoteView {
    /// What a message of the group `group_id` quotes. What is deleted or gone says so and nothing else.
    #[must_use]
    pub fn new(group_id: i64, quote: &Quote) -> Self {
        let path = |id: &i64| Some(permalink(group_id, *id));
        match quote {
            Quote::Live {
                id,
                author: Author {
                    id: author_id, name, ..
                },
                excerpt,
            } => Self {
                path: path(id),
                author: Some(name.clone()),
                author_id: Some(*author_id),
                text: excerpt.clone(),
                blocked: false,
            },
            Quote::Deleted { id } => Self {
                path: path(id),
                ..Self::default()
            },
            Quote::Purged => Self::default(),
        }
    }
}

impl From<&Posted> for ReplyingView {
    fn from(posted: &Posted) -> Self {
        Self {
            id: posted.message.id,
            quote: QuoteView::new(posted.message.group_id, &posted.as_quote()),
        }
    }
}

/// The quote of a message, unless it is deleted itself.
#[must_use]
pub fn quote_of(posted: &Posted) -> Option<QuoteView> {
    let quote = posted.quote.as_ref().filter(|_| posted.is_live())?;
    Some(QuoteView::new(posted.message.group_id, quote))
}
