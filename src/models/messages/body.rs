//! What somebody wrote: checked, and rendered once for everybody.

use super::markdown;
use crate::models::mentions::{Known, Mention};

/// Characters that a message may have (Unicode scalar values).
pub const LIMIT: usize = 4000;

/// How a text begins that says what its author does.
pub const ACTION: &str = "/me ";

/// A text that may be posted, with its HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    pub text: String,
    pub html: String,
    /// Those whom it mentions, each once.
    pub mentions: Vec<Mention>,
    /// The command that was typed for it, which may give another text each time.
    pub command: Option<String>,
}

impl Body {
    /// # Errors
    /// The key of the text that says why it can't be posted.
    pub fn parse(typed: &str) -> Result<Self, &'static str> {
        let text = kept(typed);
        if text.chars().all(is_blank) {
            return Err("composer-empty");
        }
        Self::of(&text)
    }

    /// A text beside files, which may say nothing.
    ///
    /// # Errors
    /// The key of the text that says why it can't be posted.
    pub fn parse_beside_files(typed: &str) -> Result<Self, &'static str> {
        match Self::parse(typed) {
            Err("composer-empty") => Self::of(""),
            parsed => parsed,
        }
    }

    fn of(text: &str) -> Result<Self, &'static str> {
        if text.chars().count() > LIMIT {
            return Err("composer-too-long");
        }
        Ok(Self {
            text: text.to_owned(),
            html: markdown::render(said(text), &Known::new()).0,
            mentions: Vec::new(),
            command: None,
        })
    }

    /// The same text, of this command: who sends it again means the text that is there.
    #[must_use]
    pub fn by_command(self, typed: &str) -> Self {
        Self {
            command: Some(kept(typed)),
            ..self
        }
    }

    /// The same text with these people mentioned where it names them.
    #[must_use]
    pub fn with_mentions(self, known: &Known) -> Self {
        let (html, mentions) = markdown::render(said(&self.text), known);
        Self {
            html,
            mentions,
            ..self
        }
    }
}

/// What is kept of what was typed. Browsers send CR LF from a textarea; NUL is what PostgreSQL can't keep.
fn kept(typed: &str) -> String {
    let text = typed.replace("\r\n", "\n").replace('\0', "");
    text.trim_end().trim_start_matches(['\n', '\r']).to_owned()
}

/// What a text says, without what it begins with as an action.
fn said(text: &str) -> &str {
    text.strip_prefix(ACTION).unwrap_or(text)
}

/// Whether nobody would see it: space, and what Unicode calls ignorable by default.
#[must_use]
pub fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_to_see_is_nothing_to_post() {
        for blank in [
            "",
            " \n\t",
            "\u{200b}",
            "\0",
            "\u{3164}",
            "\u{202e}\u{2800}\u{fe0f}",
        ] {
            assert_eq!(Body::parse(blank), Err("composer-empty"), "{blank:?}");
        }
    }

    #[test]
    fn four_thousand_characters_are_the_most() {
        assert!(Body::parse(&"é".repeat(LIMIT)).is_ok());
        assert_eq!(Body::parse(&"é".repeat(LIMIT + 1)), Err("composer-too-long"));
    }

    #[test]
    fn lines_are_kept_as_they_were_typed() {
        let body = Body::parse("\r\n    code\r\nend\r\n").expect("a message");
        assert_eq!(body.text, "    code\nend");
    }
}
