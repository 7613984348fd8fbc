//! What a reply shows of the message that it answers: as that is now, in one line.

use std::collections::{BTreeSet, HashMap};

use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, prelude::DateTimeWithTimeZone,
};

use super::{Column, Entity, Model, Posted, events::Author};
use crate::models::{
    attachments,
    forwards::{self, Forward},
    users,
};

/// Characters that a quote has at most.
const LENGTH: usize = 140;

/// The message that a reply answers, as the reply shows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Quote {
    Live {
        id: i64,
        author: Author,
        /// Plain text.
        excerpt: String,
    },
    /// Its place is there, its text is not.
    Deleted { id: i64 },
    /// Nothing is left of it.
    Purged,
}

impl Quote {
    pub(super) fn of(posted: &Posted) -> Self {
        let Posted {
            message,
            author,
            forward,
            ..
        } = posted;
        let id = message.id;
        if message.deleted_at.is_some() {
            return Self::Deleted { id };
        }
        Self::Live {
            id,
            author: author.clone(),
            excerpt: excerpt(said(&message.html, forward.as_ref()), &posted.attachments.shown),
        }
    }
}

/// What these messages quote, by the id of what they answer. What is not there any more is missing.
///
/// # Errors
/// When the database fails.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    messages: impl Iterator<Item = &Model>,
) -> ModelResult<HashMap<i64, Quote>> {
    let ids: BTreeSet<i64> = messages.filter_map(|message| message.reply_to_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Html, Column::DeletedAt, Column::AuthorId])
        .columns(users::FACE)
        .inner_join(users::Entity)
        .filter(Column::Id.is_in(ids))
        .into_tuple::<(
            i64,
            String,
            Option<DateTimeWithTimeZone>,
            i64,
            String,
            Option<String>,
            Option<String>,
        )>()
        .all(db)
        .await?;
    let textless = rows
        .iter()
        .filter(|(_, html, deleted_at, ..)| deleted_at.is_none() && text_of(html).is_empty());
    let textless: Vec<i64> = textless.map(|(id, ..)| *id).collect();
    let files = attachments::of(db, textless.iter().copied()).await?;
    let forwards = forwards::of(db, textless).await?;
    Ok(rows
        .into_iter()
        .map(|(id, html, deleted_at, author_id, username, name, picture)| {
            let author = Author::from((author_id, username, name, picture));
            let quote = match deleted_at {
                Some(_) => Quote::Deleted { id },
                None => Quote::Live {
                    id,
                    author,
                    excerpt: excerpt(
                        said(&html, forwards.get(&id)),
                        files.get(&id).map_or(&[], |files| &files.shown),
                    ),
                },
            };
            (id, quote)
        })
        .collect())
}

/// What a message says itself; where that is nothing, what it forwards.
fn said<'a>(html: &'a str, forward: Option<&'a Forward>) -> &'a str {
    forward
        .filter(|_| text_of(html).is_empty())
        .map_or(html, |forward| &forward.html)
}

/// The beginning of what a message says, in one line of plain text; where it says nothing, what its files are called.
fn excerpt(html: &str, files: &[attachments::Model]) -> String {
    let text = text_of(html);
    let line = if text.is_empty() {
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        format!("📎 {}", names.join(", "))
    } else {
        text
    };
    match line.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// What sanitised HTML says, in one line.
pub(in crate::models) fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for part in html.split('<') {
        let (tag, said) = part.split_once('>').unwrap_or(("", part));
        // Within a line nothing stands between two words but what was written there.
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
        if !matches!(name, "a" | "strong" | "em" | "del" | "code") {
            text.push(' ');
        }
        text.push_str(said);
    }
    let text = text
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::messages::Body;

    fn quoted(typed: &str) -> String {
        excerpt(&Body::parse(typed).expect("a text").html, &[])
    }

    #[test]
    fn a_quote_is_one_line_of_what_is_read() {
        for (typed, line) in [
            ("one\ntwo\n\nthree", "one two three"),
            ("**bo**ld ~~gone~~ `x < y`", "bold gone x < y"),
            ("- a\n- b", "a b"),
            ("> said\n\nanswered", "said answered"),
            ("<script> & \"b\"", "<script> & \"b\""),
            ("a &amp;lt;", "a &lt;"),
            ("see [this](https://a.example)!", "see this!"),
        ] {
            assert_eq!(quoted(typed), line, "{typed}");
        }
    }

    #[test]
    fn a_long_one_is_cut_between_characters() {
        assert_eq!(quoted(&"é".repeat(LENGTH)), "é".repeat(LENGTH));
        assert_eq!(
            quoted(&"é".repeat(LENGTH + 1)),
            format!("{}…", "é".repeat(LENGTH))
        );
    }
}
