//! Mentions: `@name` in what is written, of people who may read it.
//!
//! The table is the journal's, as the messages are.

use std::collections::{BTreeSet, HashMap};

use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, Query},
};

mod inbox;

pub use super::_entities::mentions::{ActiveModel, Column, Entity, Model};
pub use inbox::{Found, Inbox};

use super::{
    bans,
    groups::{self, Kind, Standing},
    memberships,
    messages::{self, Body},
    search, users,
};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// Mentions that a message has at most; more stay text.
pub const MOST: usize = 50;

/// Characters of the longest name.
const LONGEST: usize = 32;

/// What stands for everybody in the group.
pub const EVERYONE: &str = "everyone";

/// Whom a message mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mention {
    Everyone,
    Person { id: i64, username: String },
}

impl Mention {
    /// As the database has it: nobody in particular is everyone.
    fn user_id(&self) -> Option<i64> {
        match self {
            Self::Everyone => None,
            Self::Person { id, .. } => Some(*id),
        }
    }
}

/// The message that a mention is in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub group_id: i64,
    pub message_id: i64,
    pub seq: i64,
}

impl From<&messages::Model> for Place {
    fn from(message: &messages::Model) -> Self {
        Self {
            group_id: message.group_id,
            message_id: message.id,
            seq: message.seq,
        }
    }
}

pub(super) use users::{is_name_character, name_key as key};

/// Who may be mentioned, by the key of the name.
pub type Known = HashMap<String, Mention>;

/// The same text with its mentions: of those who may see the group, and of everyone where the author keeps order.
///
/// # Errors
/// When the database fails.
pub async fn resolve(db: &impl ConnectionTrait, standing: &Standing, body: Body) -> ModelResult<Body> {
    let keys = keys(&body.text);
    if keys.is_empty() {
        return Ok(body);
    }
    let people = readers(&standing.group)
        .filter(users::Column::UsernameKey.is_in(keys.iter().map(String::as_str)))
        .all(db)
        .await?;
    let mut known: Known = people
        .into_iter()
        .map(|user| {
            let mention = Mention::Person {
                id: user.id,
                username: user.username,
            };
            (user.username_key, mention)
        })
        .collect();
    if standing.may_moderate() && keys.contains(EVERYONE) {
        known.insert(EVERYONE.to_owned(), Mention::Everyone);
    }
    Ok(body.with_mentions(&known))
}

/// The first `limit` people of a group whose name begins with `query`.
///
/// # Errors
/// When the database fails.
pub async fn suggest(
    db: &impl ConnectionTrait,
    group: &groups::Model,
    query: &str,
    limit: u64,
) -> ModelResult<Vec<users::Model>> {
    let names = [users::Column::UsernameKey, users::Column::DisplayNameKey];
    let begins = names.map(|name| search::begins(Expr::col(name), &key(query)));
    Ok(readers(group)
        .filter(begins.into_iter().fold(Condition::any(), Condition::add))
        .order_by_asc(users::Column::UsernameKey)
        .limit(limit)
        .all(db)
        .await?)
}

/// Whether the rendered text of a message mentions this user, or everyone.
#[must_use]
pub fn is_mentioned(html: &str, user_id: i64) -> bool {
    // No text has the beginning of an element.
    html.contains(&format!(
        r#"<a class="mention person-link" data-user-id="{user_id}""#
    )) || html.contains(r#"<strong class="mention""#)
}

/// Those who may see a group.
fn readers(group: &groups::Model) -> Select<users::Entity> {
    let people = users::Entity::find().filter(users::Column::DeactivatedAt.is_null());
    match group.kind() {
        Kind::Public => people.filter(
            users::Column::Id.not_in_subquery(
                Query::select()
                    .column(bans::Column::UserId)
                    .from(bans::Entity)
                    .and_where(bans::Column::GroupId.eq(group.id))
                    .take(),
            ),
        ),
        Kind::Private => people.filter(
            users::Column::Id.in_subquery(
                Query::select()
                    .column(memberships::Column::UserId)
                    .from(memberships::Entity)
                    .and_where(memberships::Column::GroupId.eq(group.id))
                    .take(),
            ),
        ),
        Kind::Direct => people.filter(users::Column::Id.is_in(group.participants())),
    }
}

/// The keys of the names that `text` may mention.
fn keys(text: &str) -> BTreeSet<String> {
    pieces(text)
        .filter_map(|piece| match piece {
            Piece::Name(name) => Some(candidates(name).map(key).collect::<Vec<_>>()),
            Piece::Text(_) => None,
        })
        .take(MOST)
        .flatten()
        .collect()
}

/// A part of a text: said, or after an `@`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    /// Without the `@`.
    Name(&'a str),
}

/// The parts of a text, in order.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    let mut before = None;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(after) = rest.strip_prefix('@').filter(|_| begins_name(before)) {
            let name = &after[..name_length(after)];
            if !name.is_empty() {
                rest = &after[name.len()..];
                before = name.chars().last();
                return Some(Piece::Name(name));
            }
        }
        // At least one character, then up to the next that may begin a name.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[first..].find('@').map_or(rest.len(), |at| first + at);
        let (said, after) = rest.split_at(end);
        rest = after;
        before = said.chars().last();
        Some(Piece::Text(said))
    })
}

