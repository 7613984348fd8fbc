//! Lines of the system: what happened to a group, told in its timeline.

use sea_orm::ActiveValue::{NotSet, Set};
use serde::{Deserialize, Serialize};

use super::{ActiveModel, Model, new_client_id};
use crate::models::users;

/// What happened. The actor is the message's author; names are kept as they were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "kebab-case")]
pub enum Line {
    /// The group was made.
    Created {
        name: String,
    },
    Joined,
    Left,
    /// `people` are the first of `count`.
    Added {
        people: Vec<String>,
        count: usize,
    },
    Removed {
        name: String,
    },
    Banned {
        name: String,
    },
    Moderator {
        name: String,
    },
    Member {
        name: String,
    },
    Owner {
        name: String,
    },
    /// The actor gave the ownership away.
    HandedOver {
        name: String,
    },
    Renamed {
        name: String,
    },
    Topic {
        topic: String,
    },
    TopicCleared,
    Archived,
    Restored,
    // lines-inject (do not remove)
}

/// Names that the line of an addition gives; the others are counted.
const NAMED: usize = 3;

impl Line {
    /// The line of an addition.
    #[must_use]
    pub fn added<'a>(people: impl IntoIterator<Item = &'a users::Model>) -> Self {
        let mut people = people.into_iter();
        let named: Vec<String> = people
            .by_ref()
            .take(NAMED)
            .map(|user| user.username.clone())
            .collect();
        Self::Added {
            count: named.len() + people.count(),
            people: named,
        }
    }

    /// The line of a message, `None` for what a person wrote.
    #[must_use]
    pub fn of(message: &Model) -> Option<Self> {
        message.line.as_ref()?;
        serde_json::from_str(&message.body).ok()
    }

    /// The same with `name` in place of somebody of this username; `None` where it says nothing of them.
    pub(in crate::models) fn without(&self, username: &str, name: &str) -> Option<Self> {
        let mut line = self.clone();
        let named: Vec<&mut String> = match &mut line {
            Self::Added { people, .. } => people.iter_mut().collect(),
            Self::Removed { name }
            | Self::Banned { name }
            | Self::Moderator { name }
            | Self::Member { name }
            | Self::Owner { name }
            | Self::HandedOver { name } => vec![name],
            // What a group is called, or what a channel tells, names nobody.
            _ => Vec::new(),
        };
        let mut is_named = false;
        for said in named.into_iter().filter(|said| *said == username) {
            name.clone_into(said);
            is_named = true;
        }
        is_named.then_some(line)
    }

    /// The row of this line as the change `seq` of a group.
    pub(in crate::models) fn row(&self, group_id: i64, actor_id: i64, seq: i64) -> ActiveModel {
        let now = chrono::Utc::now().fixed_offset();
        let client_id = new_client_id();
        ActiveModel {
            id: NotSet,
            group_id: Set(group_id),
            author_id: Set(actor_id),
            seq: Set(seq),
            version: Set(seq),
            // Nobody sends it twice: there is no request to compare.
            request_hash: Set(client_id.clone()),
            client_id: Set(client_id),
            line: Set(Some(self.name().to_owned())),
            body: Set(serde_json::to_string(self).unwrap_or_default()),
            html: Set(String::new()),
            created_at: Set(now),
            edited_at: Set(None),
            deleted_at: Set(None),
            reply_to_id: Set(None),
            thread_id: Set(None),
            replies: Set(0),
        }
    }

    /// Its name in the database, and of its text.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Created { .. } => "created",
            Self::Joined => "joined",
            Self::Left => "left",
            Self::Added { .. } => "added",
            Self::Removed { .. } => "removed",
            Self::Banned { .. } => "banned",
            Self::Moderator { .. } => "moderator",
            Self::Member { .. } => "member",
            Self::Owner { .. } => "owner",
            Self::HandedOver { .. } => "handed-over",
            Self::Renamed { .. } => "renamed",
            Self::Topic { .. } => "topic",
            Self::TopicCleared => "topic-cleared",
            Self::Archived => "archived",
            Self::Restored => "restored",
            // names-inject (do not remove)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        for line in [
            Line::Created {
                name: "a \"b\"".to_owned(),
            },
            Line::HandedOver {
                name: "Sam".to_owned(),
            },
            Line::Added {
                people: vec!["天气".to_owned()],
                count: 3,
            },
            Line::TopicCleared,
        ] {
            let json = serde_json::to_string(&line).expect("JSON");
            assert!(json.contains(&format!("\"line\":\"{}\"", line.name())), "{json}");
            assert_eq!(serde_json::from_str::<Line>(&json).expect("a line"), line);
        }
    }
}
