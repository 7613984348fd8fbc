//! What emoji are called, and what else they are found by, in each language.
//!
//! As Unicode's CLDR says; `build.rs` keeps a line for each: the emoji, its name, the words, with tabs between.

use std::{collections::HashMap, sync::LazyLock};

use emojis::Emoji;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::models::languages::Language;

/// Says that what is before it is shown as a picture. Not everybody writes it.
const AS_PICTURE: char = '\u{fe0f}';

type Names = HashMap<String, (&'static str, &'static str)>;

static NAMES: LazyLock<Vec<(Language, Names)>> = LazyLock::new(|| {
    let named = Language::ALL.map(|language| {
        let names = match language {
            Language::English => include_str!(concat!(env!("OUT_DIR"), "/emoji/en.tsv")),
            Language::German => include_str!(concat!(env!("OUT_DIR"), "/emoji/de.tsv")),
            Language::Spanish => include_str!(concat!(env!("OUT_DIR"), "/emoji/es.tsv")),
        };
        (language, read(names))
    });
    named.into()
});

/// Its name, and what else it is looked for by, [folded](fold): English for one that has no other yet.
#[must_use]
pub fn called(emoji: &'static Emoji, language: Language) -> (&'static str, String) {
    let names = NAMES.iter().find(|(one, _)| *one == language);
    let found = names.and_then(|(_, names)| names.get(&key(emoji.as_str())));
    let (name, words) = found.copied().unwrap_or((emoji.name(), ""));
    let codes = emoji.shortcodes().map(|code| code.replace('_', " "));
    let words = [words.to_owned()].into_iter().chain(codes);
    let words: Vec<String> = words.filter(|words| !words.is_empty()).collect();
    (name, words.join(" "))
}

/// Small letters without marks: what is typed finds it either way.
#[must_use]
pub fn fold(text: &str) -> String {
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    plain.to_lowercase()
}

fn read(lines: &'static str) -> Names {
    let lines = lines.lines().filter_map(|line| {
        let mut parts = line.split('\t');
        Some((key(parts.next()?), (parts.next()?, parts.next()?)))
    });
    lines.collect()
}

fn key(emoji: &str) -> String {
    emoji.chars().filter(|c| *c != AS_PICTURE).collect()
}
