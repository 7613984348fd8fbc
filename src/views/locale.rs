//! Dates and numbers as a language writes them.

use std::fmt::Display;

use chrono::{Datelike, Timelike};
use fluent_templates::fluent_bundle::FluentValue;
use pure_rust_locales::{de_DE, en_GB, es_ES};

use super::{language::current, templates::text_with};
use crate::models::languages::Language;

/// `Sunday, 22 November 2026`
#[must_use]
pub fn weekday(at: &impl Datelike) -> String {
    let weekday = days(current())[at.weekday().num_days_from_sunday() as usize];
    text_with("date-weekday", &[("weekday", weekday), ("date", &day(at))])
}

/// `22 November 2026`
#[must_use]
pub fn day(at: &impl Datelike) -> String {
    date("date-day", at, &[("year", &at.year().to_string())])
}

/// `22 November 2026, 13:24`
#[must_use]
pub fn moment(at: &(impl Datelike + Timelike)) -> String {
    date(
        "date-moment",
        at,
        &[("year", &at.year().to_string()), ("time", &time(at))],
    )
}

/// `22 November, 13:24`: of what is not long ago, or soon.
#[must_use]
pub fn near(at: &(impl Datelike + Timelike)) -> String {
    date("date-near", at, &[("time", &time(at))])
}

/// `13:24`
#[must_use]
pub fn time(at: &impl Timelike) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

fn date(key: &str, at: &impl Datelike, more: &[(&'static str, &str)]) -> String {
    let day = at.day().to_string();
    let mut args = vec![("day", &*day), ("month", months(current())[at.month0() as usize])];
    args.extend(more);
    text_with(key, &args)
}

/// By the Unicode CLDR, as the C library has it.
fn months(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => en_GB::LC_TIME::MON,
        Language::German => de_DE::LC_TIME::MON,
        Language::Spanish => es_ES::LC_TIME::MON,
    }
}

/// From Sunday on.
fn days(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => en_GB::LC_TIME::DAY,
        Language::German => de_DE::LC_TIME::DAY,
        Language::Spanish => es_ES::LC_TIME::DAY,
    }
}

/// How a language writes numbers.
struct Marks {
    thousands: char,
    /// Digits before the mark of decimals from which on there are marks of thousands.
    from: usize,
    decimals: char,
}

/// As the Unicode CLDR has them.
const fn marks(language: Language) -> Marks {
    let (thousands, from, decimals) = match language {
        Language::English => (',', 4, '.'),
        Language::German => ('.', 4, ','),
        Language::Spanish => ('.', 5, ','),
    };
    Marks {
        thousands,
        from,
        decimals,
    }
}

/// What a text shows of a number: `1,234.5`. `None` for what is none.
pub(super) fn number<const LANGUAGE: usize, M>(value: &FluentValue, _: &M) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    Some(digits(&number.as_string(), Language::ALL[LANGUAGE]))
}

/// `1,234.5`: any number that is none of a text's.
#[must_use]
pub fn number_of(number: &impl ToString) -> String {
    let plain = number.to_string();
    match plain.strip_prefix('-') {
        Some(plain) => format!("-{}", digits(plain, current())),
        None => digits(&plain, current()),
    }
}

/// `1,234.50`: the same with so many digits behind the point.
#[must_use]
pub fn digits_of(number: &impl Display, places: usize) -> String {
    number_of(&format!("{number:.places$}"))
}

fn digits(plain: &str, language: Language) -> String {
    let marks = marks(language);
    let (whole, rest) = plain.split_once('.').unwrap_or((plain, ""));
    let mut written = String::with_capacity(plain.len() + 4);
    for (index, digit) in whole.char_indices() {
        let left = whole.len() - index;
        if index > 0 && left.is_multiple_of(3) && whole.len() >= marks.from {
            written.push(marks.thousands);
        }
        written.push(digit);
    }
    if !rest.is_empty() {
        written.push(marks.decimals);
        written.push_str(rest);
    }
    written
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, NaiveDateTime};

    use super::*;
    use crate::views::{language::within, templates::text_counting};

    fn at() -> NaiveDateTime {
        let day = NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day");
        day.and_hms_opt(9, 5, 0).expect("a time")
    }

    #[test]
    fn dates_are_written_as_the_language_does() {
        for (language, shown) in [
            (
                Language::English,
                [
                    "Sunday, 1 March 2026",
                    "1 March 2026",
                    "1 March 2026, 09:05",
                    "1 March, 09:05",
                ],
            ),
            (
                Language::German,
                [
                    "Sonntag, 1. März 2026",
                    "1. März 2026",
                    "1. März 2026, 09:05",
                    "1. März, 09:05",
                ],
            ),
            (
                Language::Spanish,
                [
                    "domingo, 1 de marzo de 2026",
                    "1 de marzo de 2026",
                    "1 de marzo de 2026, 09:05",
                    "1 de marzo, 09:05",
                ],
            ),
        ] {
            let written = within(language, || {
                [weekday(&at()), day(&at()), moment(&at()), near(&at())]
            });
            assert_eq!(written, shown);
        }
    }

    #[test]
    fn numbers_are_written_as_the_language_does() {
        for (language, shown) in [
            (
                Language::English,
                ["1 member", "999 members", "1,234 members", "1,234,567 members"],
            ),
            (
                Language::German,
                [
                    "1 Mitglied",
                    "999 Mitglieder",
                    "1.234 Mitglieder",
                    "1.234.567 Mitglieder",
                ],
            ),
            (
                Language::Spanish,
                ["1 miembro", "999 miembros", "1234 miembros", "1.234.567 miembros"],
            ),
        ] {
            let written = within(language, || {
                [1, 999, 1234, 1_234_567]
                    .map(|count| text_counting("group-member-count", ("count", count), &[]))
            });
            assert_eq!(written, shown);
        }
        assert_eq!(within(Language::German, || digits_of(&1234.5, 2)), "1.234,50");
        let written = |language| within(language, || number_of(&-1234.5));
        let all = [Language::English, Language::German, Language::Spanish].map(written);
        assert_eq!(all, ["-1,234.5", "-1.234,5", "-1234,5"]);
    }
}
