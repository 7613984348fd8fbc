//! The encoding of an event into one frame, the same for all who read a language and for the answer to a post.

use std::sync::Arc;

use loco_rs::Result;
use quick_cache::{Weighter, sync::Cache};
use serde::Serialize;

use super::{groups::PeopleView, language, messages::MessageView, templates};
use crate::{
    channels::{Edition, Encode, Frame, Notice, Roll, Span, Topic},
    models::{
        languages::Language,
        messages::{Author, Event, Posted, Quote},
    },
};

// frames-module (do not remove)

/// Bytes of rendered messages that are kept.
const KEPT: u64 = 16 * 1024 * 1024;

/// How many messages that is, if they are as long as most.
const EXPECTED: usize = 8192;

/// One version of one message in one language, and what changes about it without a new one: a purge takes what it
/// answers, and whoever it shows takes another name or picture, or is gone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    language: Language,
    group_id: i64,
    version: i64,
    thread_id: Option<i64>,
    replies: i64,
    quote: Option<Quote>,
    author: Author,
    /// Who else is named in it.
    named: Vec<String>,
}

/// Encodes for HTMX: `<hx-partial>` elements.
///
/// Each version of a message is rendered once in a language, for its sockets, for the answer to its author and for those who
/// missed it, who come all at once after a restart. Cloning shares what has been rendered.
#[derive(Clone)]
pub struct HtmlFrames(Arc<Cache<Key, Arc<str>, Bytes>>);

#[derive(Clone)]
struct Bytes;

/// `messages/_frame.html`
#[derive(Debug, Serialize)]
struct MessagesFrame {
    group_id: i64,
    from: i64,
    to: i64,
    /// Each an `<li>`.
    rows: Vec<Arc<str>>,
}

/// `messages/_message.html`
#[derive(Debug, Serialize)]
struct MessageRow {
    message: MessageView,
}

/// `groups/_presence_frame.html`
#[derive(Debug, Serialize)]
struct PresenceFrame {
    people_view: PeopleView,
}

/// `groups/_count_frame.html`
#[derive(Debug, Serialize)]
struct CountFrame {
    count: u64,
}

impl Encode<Event> for HtmlFrames {
    fn span(&self, event: &Event) -> Option<Span> {
        match event {
            Event::Messages { from, to, .. } => Some(Span { from: *from, to: *to }),
            Event::Reset { last_seq, .. } => Some(Span {
                from: last_seq - 1,
                to: *last_seq,
            }),
            // Beside the timeline.
            _ => None,
        }
    }

    fn event(&self, event: &Event, edition: Edition) -> Frame {
        language::within(edition.into(), || match event {
            Event::Messages {
                group_id,
                from,
                to,
                messages,
            } => or_nothing(self.messages(*group_id, *from, *to, messages)),
            Event::Reset { epoch, last_seq } => Notice::Reset {
                epoch,
                last_seq: *last_seq,
            }
            .frame(),
            Event::Groups { within } => Notice::Groups { within: *within }.frame(),
            Event::Unread { within, seen } => Notice::Unread {
                within: *within,
                seen: *seen,
            }
            .frame(),
            Event::Members { count } => or_nothing(rendered(
                "groups/_count_frame.html",
                &CountFrame { count: *count },
            )),
            Event::Heard(channel) => Notice::Heard(channel).frame(),
            // frames-inject (do not remove)
        })
    }

    fn presence(&self, _: Topic, roll: &Roll, edition: Edition) -> Frame {
        let people_view = PeopleView::from(roll);
        let frame = PresenceFrame { people_view };
        let rendered = language::within(edition.into(), || rendered("groups/_presence_frame.html", &frame));
        or_nothing(rendered)
    }
}

impl Default for HtmlFrames {
    fn default() -> Self {
        Self(Arc::new(Cache::with_weighter(EXPECTED, KEPT, Bytes)))
    }
}

impl HtmlFrames {
    /// The frame of the changes `from < number <= to`, in the language of now.
    ///
    /// # Errors
    /// When the template is broken.
    pub fn messages(&self, group_id: i64, from: i64, to: i64, messages: &[Posted]) -> Result<Frame> {
        let rows: Result<Vec<Arc<str>>> = messages.iter().map(|posted| self.row(posted)).collect();
        let frame = MessagesFrame {
            group_id,
            from,
            to,
            rows: rows?,
        };
        Ok(templates::render("messages/_frame.html", &frame)?.into())
    }

    fn row(&self, posted: &Posted) -> Result<Arc<str>> {
        let Posted {
            message,
            quote,
            author,
            ..
        } = posted;
        let key = Key {
            language: language::current(),
            group_id: message.group_id,
            version: message.version,
            thread_id: message.thread_id,
            replies: message.replies,
            quote: quote.clone(),
            author: author.clone(),
            named: named(posted),
        };
        self.0.get_or_insert_with(&key, || {
            let message = posted.into();
            Ok(templates::render("messages/_message.html", &MessageRow { message })?.into())
        })
    }
}

