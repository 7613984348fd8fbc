//! What somebody typed, taken apart: words, what stands between quotes, and operators.
//!
//! No input is an error. An operator that leads nowhere, because nobody is called so or there is no such day, is a word like
//! any other; so it tells nobody of groups that are none of theirs.

use chrono::{DateTime, Days, Months, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use loco_rs::model::ModelResult;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{scope, terms::Term};
use crate::models::{
    groups::{self, direct_key},
    users,
};

/// Characters that are read, and words of them that are looked for.
pub const LONGEST: usize = 400;
const MOST: usize = 16;

/// What is looked for.
#[derive(Debug, Default)]
pub(super) struct Query {
    pub terms: Vec<Term>,
    /// Any of these authors.
    pub from: Vec<i64>,
    /// Any of these groups, which they may see.
    pub within: Vec<i64>,
    /// From this moment on.
    pub since: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
    pub file: bool,
    pub link: bool,
}

/// A word, an operator, or what stands between quotes.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    /// Where the value of an operator begins in `text`.
    value: Option<usize>,
    quoted: bool,
}

impl Query {
    /// What `user` typed, with days as they are in `zone`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(
        db: &impl ConnectionTrait,
        user: &users::Model,
        typed: &str,
        zone: Tz,
    ) -> ModelResult<Self> {
        let mut query = Self::default();
        for piece in pieces(typed) {
            if !query.heed(db, user, &piece, zone).await? {
                query.terms.extend(Term::new(&piece.text, piece.quoted));
            }
        }
        Ok(query)
    }

    /// Whether anything is asked for.
    pub fn is_empty(&self) -> bool {
        let Self {
            terms,
            from,
            within,
            since,
            until,
            file,
            link,
        } = self;
        let filters = *file || *link || since.is_some() || until.is_some();
        !filters && terms.is_empty() && from.is_empty() && within.is_empty()
    }

    /// Takes an operator; `false` where it is none.
    async fn heed(
        &mut self,
        db: &impl ConnectionTrait,
        user: &users::Model,
        piece: &Piece,
        zone: Tz,
    ) -> ModelResult<bool> {
        let Some(value) = piece.value.filter(|_| !piece.quoted) else {
            return Ok(false);
        };
        let (key, value) = piece.text.split_at(value);
        let value = value.trim_matches(is_quote).trim();
        match key.to_lowercase().as_str() {
            "from:" => {
                let found = authors(db, user, value).await?;
                self.from.extend(&found);
                Ok(!found.is_empty())
            }
            "in:" => {
                let found = places(db, user, value).await?;
                self.within.extend(&found);
                Ok(!found.is_empty())
            }
            "before:" => Ok(day(value, zone).is_some_and(|(starts, _)| {
                self.until = Some(self.until.map_or(starts, |until| until.min(starts)));
                true
            })),
            "after:" => Ok(day(value, zone).is_some_and(|(_, ended)| {
                self.since = Some(self.since.map_or(ended, |since| since.max(ended)));
                true
            })),
            "has:" => {
                match value.to_lowercase().as_str() {
                    "file" | "files" => self.file = true,
                    "link" | "links" => self.link = true,
                    _ => return Ok(false),
                }
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}

/// The person of this name, or else all who are shown by it.
async fn authors(db: &impl ConnectionTrait, user: &users::Model, name: &str) -> ModelResult<Vec<i64>> {
    if let Some(id) = author(db, user, name).await? {
        return Ok(vec![id]);
    }
    Ok(users::Entity::find()
        .select_only()
        .column(users::Column::Id)
        .filter(users::Column::DisplayNameKey.eq(users::name_key(name)))
        .limit(50)
        .into_tuple()
        .all(db)
        .await?)
}

/// The person of this name; `me` is whoever asks, unless somebody is called so.
async fn author(db: &impl ConnectionTrait, user: &users::Model, name: &str) -> ModelResult<Option<i64>> {
    let name = name.strip_prefix('@').unwrap_or(name);
    let found = users::Entity::find()
        .filter(users::Column::UsernameKey.eq(users::name_key(name)))
        .one(db)
        .await?;
    let myself = (name.to_lowercase() == "me").then_some(user.id);
    Ok(found.map(|found| found.id).or(myself))
}

/// The groups of this name that `user` may see; `@name` is the chat with that person.
async fn places(db: &impl ConnectionTrait, user: &users::Model, name: &str) -> ModelResult<Vec<i64>> {
    let named = if let Some(person) = name.strip_prefix('@') {
        let Some(other) = author(db, user, person).await? else {
            return Ok(Vec::new());
        };
        groups::Column::UniqueKey.eq(direct_key(user.id, other))
    } else {
        let key = groups::name_key(name.strip_prefix('#').unwrap_or(name));
        if key.is_empty() {
            return Ok(Vec::new());
        }
        groups::Column::NameKey.eq(key)
    };
    Ok(groups::Entity::find()
        .select_only()
        .column(groups::Column::Id)
        .filter(named)
        .filter(groups::Column::DeletedAt.is_null())
        .filter(scope::may_see(user))
        .limit(50)
        .into_tuple()
        .all(db)
        .await?)
}

/// When a day begins and when it is over: `2026-11-23`, or a month or a year.
fn day(typed: &str, zone: Tz) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let parts: Vec<&str> = typed.split('-').collect();
    let number = |part: &str, length: usize| {
        let digits = part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok()).flatten()
    };
    let year = i32::try_from(number(parts.first()?, 4)?).ok()?;
    let (first, next) = match parts[1..] {
        [] => {
            let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
            (first, first.checked_add_months(Months::new(12))?)
        }
        [month] => {
            let first = NaiveDate::from_ymd_opt(year, number(month, 2)?, 1)?;
            (first, first.checked_add_months(Months::new(1))?)
        }
        [month, day] => {
            let first = NaiveDate::from_ymd_opt(year, number(month, 2)?, number(day, 2)?)?;
            (first, first.checked_add_days(Days::new(1))?)
        }
        _ => return None,
    };
    let begins = |day: NaiveDate| {
        // Where the clock is put forward at midnight, the day begins an hour later.
        let midnight = day.and_hms_opt(0, 0, 0)?;
        let local = zone.from_local_datetime(&midnight).earliest();
        let local = local.or_else(|| zone.from_local_datetime(&day.and_hms_opt(1, 0, 0)?).earliest());
        Some(local?.with_timezone(&Utc))
    };
    Some((begins(first)?, begins(next)?))
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„')
}

