//! What a message said before, and the emoji that one may react with.

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use chrono_tz::Tz;
use emojis::{Emoji, Group};
use serde::Serialize;

use super::{emoji, groups::GroupView, language, locale, shell::Shell, sidebar::Sidebar};
use crate::models::{languages::Language, messages::Posted, revisions::Earlier};

/// `messages/_revisions.html`, alone in a sheet or in `messages/revisions.html`.
#[derive(Debug, Serialize)]
pub struct RevisionsView {
    /// `/groups/1/messages/7`
    pub path: String,
    pub author: String,
    /// The latest first.
    pub texts: Vec<TextView>,
    /// Where earlier ones are.
    pub older: Option<String>,
}

/// What a message said from some time on.
#[derive(Debug, Serialize)]
pub struct TextView {
    /// Rendered and sanitised.
    pub html: String,
    /// RFC 3339 in UTC.
    pub at: String,
    /// The same in the site's zone, e.g. `22 November 2026, 13:24`.
    pub shown: String,
    /// It says so now.
    pub current: bool,
}

/// `messages/_emoji.html`, alone or in `messages/react.html`.
#[derive(Debug, Serialize)]
pub struct EmojiView {
    /// `/groups/1/messages/7`
    pub path: String,
    pub query: String,
    pub groups: Vec<EmojiGroup>,
}

#[derive(Debug, Serialize)]
pub struct EmojiGroup {
    /// The key of its name.
    pub key: &'static str,
    pub emoji: Vec<EmojiChoice>,
}

#[derive(Debug, Serialize)]
pub struct EmojiChoice {
    pub emoji: &'static str,
    pub name: &'static str,
    /// What else it is looked for by, in small letters without marks.
    pub words: String,
}

/// `messages/revisions.html` and `messages/revisions_sheet.html`
#[derive(Debug, Serialize)]
pub struct RevisionsPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub group: GroupView,
    pub revisions: RevisionsView,
}

/// `messages/react.html` and `messages/react_sheet.html`
#[derive(Debug, Serialize)]
pub struct ReactPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub group: GroupView,
    pub picker: EmojiView,
}

impl RevisionsView {
    /// `first` says that nothing later has been shown: the text of now comes before the earlier ones.
    #[must_use]
    pub fn new(posted: &Posted, earlier: &Earlier, first: bool, zone: Tz) -> Self {
        let message = &posted.message;
        let path = path(posted);
        let now = first.then(|| {
            let since = message.edited_at.unwrap_or(message.created_at);
            TextView::new(&message.html, since, zone, true)
        });
        let texts = earlier.texts.iter();
        let before = texts.map(|text| TextView::new(&text.html, text.created_at, zone, false));
        Self {
            older: earlier.next.map(|id| format!("{path}/revisions?before={id}")),
            path,
            author: posted.author.name.clone(),
            texts: now.into_iter().chain(before).collect(),
        }
    }
}

impl TextView {
    fn new(html: &str, since: DateTime<FixedOffset>, zone: Tz, current: bool) -> Self {
        Self {
            html: html.to_owned(),
            at: since
                .with_timezone(&Utc)
                .to_rfc3339_opts(SecondsFormat::Secs, true),
            shown: locale::moment(&since.with_timezone(&zone)),
            current,
        }
    }
}

impl EmojiView {
    /// Those that `query` finds, or all.
    #[must_use]
    pub fn new(posted: &Posted, query: &str) -> Self {
        let (sought, language) = (emoji::fold(query.trim()), language::current());
        let groups = Group::iter().map(|group| EmojiGroup {
            key: key(group),
            emoji: group
                .emojis()
                .map(|emoji| EmojiChoice::new(emoji, language))
                .filter(|choice| choice.is_found(&sought))
                .collect(),
        });
        Self {
            path: path(posted),
            query: query.to_owned(),
            groups: groups.filter(|group| !group.emoji.is_empty()).collect(),
        }
    }
}

impl EmojiChoice {
    fn is_found(&self, sought: &str) -> bool {
        self.emoji == sought || emoji::fold(self.name).contains(sought) || self.words.contains(sought)
    }

    fn new(emoji: &'static Emoji, language: Language) -> Self {
        let (name, words) = emoji::called(emoji, language);
        Self {
            emoji: emoji.as_str(),
            name,
            words,
        }
    }
}

fn path(posted: &Posted) -> String {
    let message = &posted.message;
    format!("/groups/{}/messages/{}", message.group_id, message.id)
}

const fn key(group: Group) -> &'static str {
    match group {
        Group::SmileysAndEmotion => "emoji-smileys",
        Group::PeopleAndBody => "emoji-people",
        Group::AnimalsAndNature => "emoji-nature",
        Group::FoodAndDrink => "emoji-food",
        Group::TravelAndPlaces => "emoji-travel",
        Group::Activities => "emoji-activities",
        Group::Objects => "emoji-objects",
        Group::Symbols => "emoji-symbols",
        Group::Flags => "emoji-flags",
    }
}