/// Those whom a message names besides its author: by reactions, by what it forwards, in a sentence of the system.
fn named(posted: &Posted) -> Vec<String> {
    let reacted = posted.reactions.iter().flat_map(|reaction| &reaction.by);
    let others = reacted.chain(posted.forward.iter().map(|forward| &forward.author));
    let sentence = posted.message.line.as_ref().map(|_| posted.message.body.clone());
    others.map(|author| author.name.clone()).chain(sentence).collect()
}

impl Weighter<Key, Arc<str>> for Bytes {
    fn weight(&self, _: &Key, row: &Arc<str>) -> u64 {
        row.len() as u64
    }
}

/// The templates are checked at the start. Should one fail all the same, an empty frame makes no page
/// move its cursor, so that it asks again.
fn or_nothing(frame: Result<Frame>) -> Frame {
    frame
        .inspect_err(|error| tracing::error!(%error, "a frame could not be encoded"))
        .unwrap_or_else(|_| String::new().into())
}

fn rendered(template: &str, data: &impl Serialize) -> Result<Frame> {
    Ok(templates::render(template, data)?.into())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::models::{attachments::Attached, messages::Model, previews::Preview, reactions::Reaction};

    fn posted(version: i64, html: &str) -> Posted {
        Posted {
            message: Model {
                id: 7,
                group_id: 1,
                author_id: 2,
                seq: 3,
                version,
                client_id: "key".to_owned(),
                request_hash: String::new(),
                body: html.to_owned(),
                html: html.to_owned(),
                created_at: DateTime::default(),
                edited_at: None,
                deleted_at: None,
                line: None,
                reply_to_id: None,
                thread_id: None,
                replies: 0,
            },
            author: Author {
                id: 2,
                username: "ada".to_owned(),
                name: "ada".to_owned(),
                picture: None,
            },
            reactions: Vec::new(),
            pinned: false,
            attachments: Attached::default(),
            preview: Preview::None,
            quote: None,
            forward: None,
        }
    }

    #[test]
    fn a_version_is_rendered_once_and_the_next_anew() {
        let frames = HtmlFrames::default();
        let frame = |version, html: &str| {
            let frame = frames.messages(1, version - 1, version, &[posted(version, html)]);
            String::from_utf8(frame.expect("a frame").bytes().to_vec()).expect("text")
        };
        assert!(frame(3, "<p>three</p>").contains("<p>three</p>"));
        // It can't be told otherwise than from what is rendered anew.
        assert!(frame(3, "<p>not rendered</p>").contains("<p>three</p>"));
        let next = frame(4, "<p>four</p>");
        assert!(next.contains("<p>four</p>") && next.contains("data-from=\"3\" data-to=\"4\""));
    }

    #[test]
    fn whoever_is_called_otherwise_is_not_shown_from_memory() {
        let frames = HtmlFrames::default();
        let row = |name: &str| {
            let mut posted = posted(3, "<p>three</p>");
            name.clone_into(&mut posted.author.name);
            frames.row(&posted).expect("a row")
        };
        assert!(row("Ada L.").contains(">Ada L.</bdi>"));
        assert!(row("Countess").contains(">Countess</bdi>"));
    }

    #[test]
    fn whoever_reacted_and_is_called_otherwise_is_not_shown_from_memory() {
        let frames = HtmlFrames::default();
        let row = |name: &str| {
            let mut posted = posted(3, "<p>three</p>");
            let mut by = posted.author.clone();
            name.clone_into(&mut by.name);
            posted.reactions = vec![Reaction {
                emoji: "👍".to_owned(),
                by: vec![by],
            }];
            frames.row(&posted).expect("a row")
        };
        assert!(row("Sam").contains("title=\"Sam\""));
        assert!(row("Deleted account").contains("title=\"Deleted account\""));
    }

    #[test]
    fn what_a_purge_takes_from_a_message_is_not_shown_from_memory() {
        let frames = HtmlFrames::default();
        let row = |change: &dyn Fn(&mut Posted)| {
            let mut posted = posted(3, "<p>an answer</p>");
            change(&mut posted);
            frames.row(&posted).expect("a row")
        };
        let before = row(&|posted| {
            posted.quote = Some(Quote::Live {
                id: 5,
                author: posted.author.clone(),
                excerpt: "a canary".to_owned(),
            });
            posted.message.thread_id = Some(5);
            posted.message.replies = 2;
        });
        let after = row(&|posted| posted.quote = Some(Quote::Purged));
        assert!(
            before.contains("canary") && before.contains("data-thread-id") && before.contains("thread-link")
        );
        for gone in ["canary", "data-thread-id", "thread-link"] {
            assert!(!after.contains(gone), "{after}");
        }
    }
}
