//! Messages as pages and frames show them. Nothing here depends on who looks or on the neighbours.

use chrono::{DateTime, FixedOffset, SecondsFormat, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use super::{lines, shell::Person};
use crate::models::messages::{Line, Posted, Window};

/// Messages of one author this close together are shown as one. `timeline.js` has the same number.
const TOGETHER: TimeDelta = TimeDelta::minutes(5);

/// One `<li>`: `messages/_message.html`. The same for every viewer.
#[derive(Debug, Clone, Serialize)]
pub struct MessageView {
    pub id: i64,
    pub group_id: i64,
    pub seq: i64,
    pub version: i64,
    pub author: Person,
    pub client_id: String,
    /// Rendered and sanitised.
    pub html: String,
    /// RFC 3339 in UTC.
    pub at: String,
    pub edited: bool,
    pub deleted: bool,
    /// What the server says of what somebody did, as a finished sentence in plain text. Such a message has no
    /// other body, and stands alone.
    pub line: Option<String>,
}

/// A message in a page, with what a reader without script needs to have derived for them.
#[derive(Debug, Serialize)]
pub struct RowView {
    pub message: MessageView,
    /// The day that begins with this message, in the site's zone, e.g. `Sunday, 22 November 2026`.
    pub day: Option<String>,
    /// The time in the site's zone, e.g. `13:24`.
    pub time: String,
    /// Follows a message of the same author closely, so needs no name and avatar.
    pub continues: bool,
    /// The message that the address points at.
    pub highlighted: bool,
}

/// A window of the timeline: `messages/_timeline.html`, the inside of `#timeline`.
#[derive(Debug, Serialize)]
pub struct TimelineView {
    pub group_id: i64,
    pub rows: Vec<RowView>,
    /// The number of the first message shown, 0 where there is none.
    pub first_seq: i64,
    /// The last change of the group when this was read: the page's cursor.
    pub last_seq: i64,
    pub epoch: String,
    /// Where the page before is, e.g. `/groups/1?before=51`.
    pub older: Option<String>,
    /// Where the page after is; `None` says that the window reaches the end.
    pub newer: Option<String>,
}

impl From<&Posted> for MessageView {
    fn from(Posted { message, author }: &Posted) -> Self {
        let deleted = message.deleted_at.is_some();
        Self {
            id: message.id,
            group_id: message.group_id,
            seq: message.seq,
            version: message.version,
            author: Person::new(author.id, &author.username),
            client_id: message.client_id.clone(),
            html: if deleted {
                String::new()
            } else {
                message.html.clone()
            },
            at: message
                .created_at
                .with_timezone(&Utc)
                .to_rfc3339_opts(SecondsFormat::Secs, true),
            edited: message.edited_at.is_some(),
            deleted,
            line: Line::of(message).map(|line| lines::sentence(&author.username, &line)),
        }
    }
}

impl TimelineView {
    /// `highlighted` is the message that the address points at.
    #[must_use]
    pub fn new(window: &Window, zone: Tz, highlighted: Option<i64>) -> Self {
        let group_id = window.group.id;
        let seq = |posted: Option<&Posted>| posted.map_or(0, |posted| posted.message.seq);
        let (first_seq, shown_to) = (seq(window.messages.first()), seq(window.messages.last()));
        let mut before = None;
        let rows = window.messages.iter().map(|posted| {
            let row = RowView::new(posted, before, zone, highlighted);
            before = Some((posted, row.message.line.is_some()));
            row
        });
        // From a window past the end the newest are the older ones.
        let older = match first_seq {
            0 => format!("/groups/{group_id}"),
            seq => format!("/groups/{group_id}?before={seq}"),
        };
        Self {
            group_id,
            rows: rows.collect(),
            first_seq,
            last_seq: window.group.last_seq,
            epoch: window.epoch.clone(),
            older: window.has_older.then_some(older),
            newer: window
                .has_newer
                .then(|| format!("/groups/{group_id}?after={shown_to}")),
        }
    }
}

impl RowView {
    /// `before` is the message before this one, and whether that is a line.
    fn new(posted: &Posted, before: Option<(&Posted, bool)>, zone: Tz, highlighted: Option<i64>) -> Self {
        let message = MessageView::from(posted);
        let here = |at: DateTime<FixedOffset>| at.with_timezone(&zone);
        let at = here(posted.message.created_at);
        let new_day =
            before.is_none_or(|(before, _)| here(before.message.created_at).date_naive() != at.date_naive());
        let continues = !new_day
            && message.line.is_none()
            && before.is_some_and(|(before, is_line)| {
                !is_line
                    && before.author.id == posted.author.id
                    && posted.message.created_at - before.message.created_at < TOGETHER
            });
        Self {
            message,
            day: new_day.then(|| at.format("%A, %-d %B %Y").to_string()),
            time: at.format("%H:%M").to_string(),
            continues,
            highlighted: highlighted == Some(posted.message.id),
        }
    }
}
