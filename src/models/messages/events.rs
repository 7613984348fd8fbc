//! What happened in a group, with all that it takes to show it.

use crate::channels::Seen;
use crate::models::{
    attachments::Attached, forwards::Forward, previews::Preview, reactions::Reaction, users,
};

/// A message as it is now, with its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    pub message: super::Model,
    pub author: Author,
    pub reactions: Vec<Reaction>,
    pub pinned: bool,
    /// In order.
    pub attachments: Attached,
    pub preview: Preview,
    /// What it answers.
    pub quote: Option<super::Quote>,
    /// What it forwards besides what it says.
    pub forward: Option<Forward>,
}

impl Posted {
    /// Whether this user may say it differently.
    #[must_use]
    pub fn may_edit(&self, user_id: i64) -> bool {
        self.author.id == user_id && self.is_live()
    }

    /// As a reply shows it.
    #[must_use]
    pub fn as_quote(&self) -> super::Quote {
        super::Quote::of(self)
    }

    /// Whether what is unread may be other for it: not by a reaction.
    #[must_use]
    pub fn counts(&self) -> bool {
        let Self { message, .. } = self;
        let is_new = message.version == message.seq;
        message.line.is_none() && (is_new || message.edited_at.is_some() || message.deleted_at.is_some())
    }

    /// Whether it is somebody's and not deleted.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.message.line.is_none() && self.message.deleted_at.is_none()
    }

    /// Whether a thread begins with it, or can.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.is_live() && self.message.thread_id.is_none()
    }
}

/// What a timeline shows of a user.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Author {
    pub id: i64,
    pub username: String,
    /// The name that is shown.
    pub name: String,
    /// The key of their picture.
    pub picture: Option<String>,
}

/// An author's id, username, display name and picture, as a query selects them.
pub(in crate::models) type Face = (i64, String, Option<String>, Option<String>);

impl From<Face> for Author {
    fn from((id, username, display_name, picture): Face) -> Self {
        Self {
            id,
            name: display_name.unwrap_or_else(|| username.clone()),
            username,
            picture,
        }
    }
}

impl From<&users::Model> for Author {
    fn from(user: &users::Model) -> Self {
        Self {
            id: user.id,
            username: user.username.clone(),
            name: user.name().to_owned(),
            picture: user.picture.clone(),
        }
    }
}

/// One thing to deliver, complete: whoever encodes it asks nobody.
#[derive(Debug, Clone)]
pub enum Event {
    /// The changes of `group_id` with `from < number <= to`, each message once, in its state after them.
    Messages {
        group_id: i64,
        from: i64,
        to: i64,
        messages: Vec<Posted>,
    },
    /// Messages of the group have been purged by the change `last_seq`: pages read their window again.
    Reset {
        epoch: String,
        last_seq: i64,
    },
    /// The groups of whoever hears it, or the open group's name and members, have changed: pages fetch them
    /// within so many milliseconds.
    Groups {
        within: u64,
    },
    /// What whoever hears it has not read is other than it was: pages ask within so many milliseconds. `seen` says
    /// that they have read so far themself.
    Unread {
        within: u64,
        seen: Option<Seen>,
    },
    // So many members the group has now.
    Members {
        count: u64,
    },
    /// What the channel of this name tells of has changed: pages that show it ask for it.
    Heard(&'static str),
    // events-inject (do not remove)
}
