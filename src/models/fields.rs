//! What is typed into the fields of a form, as values: each is read, or refused by the key of a text.
//!
//! An empty field is `None`, and refused where something is [`required`]. Pages that were generated read theirs so.

use std::collections::HashMap;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;
use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveValue, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, SqlErr, Value,
    prelude::{Decimal, Json, Uuid},
};
use serde::Serialize;

use super::{groups, messages, sessions::hex, users};

/// Characters of a line, of a text, and bytes.
pub const LINE: usize = 200;
pub const TEXT: usize = 10_000;
pub const BYTES: usize = 10_000;

/// How many rows a form offers by their names. Where there are more it asks for a number.
pub const OFFERED: u64 = 100;

/// A field, or the key of what is wrong with it.
pub type Read<T> = Result<T, &'static str>;

/// A value that is one whatever its field is called.
pub trait Field: Sized {
    /// # Errors
    /// The key of a text.
    fn read(typed: &str) -> Read<Self>;

    /// As a form has it.
    fn write(&self) -> String;
}

/// What says of a group's rows what they are called: their id, their group, who made them, and their name.
pub type Known<E> = [<E as EntityTrait>::Column; 4];

/// A row by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, FromQueryResult)]
pub struct Named {
    pub id: i64,
    pub author_id: i64,
    /// `None` for one without.
    pub name: Option<String>,
}

impl Named {
    /// The same, without what somebody wrote whom its reader has blocked.
    #[must_use]
    pub fn without(mut self, blocked: &[i64]) -> Self {
        if blocked.contains(&self.author_id) {
            self.name = None;
        }
        self
    }
}

/// What was read goes into its column, what is wrong to its field.
pub fn keep<T: Into<Value>>(read: Read<T>, refusal: &mut Option<&'static str>) -> ActiveValue<T> {
    match read {
        Ok(value) => ActiveValue::Set(value),
        Err(key) => {
            *refusal = Some(key);
            ActiveValue::NotSet
        }
    }
}

/// # Errors
/// Where nothing was typed.
pub fn required<T>(read: Read<Option<T>>) -> Read<T> {
    read?.ok_or("field-missing")
}

/// A number, a day and the like.
///
/// # Errors
/// For what is none.
pub fn value<T: Field>(typed: &str) -> Read<Option<T>> {
    let typed = typed.trim();
    (!typed.is_empty()).then(|| T::read(typed)).transpose()
}

/// The same, and not below zero.
///
/// # Errors
/// For what is none.
pub fn natural<T: Field + Default + PartialOrd>(typed: &str) -> Read<Option<T>> {
    match value(typed)? {
        Some(number) if number < T::default() => Err("field-negative"),
        number => Ok(number),
    }
}

/// One line, with single spaces.
///
/// # Errors
/// For one that is too long or hides something.
pub fn line(typed: &str) -> Read<Option<String>> {
    let line = groups::squeeze(typed);
    if line.chars().all(messages::is_blank) {
        return Ok(None);
    }
    if line.chars().count() > LINE {
        return Err("field-long");
    }
    if line.chars().any(groups::is_hidden) {
        return Err("field-characters");
    }
    Ok(Some(line))
}

/// Several lines.
///
/// # Errors
/// For what is too long, or has characters that are none of a text.
pub fn prose(typed: &str) -> Read<Option<String>> {
    let text = typed.replace("\r\n", "\n").trim_end().to_owned();
    if text.chars().all(messages::is_blank) {
        return Ok(None);
    }
    if text.chars().count() > TEXT {
        return Err("field-long");
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err("field-characters");
    }
    Ok(Some(text))
}

/// One of those that are offered.
///
/// # Errors
/// For another one.
pub fn choice(typed: &str, offered: &[&str]) -> Read<Option<String>> {
    match typed {
        "" => Ok(None),
        typed if offered.contains(&typed) => Ok(Some(typed.to_owned())),
        _ => Err("field-choice"),
    }
}

/// Whether a box is ticked.
#[must_use]
pub fn ticked(typed: &str) -> bool {
    !typed.is_empty()
}

