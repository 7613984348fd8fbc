//! What the index keeps of a message: short names of its words, of parts of them and of pairs, and of where it stands.
//!
//! A name is a hash, so two may be the same by chance. The index only says where to look: what is found there is read and
//! compared before anybody sees it.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Utc};

use super::{document::Document, expression::Expression, forms, text::Unit};

/// Letters of a part of a word.
pub(super) const PART: usize = 3;

/// Parts with what follows them that say enough of a word.
const ENOUGH: usize = 3;

/// What a name stands for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Token<'a> {
    /// A whole word, or a single character.
    Word(&'a str),
    /// What an English word has in common with its other forms.
    Form(&'a str),
    /// Three letters in a row, and of which kind the one after them is.
    Part(&'a str, After),
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

/// What follows the letters of a part: the end of the word, or a letter of one of some kinds. So a name says nearly as much as
/// that of four letters would, and three letters of a word that nobody has typed to its end can still be asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct After(u8);

impl After {
    const KINDS: u8 = 11;

    /// Whatever may follow.
    pub fn any() -> impl Iterator<Item = Self> {
        (0..=Self::KINDS).map(Self)
    }

    fn new(letter: Option<char>) -> Self {
        let kind = |letter| u32::from(letter) % u32::from(Self::KINDS);
        Self(letter.map_or(Self::KINDS, |letter| {
            u8::try_from(kind(letter)).unwrap_or_default()
        }))
    }
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
            Self::Part(part, After(kind)) => hash.add(b'g').text(part).add(kind),
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
        names.extend(parts(word).map(|(part, next)| Token::Part(part, After::new(next)).name()));
        if let Some(stem) = forms::common(word).filter(|stem| stem != word) {
            names.insert(Token::Form(&stem).name());
        }
    }
    for two in units.windows(2) {
        names.insert(Token::Pair(&two[0].folded, &two[1].folded).name());
    }
}

/// What has `word` in it has all of these: some of its parts, from all over it. What follows the last one is not known, so it
/// stands for all that may: where others say enough it is left out.
pub(super) fn some_parts(word: &str, most: usize) -> Vec<Expression> {
    let mut all: Vec<(&str, Option<char>)> = parts(word).collect();
    if all.len() > ENOUGH {
        all.pop();
    }
    let few = all.len().min(most);
    (0..few)
        .map(|n| all[n * (all.len() - 1) / (few - 1).max(1)])
        .map(|(part, next)| match next {
            Some(_) => Expression::name(Token::Part(part, After::new(next))),
            None => Expression::any(After::any().map(|after| Token::Part(part, after))),
        })
        .collect()
}

/// Every three letters of a word that follow one another, with the letter after them.
fn parts(word: &str) -> impl Iterator<Item = (&str, Option<char>)> {
    let starts: Vec<usize> = word
        .char_indices()
        .map(|(at, _)| at)
        .chain([word.len()])
        .collect();
    let count = starts.len().saturating_sub(PART);
    (0..count).map(move |n| {
        let end = starts[n + PART];
        (&word[starts[n]..end], word[end..].chars().next())
    })
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
            Token::Part("hel", After::new(Some('l'))),
            Token::Group(1),
            Token::Open,
        ]
        .map(Token::name)
        .into();
        assert_eq!(names, ["xeprl", "gghar", "7j43r", "l7f7r"]);
    }

    #[test]
    fn names_differ_where_what_they_stand_for_does() {
        let words: Vec<String> = (0..20_000).map(|n| format!("word{n}")).collect();
        let names: BTreeSet<String> = words.iter().map(|word| Token::Word(word).name()).collect();
        assert!(names.len() > 19_980, "{}", names.len());
    }

    #[test]
    fn parts_are_taken_from_all_over_a_word() {
        let all = |word| -> Vec<(&str, Option<char>)> { parts(word).collect() };
        assert_eq!(
            all("hello"),
            [("hel", Some('l')), ("ell", Some('o')), ("llo", None)]
        );
        assert_eq!(all("über"), [("übe", Some('r')), ("ber", None)]);
        assert!(all("ab").is_empty() && some_parts("ab", 8).is_empty());
        let long = "abcdefghijklmnopqrstuvwxyz";
        let some = some_parts(long, 8);
        assert_eq!(some.len(), 8);
        assert_eq!(some[0], some_parts("abcd", 8)[0]);
        assert_eq!(some[7], some_parts("wxyz", 8)[0]);
        // Nobody knows what follows the last of few.
        assert!(matches!(some_parts("abcd", 8)[1], Expression::Any(_)));
    }

    #[test]
    fn a_word_has_the_parts_that_are_asked_for_of_any_piece_of_it() {
        let word = "donaudampfschiff";
        let names = of_text(word);
        for from in 0..word.len() - PART {
            for to in from + PART..=word.len() {
                let asked = Expression::All(some_parts(&word[from..to], 8));
                assert!(
                    asked.is_fulfilled(&|name| names.contains(name)),
                    "{}",
                    &word[from..to]
                );
            }
        }
        // The letters alone would be there.
        let elsewhere = of_text("abcx bcdy");
        let asked = Expression::All(some_parts("abcd", 8));
        assert!(!asked.is_fulfilled(&|name| elsewhere.contains(name)));
    }
}
