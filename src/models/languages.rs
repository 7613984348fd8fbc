//! The languages that people read Banter in.

use unic_langid::{LanguageIdentifier, langid};

use crate::channels::{EDITIONS, Edition};

/// A language that has texts in `assets/i18n`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Language {
    #[default]
    English,
    German,
    Spanish,
}

impl Language {
    pub const ALL: [Self; EDITIONS] = [Self::English, Self::German, Self::Spanish];

    /// The tag of BCP 47, which is also the folder of its texts and what is kept of somebody's choice.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Spanish => "es",
        }
    }

    /// What it calls itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::Spanish => "Español",
        }
    }

    #[must_use]
    pub fn identifier(self) -> &'static LanguageIdentifier {
        static IDENTIFIERS: [LanguageIdentifier; EDITIONS] = [langid!("en"), langid!("de"), langid!("es")];
        &IDENTIFIERS[self as usize]
    }

    /// The language of this tag; `None` for one without texts.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The one that a browser would rather have, by its `Accept-Language` (RFC 9110, section 12.5.4): of those that we
    /// have the one with the largest weight, and of equals the first. A region does not matter: `de-AT` is German.
    #[must_use]
    pub fn accepted(header: &str) -> Option<Self> {
        let mut best = None;
        for range in header.split(',') {
            let (tag, rest) = range.split_once(';').unwrap_or((range, ""));
            let Some(language) = Self::of_range(tag.trim()) else {
                continue;
            };
            let weight = weight(rest);
            if weight > best.map_or(0.0, |(weight, _)| weight) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }

    fn of_range(tag: &str) -> Option<Self> {
        let range: LanguageIdentifier = tag.parse().ok()?;
        Self::ALL
            .into_iter()
            .find(|language| language.identifier().language == range.language)
    }
}

/// `q=0.8` of a range; 1 where it says nothing, 0 for what is no number.
fn weight(parameters: &str) -> f32 {
    let mut parameters = parameters.split(';').map(str::trim);
    match parameters.find_map(|parameter| parameter.strip_prefix("q=")) {
        Some(number) => number
            .parse()
            .ok()
            .filter(|weight| (0.0..=1.0).contains(weight))
            .unwrap_or_default(),
        None => 1.0,
    }
}

impl From<Language> for Edition {
    fn from(language: Language) -> Self {
        Self::new(language as usize)
    }
}

impl From<Edition> for Language {
    fn from(edition: Edition) -> Self {
        Self::ALL[edition.number()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_one_tag_and_one_edition() {
        for language in Language::ALL {
            assert_eq!(Language::parse(language.tag()), Some(language));
            assert_eq!(Language::from(Edition::from(language)), language);
            assert_eq!(language.identifier().to_string(), language.tag());
        }
        for unknown in ["", "fr", "DE", "de-DE"] {
            assert_eq!(Language::parse(unknown), None, "{unknown:?}");
        }
    }

    #[test]
    fn the_browsers_first_choice_that_there_is_wins() {
        for (header, accepted) in [
            ("de", Some(Language::German)),
            ("de-AT,de;q=0.9,en;q=0.8", Some(Language::German)),
            ("DE-at", Some(Language::German)),
            ("es-419, es;q=0.9", Some(Language::Spanish)),
            ("fr-FR, fr;q=0.9, es;q=0.8, en;q=0.7", Some(Language::Spanish)),
            ("en;q=0.5, de;q=0.9", Some(Language::German)),
            ("en;q=0.5,es ; q=0.5", Some(Language::English)),
            ("de;q=0, es;q=0.1", Some(Language::Spanish)),
            ("zh-Hant-TW", None),
            ("de;q=0", None),
            ("de;q=nan, de;q=7", None),
            ("*", None),
            ("", None),
            (",;,q=1,-", None),
        ] {
            assert_eq!(Language::accepted(header), accepted, "{header}");
        }
    }
}