/// A number of at most `precision` digits, `scale` of them behind the point.
///
/// # Errors
/// For what is none, or has more.
pub fn decimal(typed: &str, precision: u32, scale: u32) -> Read<Option<Decimal>> {
    let Some(number) = value::<Decimal>(typed)?.map(|number| number.normalize()) else {
        return Ok(None);
    };
    let whole = number.trunc().abs().to_string();
    let digits = if whole == "0" { 0 } else { whole.len() };
    if number.scale() > scale || digits > precision.saturating_sub(scale) as usize {
        return Err("field-digits");
    }
    Ok(Some(number))
}

/// A moment by the clock of `zone`.
///
/// # Errors
/// For what is none.
pub fn moment(typed: &str, zone: Tz) -> Read<Option<DateTime<FixedOffset>>> {
    let Some(local) = value::<NaiveDateTime>(typed)? else {
        return Ok(None);
    };
    // A clock that is set back shows some moments twice, one that is set forward some never.
    let at = local.and_local_timezone(zone).earliest();
    at.map(|at| Some(at.fixed_offset())).ok_or("field-moment")
}

/// At most `most` bytes, in hexadecimal.
///
/// # Errors
/// For what is none, or more.
pub fn bytes(typed: &str, most: usize) -> Read<Option<Vec<u8>>> {
    let digits: Vec<u32> = typed
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_digit(16).ok_or("field-bytes"))
        .collect::<Read<_>>()?;
    if digits.is_empty() {
        return Ok(None);
    }
    if !digits.len().is_multiple_of(2) {
        return Err("field-bytes");
    }
    if digits.len() / 2 > most {
        return Err("field-long");
    }
    let byte = |pair: &[u32]| u8::try_from(pair[0] * 16 + pair[1]).map_err(|_| "field-bytes");
    Ok(Some(digits.chunks(2).map(byte).collect::<Read<_>>()?))
}

/// A value a line. No database but PostgreSQL has lists, so they are kept as JSON.
///
/// # Errors
/// For the first line that is none.
pub fn list<T: Into<Json>>(typed: &str, read: impl Fn(&str) -> Read<Option<T>>) -> Read<Option<Json>> {
    if typed.chars().count() > TEXT {
        return Err("field-long");
    }
    let mut values = Vec::new();
    for line in typed.lines() {
        values.extend(read(line)?.map(Into::into));
    }
    Ok((!values.is_empty()).then_some(Json::Array(values)))
}

/// The one with this username.
///
/// # Errors
/// When the database fails; within, for nobody.
pub async fn person(db: &impl ConnectionTrait, typed: &str) -> ModelResult<Read<Option<i64>>> {
    let name = typed.trim().trim_start_matches('@');
    if name.is_empty() {
        return Ok(Ok(None));
    }
    match users::find_by_username(db, name).await {
        Ok(user) => Ok(Ok(Some(user.id))),
        Err(loco_rs::model::ModelError::EntityNotFound) => Ok(Err("field-person")),
        Err(error) => Err(error),
    }
}

/// The row of the same group with this number. One of another group is none.
///
/// # Errors
/// When the database fails; within, for none.
pub async fn of_group<E: EntityTrait>(
    db: &impl ConnectionTrait,
    [id, group]: [E::Column; 2],
    group_id: i64,
    typed: &str,
) -> ModelResult<Read<Option<i64>>>
where
    E::Model: Sync,
{
    let wanted = match value::<i64>(typed) {
        Ok(Some(wanted)) => wanted,
        nothing => return Ok(nothing),
    };
    let there = Condition::all().add(id.eq(wanted)).add(group.eq(group_id));
    let found = E::find().filter(there).count(db).await?;
    Ok((found > 0).then_some(Some(wanted)).ok_or("field-row"))
}

/// Those of a group that may be `chosen`, the latest first; of people whom the reader has `blocked` only the one that is.
/// `None` where there are more than [`OFFERED`].
///
/// # Errors
/// When the database fails.
pub async fn offered<E: EntityTrait>(
    db: &impl ConnectionTrait,
    known: Known<E>,
    group_id: i64,
    blocked: &[i64],
    chosen: &str,
) -> ModelResult<Option<Vec<Named>>> {
    let [id, group, ..] = known;
    let of_group = by_name::<E>(known).filter(group.eq(group_id));
    // One more than shown tells whether there is more.
    let latest = of_group.order_by_desc(id).limit(OFFERED + 1);
    let mut rows: Vec<Named> = latest.into_model().all(db).await?;
    if rows.len() as u64 > OFFERED {
        return Ok(None);
    }
    let chosen = value::<i64>(chosen).ok().flatten();
    rows.retain(|row| Some(row.id) == chosen || !blocked.contains(&row.author_id));
    Ok(Some(rows))
}

