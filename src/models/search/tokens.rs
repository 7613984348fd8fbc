//! What the index keeps of a message: short names of its words, of parts of them and of pairs, and of where it stands.
//!
//! A name is a hash, so two may be the same by chance. The index only says where to look: what is found there is read and
//! compared before anybody sees it.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Utc};

use super::{document::Document, forms, text::Unit};

/// Letters of a part of a word.
pub(super) const PART: usize = 3;

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Token<'a> {
    /// A whole word, or a single character.
    Word(&'a str),
    /// What an English word has in common with its other forms.
    Form(&'a str),
    /// Three letters in a row.
    Part(&'a str),
    /// Two units, one after the other.
    Pair(&'a str, &'a str),
    /// Everybody may read the group.
    Open,
    Group(i64),
    Author(i64),
    Month(i32, u32),
    Year(i32),
    File,
    Link,
    /// Messages whose ids are near one another, in blocks of two sizes. PostgreSQL's index knows no order.
    Block(i64),
    Stretch(i64),
}

/// Ids of one [`Token::Block`] and of one [`Token::Stretch`], as powers of two.
pub(super) const BLOCK: u32 = 12;
pub(super) const STRETCH: u32 = 16;

impl Token<'_> {
    /// Five letters and digits.
    pub fn name(self) -> String {
        let mut hash = Hash::new();
        match self {
            Self::Word(word) => hash.add(b'w').text(word),
            Self::Form(stem) => hash.add(b's').text(stem),
            Self::Part(part) => hash.add(b'g').text(part),
            Self::Pair(one, other) => hash.add(b'p').text(one).add(0).text(other),
            Self::Open => hash.add(b'o'),
            Self::Group(id) => hash.add(b'i').number(id),
            Self::Author(id) => hash.add(b'u').number(id),
            Self::Month(year, month) => hash.add(b'm').number(i64::from(year)).number(i64::from(month)),
            Self::Year(year) => hash.add(b'y').number(i64::from(year)),
            Self::File => hash.add(b'f'),
            Self::Link => hash.add(b'l'),
            Self::Block(block) => hash.add(b'b').number(block),
            Self::Stretch(stretch) => hash.add(b'c').number(stretch),
        };
        hash.name()
    }
}

/// The names of all that can be asked of a message.
pub(super) fn of(document: &Document) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for part in &document.parts {
        of_units(&part.units, &mut names);
    }
    let created: DateTime<Utc> = document.created_at.into();
    let mut facts = vec![
        Token::Group(document.group_id),
        Token::Author(document.author_id),
        Token::Month(created.year(), created.month()),
        Token::Year(created.year()),
    ];
    facts.extend(document.is_open.then_some(Token::Open));
    facts.extend(document.has_file.then_some(Token::File));
    facts.extend(document.has_link.then_some(Token::Link));
    names.extend(facts.into_iter().map(Token::name));
    names
}

#[cfg(test)]
pub(super) fn of_text(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    of_units(&super::document::Part::new(text).units, &mut names);
    names
}

fn of_units(units: &[Unit], names: &mut BTreeSet<String>) {
    for unit in units {
        let word = &unit.folded;
        names.insert(Token::Word(word).name());
        if unit.single {
            continue;
        }
        names.extend(parts(word).map(|part| Token::Part(part).name()));
        if let Some(stem) = forms::common(word).filter(|stem| stem != word) {
            names.insert(Token::Form(&stem).name());
        }
    }
    for two in units.windows(2) {
        names.insert(Token::Pair(&two[0].folded, &two[1].folded).name());
    }
}

/// Some of the parts of a word, from all over it.
pub(super) fn some_parts(word: &str, most: usize) -> Vec<&str> {
    let all: Vec<&str> = parts(word).collect();
    let few = all.len().min(most);
    (0..few)
        .map(|n| all[n * (all.len() - 1) / (few - 1).max(1)])
        .collect()
}

/// Every three letters of a word that follow one another.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = word
        .char_indices()
        .map(|(at, _)| at)
        .chain([word.len()])
        .collect();
    let count = starts.len().saturating_sub(PART);
    (0..count).map(move |n| &word[starts[n]..starts[n + PART]])
}

/// FNV-1a, the same on every machine and in every version.
struct Hash(u64);

impl Hash {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, byte: u8) -> &mut Self {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        text.bytes().fold(self, Self::add)
    }

    fn number(&mut self, number: i64) -> &mut Self {
        number.to_be_bytes().into_iter().fold(self, Self::add)
    }

    fn name(&self) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        // Its upper half takes part in the lower one, whose last bits differ least.
        let mixed = (self.0 ^ (self.0 >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        (0..5)
            .map(|digit| char::from(LETTERS[usize::try_from(mixed >> (5 * digit) & 31).unwrap_or_default()]))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_for_ever() {
        // What an installation has indexed is found by these.
        assert_eq!(Token::Word("hello").name().len(), 5);
        let names: Vec<String> = [
            Token::Word("hello"),
            Token::Part("hel"),
            Token::Group(1),
            Token::Open,
        ]
        .map(Token::name)
        .into();
        assert_eq!(names, ["xeprl", "ymfa4", "7j43r", "l7f7r"]);
    }

    #[test]
    fn names_differ_where_what_they_stand_for_does() {
        let words: Vec<String> = (0..20_000).map(|n| format!("word{n}")).collect();
        let names: BTreeSet<String> = words.iter().map(|word| Token::Word(word).name()).collect();
        assert!(names.len() > 19_980, "{}", names.len());
    }

    #[test]
    fn parts_are_taken_from_all_over_a_word() {
        assert_eq!(some_parts("hello", 8), ["hel", "ell", "llo"]);
        assert_eq!(some_parts("über", 8), ["übe", "ber"]);
        assert_eq!(some_parts("abc", 8), ["abc"]);
        assert!(some_parts("ab", 8).is_empty());
        let long = some_parts("abcdefghijklmnopqrstuvwxyz", 8);
        assert_eq!(long.len(), 8);
        assert_eq!((long[0], long[7]), ("abc", "xyz"));
    }
}
