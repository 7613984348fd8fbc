//! Messages as pages and frames show them. Nothing here depends on who looks or on the neighbours.

use std::collections::HashSet;

use chrono::{DateTime, FixedOffset, SecondsFormat, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::{
    attachments::FilesView,
    forwards::ForwardView,
    groups::GroupView,
    lines, locale,
    previews::PreviewView,
    shell::{Person, Shell},
    sidebar::Sidebar,
    threads::{self, QuoteView},
};
use crate::models::{
    groups::Standing,
    mentions,
    messages::{ACTION, Line, Posted, Window},
    reactions::Reaction,
    unread::Reading,
    users,
};

/// Messages of one author this close together are shown as one. `decorate.js` has the same number.
const TOGETHER: TimeDelta = TimeDelta::minutes(5);

/// The emoji that one reacts with most: a press away.
pub const QUICK: [&str; 6] = ["👍", "❤️", "😂", "🎉", "😮", "😢"];

/// Emoji that are shown large where they are all that a message says.
const JUMBO: usize = 8;

/// Names that a reaction gives; the others are counted.
const NAMED: usize = 10;

/// One `<li>`: `messages/_message.html`. The same for every viewer.
#[derive(Debug, Clone, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "a template asks each on its own")]
pub struct MessageView {
    pub id: i64,
    pub group_id: i64,
    pub seq: i64,
    pub version: i64,
    pub author: Person,
    pub client_id: String,
    /// Rendered and sanitised.
    pub html: String,
    /// A few emoji and nothing else: shown large.
    pub jumbo: bool,
    /// It says what its author does.
    pub action: bool,
    /// RFC 3339 in UTC.
    pub at: String,
    pub edited: bool,
    pub deleted: bool,
    pub reactions: Vec<ReactionView>,
    pub pinned: bool,
    pub files: Option<FilesView>,
    pub preview: Option<PreviewView>,
    /// What it answers; nothing of what is deleted itself.
    pub quote: Option<QuoteView>,
    /// What it forwards.
    pub forward: Option<ForwardView>,
    /// The first message of the thread that it is in.
    pub thread_id: Option<i64>,
    /// Live messages of the thread that begins with it.
    pub replies: i64,
    /// What the server says of what somebody did, as a finished sentence in plain text. Such a message has no
    /// other body, and stands alone.
    pub line: Option<String>,
}

/// One emoji below a message.
#[derive(Debug, Clone, Serialize)]
pub struct ReactionView {
    pub emoji: String,
    pub count: usize,
    /// The ids of those who reacted, `1 4 7`: a page marks what is its reader's.
    pub by: String,
    /// The names of the first of them.
    pub names: String,
    /// How many there are besides.
    pub more: usize,
}

/// What the reader may do with one message: forms, for pages without script.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "a template asks each on its own")]
pub struct ActionsView {
    /// `/groups/1/messages/7`
    pub path: String,
    /// And answer it.
    pub may_react: bool,
    pub may_edit: bool,
    pub may_delete: bool,
    pub may_pin: bool,
    /// Take what its link leads to away.
    pub may_unpreview: bool,
    pub may_save: bool,
    pub may_report: bool,
    /// Say that from here on nothing is read.
    pub may_unread: bool,
    pub saved: bool,
    pub pinned: bool,
    /// The quick emoji and those that are there already.
    pub choices: Vec<Choice>,
}

/// An emoji that the reader reacts with, or takes back.
#[derive(Debug, Serialize)]
pub struct Choice {
    pub emoji: String,
    pub own: bool,
}

/// `messages/edit.html`
#[derive(Debug, Serialize)]
pub struct EditMessagePage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub group: GroupView,
    pub message_id: i64,
    /// As it is, or as it was typed.
    pub body: String,
    pub error: Option<&'static str>,
}

/// `groups/pins.html` and `groups/pins_sheet.html`
#[derive(Debug, Serialize)]
pub struct PinsPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub group: GroupView,
    /// The latest pin first.
    pub pins: Vec<PinView>,
}

/// A message away from its timeline.
#[derive(Debug, Serialize)]
pub struct PinView {
    /// `/groups/1/messages/7#message-7`
    pub href: String,
    pub author: String,
    /// Rendered and sanitised.
    pub html: String,
    /// RFC 3339 in UTC.
    pub at: String,
    /// The same in the site's zone, e.g. `22 November 2026, 13:24`.
    pub shown: String,
    /// The reader has blocked its author.
    pub blocked: bool,
}

/// A message in a page, with what a reader without script needs to have derived for them.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "a template asks each on its own")]
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
    /// It mentions the reader.
    pub mentioned: bool,
    /// The reader keeps it for themself.
    pub saved: bool,
    /// The reader has blocked its author.
    pub blocked: bool,
    /// The first that its reader has not read.
    pub first_unread: bool,
}