/// The rows with these ids, by id.
///
/// # Errors
/// When the database fails.
pub async fn names<E: EntityTrait>(
    db: &impl ConnectionTrait,
    known: Known<E>,
    ids: impl IntoIterator<Item = i64>,
) -> ModelResult<HashMap<i64, Named>> {
    let [id, ..] = known;
    let rows = by_name::<E>(known).filter(id.is_in(ids));
    let rows: Vec<Named> = rows.into_model().all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

fn by_name<E: EntityTrait>([id, _, author, name]: Known<E>) -> Select<E> {
    let columns = E::find().select_only().column_as(id, "id");
    columns.column_as(author, "author_id").column_as(name, "name")
}

/// The refusal of a row for which another one of `table` has this value of `column` already.
#[must_use]
pub fn taken(error: &DbErr, table: &str, column: &str) -> Option<&'static str> {
    let Some(SqlErr::UniqueConstraintViolation(what)) = error.sql_err() else {
        return None;
    };
    // SQLite names the columns, PostgreSQL the index.
    let here =
        what.ends_with(&format!("{table}.{column}")) || what.contains(&format!("\"idx_{table}_{column}\""));
    here.then_some("field-taken")
}

/// As a form has it; empty for none.
#[must_use]
pub fn written<'a, T: Field + 'a>(value: impl Into<Option<&'a T>>) -> String {
    value.into().map(T::write).unwrap_or_default()
}

/// As [`moment`] reads it.
#[must_use]
pub fn written_at<'a>(at: impl Into<Option<&'a DateTime<FixedOffset>>>, zone: Tz) -> String {
    let at = at.into().map(|at| at.with_timezone(&zone).naive_local());
    written(at.as_ref())
}

/// As [`bytes`] reads them.
#[must_use]
pub fn written_bytes<'a>(bytes: impl Into<Option<&'a Vec<u8>>>) -> String {
    hex(bytes.into().map(Vec::as_slice).unwrap_or_default())
}

/// As [`list`] reads it.
#[must_use]
pub fn written_list<'a>(list: impl Into<Option<&'a Json>>) -> String {
    let values = list.into().and_then(Json::as_array).into_iter().flatten();
    let line = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    values.map(line).collect::<Vec<_>>().join("\n")
}

macro_rules! by_parsing {
    ($($type:ty => $refusal:literal),* $(,)?) => {
        $(impl Field for $type {
            fn read(typed: &str) -> Read<Self> {
                typed.parse().map_err(|_| $refusal)
            }

            fn write(&self) -> String {
                self.to_string()
            }
        })*
    };
}

by_parsing! {
    i16 => "field-number",
    i64 => "field-number",
    bool => "field-truth",
    Decimal => "field-number",
    NaiveDate => "field-day",
    Uuid => "field-uuid",
    Json => "field-json",
}

macro_rules! finite {
    ($($type:ty),*) => {
        $(impl Field for $type {
            fn read(typed: &str) -> Read<Self> {
                let number: Option<$type> = typed.parse().ok();
                number.filter(|number| number.is_finite()).ok_or("field-number")
            }

            fn write(&self) -> String {
                self.to_string()
            }
        })*
    };
}

finite!(f32, f64);

/// Browsers leave seconds out where there are none.
fn with_seconds(typed: &str) -> String {
    let colons = typed.matches(':').count();
    format!("{typed}{}", if colons == 1 { ":00" } else { "" })
}

impl Field for NaiveTime {
    fn read(typed: &str) -> Read<Self> {
        with_seconds(typed).parse().map_err(|_| "field-time")
    }

    fn write(&self) -> String {
        self.format("%H:%M:%S").to_string()
    }
}

impl Field for NaiveDateTime {
    fn read(typed: &str) -> Read<Self> {
        with_seconds(typed).parse().map_err(|_| "field-moment")
    }

