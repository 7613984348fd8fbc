//! A text as search reads it: in units that are compared whole or by their letters.
//!
//! A unit is a word, or one character of a script that puts no spaces between words. Letters are compared without case and
//! without accents, so that what is typed in a hurry is found, too.

use std::{iter::once, ops::Range};

use unicode_normalization::{
    UnicodeNormalization,
    char::{compose, decompose_compatible, is_combining_mark},
};

use crate::models::messages::is_blank;

/// One word, or one character that is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    /// What is compared.
    pub folded: String,
    /// Where it stands in the text, in bytes.
    pub at: Range<usize>,
    /// A character that is compared with its neighbours rather than taken apart.
    pub single: bool,
}

/// The text as [`units`] takes it: a letter and its accents as one character where there is one.
pub(super) fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// The units of a composed text, in order.
pub(super) fn units(text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    // Whether the next letter goes on with the last word.
    let mut within = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if is_blank(c) && !c.is_whitespace() && !c.is_control() {
            // Nobody sees it: a soft hyphen divides no word.
            continue;
        }
        for folded in fold(c) {
            if is_single(folded) {
                units.push(Unit {
                    folded: folded.to_string(),
                    at: at..end,
                    single: true,
                });
                within = false;
            } else if folded.is_alphanumeric() || is_combining_mark(folded) {
                match units.last_mut().filter(|_| within) {
                    Some(word) => {
                        word.folded.push(folded);
                        word.at.end = end;
                    }
                    None => units.push(Unit {
                        folded: folded.to_string(),
                        at: at..end,
                        single: false,
                    }),
                }
                within = true;
            } else {
                within = false;
            }
        }
    }
    units
}

/// A character as it is compared: several, where it stands for several.
fn fold(c: char) -> impl Iterator<Item = char> {
    let lower = match c {
        // A syllable of Korean would fall apart into letters that nobody types one by one.
        'a'..='z' | '0'..='9' | '\u{ac00}'..='\u{d7a3}' => return Folded::One(once(c)),
        'A'..='Z' => return Folded::One(once(c.to_ascii_lowercase())),
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' => "d",
        'ł' | 'Ł' => "l",
        'ı' => "i",
        _ => return Folded::Many(plain(c).into_iter()),
    };
    Folded::Many(lower.chars().collect::<Vec<_>>().into_iter())
}

enum Folded {
    One(std::iter::Once<char>),
    Many(std::vec::IntoIter<char>),
}

impl Iterator for Folded {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::One(one) => one.next(),
            Self::Many(many) => many.next(),
        }
    }
}

/// Without case and accents.
fn plain(c: char) -> Vec<char> {
    let mut parts: Vec<char> = Vec::new();
    decompose_compatible(c, |part| {
        // The accents of the alphabets. Other scripts have marks that make another letter of one.
        if matches!(part, '\u{300}'..='\u{36f}') {
            return;
        }
        match parts.last().and_then(|last| compose(*last, part)) {
            Some(whole) if is_combining_mark(part) => {
                parts.pop();
                parts.push(whole);
            }
            _ => parts.push(part),
        }
    });
    parts
        .into_iter()
        .flat_map(char::to_lowercase)
        .filter(|c| !matches!(c, '\u{300}'..='\u{36f}'))
        .collect()
}

/// Whether it is a unit of its own: of a script without spaces between words, or a picture.
fn is_single(c: char) -> bool {
    if c < '\u{e00}' {
        return false;
    }
    let is_picture = matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{2460}'..='\u{27bf}' | '\u{2900}'..='\u{297f}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1faff}');
    let is_spaceless = matches!(c,
        // Thai, Lao, Burmese, Khmer.
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        // Chinese, Japanese and Korean. Korean has spaces, but its words carry their endings with them.
        | '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}'
        | '\u{3031}'..='\u{318f}' | '\u{31a0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}');
    is_picture || (is_spaceless && (c.is_alphanumeric() || is_combining_mark(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        units(&composed(text))
            .into_iter()
            .map(|unit| unit.folded)
            .collect()
    }

    #[test]
    fn words_are_compared_without_case_and_accents() {
        assert_eq!(folded("Crème BRÛLÉE, Straße!"), ["creme", "brulee", "strasse"]);
        assert_eq!(folded("cafe\u{301} ﬁne"), ["cafe", "fine"]);
        assert_eq!(folded("Ёлка İstanbul"), ["елка", "istanbul"]);
    }

    #[test]
    fn what_nobody_sees_divides_no_word() {
        assert_eq!(folded("co\u{ad}operate a\u{200b}b"), ["cooperate", "ab"]);
        assert_eq!(folded("one\u{0}two\nthree"), ["one", "two", "three"]);
    }

    #[test]
    fn what_is_written_without_spaces_is_taken_character_by_character() {
        assert_eq!(
            folded("今天天气abc很好。"),
            ["今", "天", "天", "气", "abc", "很", "好"]
        );
        assert_eq!(folded("날씨가"), ["날", "씨", "가"]);
        assert_eq!(folded("ガ か\u{3099}"), ["ガ", "が"]);
        assert_eq!(folded("สวัสดี").len(), 6);
    }

    #[test]
    fn pictures_are_units_whatever_their_colour() {
        assert_eq!(folded("ok👍🏽🎉!"), ["ok", "👍", "🎉"]);
    }

    #[test]
    fn other_scripts_keep_their_marks() {
        assert_eq!(folded("हिन्दी भाषा"), ["हिन्दी", "भाषा"]);
    }

    #[test]
    fn units_know_where_they_stand() {
        let text = composed("Zoë, Straße");
        let at: Vec<&str> = units(&text).iter().map(|unit| &text[unit.at.clone()]).collect();
        assert_eq!(at, ["Zoë", "Straße"]);
    }
}