/// A window of the timeline: `messages/_messages.html`, the inside of `#timeline`.
#[derive(Debug, Serialize)]
pub struct TimelineView {
    pub group_id: i64,
    pub rows: Vec<RowView>,
    /// The number of the first message shown, 0 where there is none.
    pub first_seq: i64,
    /// The last change of the group when this was read: the page's cursor.
    pub last_seq: i64,
    pub epoch: String,
    /// The number up to which its reader has read, if they are a member.
    pub read: Option<i64>,
    /// The first message in it that they have not read.
    pub first_unread: Option<i64>,
    /// The number of the last message shown.
    pub shown_to: i64,
    /// Where the page before is, e.g. `/groups/1?before=51`.
    pub older: Option<String>,
    /// Whether a message has files, which have styles of their own.
    pub has_files: bool,
    /// Whether a message shows what its link leads to, which has styles of its own, too.
    pub has_previews: bool,
    /// Where the page after is; `None` says that the window reaches the end.
    pub newer: Option<String>,
}

/// The address of a message: the timeline around it, with the message marked.
#[must_use]
pub fn permalink(group_id: i64, id: i64) -> String {
    format!("/groups/{group_id}/messages/{id}#message-{id}")
}

impl From<&Posted> for MessageView {
    fn from(posted: &Posted) -> Self {
        let Posted {
            message,
            author,
            reactions,
            pinned,
            attachments,
            preview,
            forward,
            ..
        } = posted;
        let deleted = message.deleted_at.is_some();
        Self {
            id: message.id,
            group_id: message.group_id,
            seq: message.seq,
            version: message.version,
            author: Person::from(author),
            client_id: message.client_id.clone(),
            html: if deleted || message.body.is_empty() {
                String::new()
            } else {
                message.html.clone()
            },
            jumbo: is_jumbo(&message.body),
            action: message.body.starts_with(ACTION),
            at: message
                .created_at
                .with_timezone(&Utc)
                .to_rfc3339_opts(SecondsFormat::Secs, true),
            edited: message.edited_at.is_some(),
            deleted,
            reactions: reactions.iter().map(ReactionView::from).collect(),
            pinned: *pinned,
            files: FilesView::of(message, attachments),
            preview: PreviewView::of(message, preview),
            quote: threads::quote_of(posted),
            forward: forward.as_ref().map(ForwardView::from),
            thread_id: message.thread_id,
            replies: message.replies,
            line: Line::of(message).map(|line| {
                let is_gone = users::is_gone(&author.username);
                lines::sentence(if is_gone { &author.name } else { &author.username }, &line)
            }),
        }
    }
}

/// Whether a text is a few emoji and nothing else.
fn is_jumbo(text: &str) -> bool {
    // Longer than any of so many, and mostly told at once.
    if text.len() > 40 * JUMBO || text.is_empty() || text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return false;
    }
    let mut emoji = text.graphemes(true).filter(|part| !part.trim().is_empty());
    emoji.by_ref().take(JUMBO).all(|part| emojis::get(part).is_some()) && emoji.next().is_none()
}

impl From<&Reaction> for ReactionView {
    fn from(Reaction { emoji, by }: &Reaction) -> Self {
        let ids: Vec<String> = by.iter().map(|author| author.id.to_string()).collect();
        let names: Vec<&str> = by.iter().take(NAMED).map(|author| author.name.as_str()).collect();
        Self {
            emoji: emoji.clone(),
            count: by.len(),
            by: ids.join(" "),
            more: by.len() - names.len(),
            names: names.join(", "),
        }
    }
}

impl ActionsView {
    #[must_use]
    pub fn new(posted: &Posted, viewer: &users::Model, standing: &Standing, saved: bool) -> Self {
        let message = &posted.message;
        let open = posted.is_live() && standing.may_post();
        let reacted = |emoji: &str| {
            let mut those = posted.reactions.iter().filter(|reaction| reaction.emoji == emoji);
            those.any(|reaction| reaction.by.iter().any(|author| author.id == viewer.id))
        };
        let others = posted.reactions.iter().map(|reaction| reaction.emoji.as_str());
        let others = others.filter(|emoji| !QUICK.contains(emoji));
        Self {
            path: format!("/groups/{}/messages/{}", message.group_id, message.id),
            may_react: open,
            may_edit: open && posted.may_edit(viewer.id),
            may_delete: open && standing.may_delete(posted.author.id, viewer.id),
            may_pin: open && standing.may_pin(),
            may_unpreview: open
                && posted.preview.page().is_some()
                && standing.may_delete(posted.author.id, viewer.id),
            may_save: posted.is_live(),
            may_report: posted.is_live() && posted.author.id != viewer.id,
            may_unread: standing.is_member(),
            saved,
            pinned: posted.pinned,
            choices: QUICK
                .into_iter()
                .chain(others)
                .map(|emoji| Choice {
                    emoji: emoji.to_owned(),
                    own: reacted(emoji),
                })
                .collect(),
        }
    }
}

