//! The words that a socket speaks besides frames.

use serde::{Deserialize, Serialize};

use super::{frames::Frame, presence::Attendee};

/// Why a socket ends, as the codes of RFC 6455, section 7.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseCode {
    /// The page went away or answers no more.
    Normal = 1000,
    /// A frame broke the protocol.
    Protocol = 1002,
    /// A text was no UTF-8.
    Invalid = 1007,
    /// Signed out, or not allowed here: coming back would not help.
    Forbidden = 1008,
    /// A message from the page was too large.
    TooLarge = 1009,
    /// The server stops; the page comes back with its cursor.
    Restart = 1012,
    /// The page read too slowly, or has too many sockets; it comes back with its cursor.
    Overflow = 1013,
}

impl From<CloseCode> for u16 {
    fn from(code: CloseCode) -> Self {
        code as Self
    }
}

/// What the transport hands to the session loop.
#[derive(Debug)]
pub enum Incoming {
    Text(String),
    Pong,
    /// The page closes, or has answered our close.
    Close,
    /// It can't be understood: the socket has to be closed with this code.
    Fault(CloseCode),
    /// A ping or binary message: nothing to do.
    Other,
}

/// What the session loop hands to the transport.
#[derive(Debug, PartialEq, Eq)]
pub enum Outgoing {
    Text(Frame),
    Ping,
    Close(CloseCode),
}

/// What a page may say: `{"resume": 41}`, `{"visible": false}` or `{"typing": true}`.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Request {
    /// The page has a hole: send everything after this number.
    Resume(i64),
    /// Whether the page is in front of its reader.
    Visible(bool),
    /// Whether its reader writes a message.
    Typing(bool),
}

/// How far somebody has read a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Seen {
    pub group: i64,
    pub seq: i64,
}

/// Messages in JSON, which HTMX swaps nowhere.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice<'a> {
    /// All is well, and this is the latest change.
    Heartbeat { last_seq: i64 },
    /// The cursor can't be caught up with: fetch the window again.
    Reset { epoch: &'a str, last_seq: i64 },
    /// The reader's groups, or what is known of the open one, have changed: fetch the sidebar again, after a
    /// random pause of at most `within` milliseconds.
    Groups { within: u64 },
    /// What its reader has not read is other than it was: ask, after a random pause of at most `within` milliseconds.
    /// A page that has said itself what was `seen` knows it.
    Unread {
        within: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        seen: Option<Seen>,
    },
    /// What a channel of this name tells of has changed, or may have: what shows it asks for it again.
    Heard(&'a str),
    /// Those who write a message, the first of them; a page that hears no more of them lets them go.
    Typing(&'a [Attendee]),
}

impl Notice<'_> {
    /// # Panics
    /// Never.
    #[must_use]
    pub fn frame(&self) -> Frame {
        serde_json::to_string(self)
            .expect("numbers and strings always serialise")
            .into()
    }
}