/// The name as it stands, then without what more likely ends a sentence.
pub(super) fn candidates(name: &str) -> impl Iterator<Item = &str> {
    let trimmed = name.trim_end_matches(['.', '-', '_']);
    let shorter = (trimmed.len() < name.len() && !trimmed.is_empty()).then_some(trimmed);
    std::iter::once(name).chain(shorter)
}

/// No email address has a mention in it.
fn begins_name(before: Option<char>) -> bool {
    before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '@' | '.' | '-' | '_' | '/'))
}

/// Bytes of the name that `text` begins with.
fn name_length(text: &str) -> usize {
    text.chars()
        .take_while(|c| is_name_character(*c))
        .take(LONGEST + 1)
        .map(char::len_utf8)
        .sum()
}

/// Keeps whom new messages mention.
///
/// # Errors
/// When the database fails.
pub(super) async fn keep(db: &impl ConnectionTrait, mentions: Vec<(Place, Mention)>) -> ModelResult<()> {
    let rows: Vec<ActiveModel> = mentions
        .into_iter()
        .map(|(place, mention)| ActiveModel {
            id: NotSet,
            message_id: Set(place.message_id),
            group_id: Set(place.group_id),
            user_id: Set(mention.user_id()),
            seq: Set(place.seq),
        })
        .collect();
    for chunk in rows.chunks(500) {
        Entity::insert_many(chunk.iter().cloned())
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// Keeps whom a changed message mentions now. Who was mentioned before stays where they are told of it.
///
/// # Errors
/// When the database fails.
pub(super) async fn change(db: &impl ConnectionTrait, place: Place, now: &[Mention]) -> ModelResult<()> {
    let before = Entity::find()
        .filter(Column::MessageId.eq(place.message_id))
        .all(db)
        .await?;
    let gone = before
        .iter()
        .filter(|row| !now.iter().any(|mention| mention.user_id() == row.user_id))
        .map(|row| row.id);
    Entity::delete_many()
        .filter(Column::Id.is_in(gone))
        .exec(db)
        .await?;
    let new = now
        .iter()
        .filter(|mention| !before.iter().any(|row| row.user_id == mention.user_id()));
    let new = new.map(|mention| (place, mention.clone()));
    keep(db, new.collect()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let person = |id, name: &str| {
            let username = name.to_owned();
            (key(name), Mention::Person { id, username })
        };
        let everyone = (EVERYONE.to_owned(), Mention::Everyone);
        Known::from([
            person(1, "ada"),
            person(2, "o.k-a_y"),
            person(3, "天气"),
            everyone,
        ])
    }

    fn mentioned(text: &str) -> (String, Vec<Option<i64>>) {
        let body = Body::parse(text).expect("a text").with_mentions(&known());
        let ids = body.mentions.iter().map(Mention::user_id).collect();
        (body.html, ids)
    }

    #[test]
    fn names_after_an_at_are_mentioned() {
        for (text, ids) in [
            ("@ada", vec![Some(1)]),
            ("Ask @ADA. Or @o.k-a_y, (@天气)!", vec![Some(1), Some(2), Some(3)]),
            ("**@ada** and @ada again", vec![Some(1)]),
            ("@everyone", vec![None]),
            ("@adam or ada", vec![]),
            ("me@ada.example or x@ada", vec![]),
            ("`@ada` and [@ada](https://a.example)", vec![]),
            ("```\n@ada\n```", vec![]),
            ("@@ada /@ada", vec![]),
        ] {
            assert_eq!(mentioned(text).1, ids, "{text}");
        }
    }

    #[test]
    fn a_mention_is_a_link_to_the_person_and_nothing_more() {
        let (html, _) = mentioned("Hi @Ada.");
        assert!(
            html.starts_with(r#"<p>Hi <a class="mention person-link" data-user-id="1" href="/people/ada""#)
                && html.ends_with("@ada</a>.</p>"),
            "{html}"
        );
        assert!(is_mentioned(&html, 1) && !is_mentioned(&html, 11) && !is_mentioned(&html, 2));
        assert!(is_mentioned(&mentioned("@everyone").0, 7));
        // What people write themselves says nothing of the kind.
        for text in [
            r#"<a class="mention person-link" data-user-id="1" href="/people/ada">"#,
            r#"[x](/people/ada" data-user-id="1)"#,
            r#"<strong class="mention">"#,
        ] {
            assert!(!is_mentioned(&mentioned(text).0, 1), "{text}");
        }
        for path in ["/people/ada", "/people/../logout", "/people//x", "/%70eople/ada"] {
            let (html, _) = mentioned(&format!("[x]({path})"));
            assert!(!html.contains("href"), "{html}");
        }
    }

    #[test]
    fn no_more_than_fifty_are_made_of_a_text() {
        let (html, ids) = mentioned(&"@ada ".repeat(800));
        assert_eq!((html.matches("<a ").count(), ids.len()), (MOST, 1));
        let names: Vec<_> = (0..200).map(|number| format!("@n{number}")).collect();
        assert_eq!(keys(&names.join(" ")).len(), MOST);
    }
}
