//! What mentions one, and whom one may mention.

use chrono_tz::Tz;
use serde::Serialize;

use super::{
    locale,
    shell::{Person, Shell},
    sidebar::Sidebar,
    templates,
    threads::QuoteView,
};
use crate::models::{
    groups::Kind,
    mentions::{Found, Inbox},
};

/// `mentions/index.html`
#[derive(Debug, Serialize)]
pub struct MentionsPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub mentions: Vec<MentionView>,
    /// The address of the next page.
    pub next: Option<String>,
    pub first_page: bool,
}

/// A message that mentions the reader.
#[derive(Debug, Serialize)]
pub struct MentionView {
    /// `/groups/1/messages/7#message-7`
    pub path: String,
    /// The group's name; of a direct chat what it is.
    pub group: String,
    pub author: Person,
    /// Plain text, in one line.
    pub text: String,
    /// In the site's zone, e.g. `22 November 2026, 13:24`.
    pub at: String,
}

/// `mentions/_people.html`: what the composer offers.
#[derive(Debug, Serialize)]
pub struct CompletionView {
    pub people: Vec<Person>,
    /// Everybody at once, too.
    pub everyone: bool,
}

impl MentionsPage {
    #[must_use]
    pub fn new(shell: Shell, sidebar: Sidebar, inbox: &Inbox, zone: Tz, first_page: bool) -> Self {
        let mentions = inbox.mentions.iter().map(|found| MentionView::new(found, zone));
        Self {
            shell,
            sidebar,
            mentions: mentions.collect(),
            next: inbox.next.map(|before| format!("/mentions?before={before}")),
            first_page,
        }
    }
}

impl MentionView {
    fn new(Found { group, posted }: &Found, zone: Tz) -> Self {
        let quote = QuoteView::new(group.id, &posted.as_quote());
        Self {
            path: quote.path.unwrap_or_default(),
            group: match group.kind() {
                Kind::Direct => templates::text("mentions-direct"),
                Kind::Public | Kind::Private => group.name.clone(),
            },
            author: Person::from(&posted.author),
            text: quote.text,
            at: locale::moment(&posted.message.created_at.with_timezone(&zone)),
        }
    }
}