/// What is typed, in pieces: the first few of them.
fn pieces(typed: &str) -> Vec<Piece> {
    let typed: String = typed.chars().take(LONGEST).collect();
    let mut pieces = Vec::new();
    let mut rest = typed.trim_start();
    while !rest.is_empty() && pieces.len() < MOST {
        let (piece, after) = if rest.starts_with(is_quote) {
            let inner = rest.trim_start_matches(is_quote);
            let (text, after) = inner.split_once(is_quote).unwrap_or((inner, ""));
            let piece = Piece {
                text: text.to_owned(),
                value: None,
                quoted: true,
            };
            (piece, after)
        } else {
            let end = end_of_word(rest);
            let (text, after) = rest.split_at(end);
            let piece = Piece {
                text: text.to_owned(),
                value: text.find(':').map(|at| at + 1),
                quoted: false,
            };
            (piece, after)
        };
        pieces.push(piece);
        rest = after.trim_start();
    }
    pieces
}

/// Where a word ends: at a space, but `in:"the attic"` has one in it.
fn end_of_word(text: &str) -> usize {
    let space = text.find(char::is_whitespace).unwrap_or(text.len());
    let Some(colon) = text[..space].find(':') else {
        return space;
    };
    let value = &text[colon + 1..];
    let Some(quote) = value.chars().next().filter(|c| is_quote(*c)) else {
        return space;
    };
    let inner = &value[quote.len_utf8()..];
    let Some(close) = inner.find(is_quote) else {
        return space;
    };
    let close = colon + 1 + quote.len_utf8() + close;
    close + text[close..].chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(typed: &str) -> Vec<String> {
        let pieces = pieces(typed).into_iter();
        pieces
            .map(|piece| {
                if piece.quoted {
                    format!("<{}>", piece.text)
                } else {
                    piece.text
                }
            })
            .collect()
    }

    #[test]
    fn words_quotes_and_operators_are_told_apart() {
        assert_eq!(texts("  two  words "), ["two", "words"]);
        assert_eq!(texts("a \"b c\" d"), ["a", "<b c>", "d"]);
        assert_eq!(texts("“b c” d"), ["<b c>", "d"]);
        assert_eq!(texts("in:\"the attic\" x"), ["in:\"the attic\"", "x"]);
        assert_eq!(texts("in:\"the attic x"), ["in:\"the", "attic", "x"]);
    }

    #[test]
    fn nothing_that_is_typed_is_an_error() {
        assert_eq!(texts("\"open"), ["<open>"]);
        assert!(texts("\"\"").len() <= 1);
        for odd in [
            "\"", "\"\"\"", ":", "from:", "in:\"", "* OR", "NOT (", "%_\\", "\0", "é\"é", "a:\"“",
        ] {
            let _ = texts(odd);
        }
        assert_eq!(texts(&"word ".repeat(10_000)).len(), MOST);
        assert_eq!(texts(&"é".repeat(10_000))[0].chars().count(), LONGEST);
    }

    #[test]
    fn days_months_and_years_begin_and_end_in_the_zone() {
        let lisbon: Tz = "Europe/Lisbon".parse().expect("a zone");
        let at = |typed: &str| day(typed, lisbon).map(|(from, to)| (from.to_rfc3339(), to.to_rfc3339()));
        let span = |from: &str, to: &str| Some((format!("{from}:00:00+00:00"), format!("{to}:00:00+00:00")));
        assert_eq!(at("2026-07-01"), span("2026-06-30T23", "2026-07-01T23"));
        assert_eq!(at("2026-02"), span("2026-02-01T00", "2026-03-01T00"));
        assert_eq!(at("2025"), span("2025-01-01T00", "2026-01-01T00"));
        for wrong in [
            "",
            "tomorrow",
            "2026-13",
            "2026-02-30",
            "26-01-01",
            "2026-1-1",
            "2026-01-01-01",
            "９９９９",
        ] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }
}
