//! The encoding of an event into one frame, the same for every socket and for the answer to a post.

use loco_rs::Result;
use serde::Serialize;

use super::{groups::PeopleView, messages::MessageView, templates};
use crate::{
    channels::{Delivery, Encode, Frame, Notice, Roll, Span, Topic},
    models::messages::{Event, Posted},
};

/// Encodes for HTMX: `<hx-partial>` elements.
pub struct HtmlFrames;

/// `messages/_frame.html`
#[derive(Debug, Serialize)]
struct MessagesFrame {
    group_id: i64,
    from: i64,
    to: i64,
    messages: Vec<MessageView>,
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
    fn event(&self, event: &Event) -> Delivery {
        match event {
            Event::Messages {
                group_id,
                from,
                to,
                messages,
            } => Delivery {
                frame: or_nothing(messages_frame(*group_id, *from, *to, messages)),
                span: Some(Span { from: *from, to: *to }),
            },
            Event::Reset { epoch, last_seq } => Delivery {
                frame: Notice::Reset {
                    epoch,
                    last_seq: *last_seq,
                }
                .frame(),
                span: Some(Span {
                    from: last_seq - 1,
                    to: *last_seq,
                }),
            },
            Event::Groups { within } => Delivery {
                frame: Notice::Groups { within: *within }.frame(),
                span: None,
            },
            Event::Members { count } => Delivery {
                frame: or_nothing(templates::render(
                    "groups/_count_frame.html",
                    &CountFrame { count: *count },
                )),
                span: None,
            },
        }
    }

    fn presence(&self, _: Topic, roll: &Roll) -> Frame {
        let people_view = PeopleView::from(roll);
        or_nothing(templates::render(
            "groups/_presence_frame.html",
            &PresenceFrame { people_view },
        ))
    }
}

/// The frame of the changes `from < number <= to`.
///
/// # Errors
/// When the template is broken.
pub fn messages_frame(group_id: i64, from: i64, to: i64, messages: &[Posted]) -> Result<String> {
    let messages = messages.iter().map(MessageView::from).collect();
    templates::render(
        "messages/_frame.html",
        &MessagesFrame {
            group_id,
            from,
            to,
            messages,
        },
    )
}

/// The templates are checked at the start. Should one fail all the same, an empty frame makes no page
/// move its cursor, so that it asks again.
fn or_nothing(html: Result<String>) -> Frame {
    html.inspect_err(|error| tracing::error!(%error, "a frame could not be encoded"))
        .unwrap_or_default()
        .into()
}