impl PinView {
    /// What a message says, and after it what it forwards.
    #[must_use]
    pub fn html_of(posted: &Posted) -> String {
        let html = &posted.message.html;
        match &posted.forward {
            Some(forward) => format!("{html}<blockquote>{}</blockquote>", forward.html),
            None => html.clone(),
        }
    }

    #[must_use]
    pub fn new(posted: &Posted, zone: Tz) -> Self {
        let MessageView {
            id,
            group_id,
            author,
            at,
            ..
        } = posted.into();
        let shown = posted.message.created_at.with_timezone(&zone);
        Self {
            href: permalink(group_id, id),
            author: author.name,
            html: Self::html_of(posted),
            at,
            shown: locale::moment(&shown),
            blocked: false,
        }
    }

    /// The same, folded where its reader has blocked its author, or whose words it forwards.
    #[must_use]
    pub fn without(mut self, posted: &Posted, blocked: &[i64]) -> Self {
        let forwarded = posted.forward.as_ref().map(|forward| forward.author.id);
        let authors = [Some(posted.author.id), forwarded];
        self.blocked = authors.iter().flatten().any(|id| blocked.contains(id));
        self
    }
}

impl TimelineView {
    /// Marks the messages that mention its reader, and those that they keep.
    #[must_use]
    pub fn read_by(mut self, reader_id: i64, saved: &HashSet<i64>) -> Self {
        self.rows.iter_mut().for_each(|row| row.mark(reader_id, saved));
        self
    }

    /// Folds what those have written whom its reader has blocked.
    #[must_use]
    pub fn without(mut self, blocked: &[i64]) -> Self {
        self.rows.iter_mut().for_each(|row| row.fold(blocked));
        self
    }

    /// Marks the first message that its reader, a member, has not read.
    #[must_use]
    pub fn read_to(mut self, reading: Option<Reading>) -> Self {
        let first = reading.and_then(|reading| reading.first);
        let mut rows = self.rows.iter_mut();
        if let Some(row) = rows.find(|row| Some(row.message.seq) == first) {
            row.first_unread = true;
            self.first_unread = Some(row.message.id);
        }
        self.read = reading.map(|reading| reading.read);
        self
    }

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
            has_files: window.messages.iter().any(|posted| posted.attachments.count > 0),
            has_previews: window
                .messages
                .iter()
                .any(|posted| posted.preview.page().is_some()),
            rows: rows.collect(),
            first_seq,
            last_seq: window.group.last_seq,
            epoch: window.epoch.clone(),
            read: None,
            first_unread: None,
            shown_to,
            older: window.has_older.then_some(older),
            newer: window
                .has_newer
                .then(|| format!("/groups/{group_id}?after={shown_to}")),
        }
    }
}

impl RowView {
    /// Says whether it mentions its reader, and whether they keep it.
    pub(super) fn mark(&mut self, reader_id: i64, saved: &HashSet<i64>) {
        self.mentioned = mentions::is_mentioned(&self.message.html, reader_id);
        self.saved = saved.contains(&self.message.id);
    }

    /// Folds it where its reader has blocked its author, and what it quotes or forwards alike.
    pub(super) fn fold(&mut self, blocked: &[i64]) {
        let message = &mut self.message;
        self.blocked = message.line.is_none() && !message.deleted && blocked.contains(&message.author.id);
        self.mentioned &= !self.blocked;
        if let Some(quote) = &mut message.quote {
            quote.blocked = quote.author_id.is_some_and(|id| blocked.contains(&id));
        }
        if let Some(forward) = &mut message.forward {
            forward.blocked = blocked.contains(&forward.author_id);
        }
    }

    /// `before` is the message before this one, and whether that is a line.
    pub(super) fn new(
        posted: &Posted,
        before: Option<(&Posted, bool)>,
        zone: Tz,
        highlighted: Option<i64>,
    ) -> Self {
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
            day: new_day.then(|| locale::weekday(&at)),
            time: locale::time(&at),
            continues,
            highlighted: highlighted == Some(posted.message.id),
            mentioned: false,
            saved: false,
            blocked: false,
            first_unread: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_emoji_alone_are_large() {
        for text in ["🎉", "❤", "❤️", "👍🏽 👍🏽", "👨‍👩‍👧‍👦\n🇪🇸", "🎉🎉🎉🎉🎉🎉🎉🎉"]
        {
            assert!(is_jumbo(text), "{text}");
        }
        for text in ["", "1", "#", "🎉!", "a 🎉", "🎉🎉🎉🎉🎉🎉🎉🎉🎉", "**🎉**"] {
            assert!(!is_jumbo(text), "{text}");
        }
    }
}