    fn write(&self) -> String {
        self.format("%Y-%m-%dT%H:%M:%S").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again<T: Field>(typed: &str) -> Read<Option<String>> {
        Ok(value::<T>(typed)?.as_ref().map(T::write))
    }

    #[test]
    fn a_value_is_what_it_was_typed_as() {
        assert_eq!(again::<i64>(" 12 "), Ok(Some("12".to_owned())));
        assert_eq!(again::<i64>(""), Ok(None));
        assert_eq!(again::<i16>("40000"), Err("field-number"));
        assert_eq!(again::<f64>("NaN"), Err("field-number"));
        assert_eq!(again::<f32>("-1.5"), Ok(Some("-1.5".to_owned())));
        assert_eq!(again::<NaiveDate>("2026-02-30"), Err("field-day"));
        assert_eq!(
            again::<NaiveDate>("2026-02-03"),
            Ok(Some("2026-02-03".to_owned()))
        );
        assert_eq!(again::<NaiveTime>("09:05"), Ok(Some("09:05:00".to_owned())));
        assert_eq!(
            again::<NaiveDateTime>("2026-02-03T09:05"),
            Ok(Some("2026-02-03T09:05:00".to_owned()))
        );
        assert_eq!(again::<Uuid>("x"), Err("field-uuid"));
        assert_eq!(again::<Json>("{\"a\": 1}"), Ok(Some("{\"a\":1}".to_owned())));
        assert_eq!(natural::<i64>("-1"), Err("field-negative"));
        assert_eq!(required(value::<i64>(" ")), Err("field-missing"));
    }

    #[test]
    fn text_is_kept_but_for_what_nobody_sees() {
        assert_eq!(line("  two   words "), Ok(Some("two words".to_owned())));
        assert_eq!(line(" \u{200b} "), Ok(None));
        assert_eq!(line("a\u{202e}b"), Err("field-characters"));
        assert_eq!(line(&"x".repeat(LINE + 1)), Err("field-long"));
        assert_eq!(prose("a\r\n\r\n b \n"), Ok(Some("a\n\n b".to_owned())));
        assert_eq!(prose("a\0b"), Err("field-characters"));
        assert_eq!(prose(&"x".repeat(TEXT + 1)), Err("field-long"));
        assert_eq!(choice("medium", &["easy", "hard"]), Err("field-choice"));
    }

    #[test]
    fn numbers_have_as_many_digits_as_their_column() {
        let digits = |typed| decimal(typed, 4, 2).map(|number| number.map(|number| number.to_string()));
        assert_eq!(digits("12.50"), Ok(Some("12.5".to_owned())));
        assert_eq!(digits("99.99"), Ok(Some("99.99".to_owned())));
        assert_eq!(digits("100"), Err("field-digits"));
        assert_eq!(digits("-0.001"), Err("field-digits"));
        assert_eq!(decimal("0.25", 2, 2).map(|number| number.is_some()), Ok(true));
    }

    #[test]
    fn a_moment_is_one_of_the_sites_clock() {
        let berlin = chrono_tz::Europe::Berlin;
        let at = moment("2026-07-01T12:00", berlin)
            .expect("a moment")
            .expect("one");
        assert_eq!(at.to_rfc3339(), "2026-07-01T12:00:00+02:00");
        assert_eq!(
            written_at(&at.to_utc().fixed_offset(), berlin),
            "2026-07-01T12:00:00"
        );
        assert_eq!(moment("2026-03-29T02:30", berlin), Err("field-moment"));
    }

    #[test]
    fn bytes_and_lists_come_back_as_they_were() {
        let some = bytes("00 fF", 2).expect("bytes");
        assert_eq!(some, Some(vec![0, 255]));
        assert_eq!(written_bytes(some.as_ref()), "00ff");
        assert_eq!(bytes("f", 2), Err("field-bytes"));
        assert_eq!(bytes("éé", 2), Err("field-bytes"));
        assert_eq!(bytes("00ffff", 2), Err("field-long"));
        let lines = list("one\n\n two words\n", line).expect("a list");
        assert_eq!(written_list(lines.as_ref()), "one\ntwo words");
        let numbers = list("1\n2", value::<i64>).expect("a list");
        assert_eq!(numbers, Some(serde_json::json!([1, 2])));
        assert_eq!(list("1\nx", value::<i64>), Err("field-number"));
    }
}
