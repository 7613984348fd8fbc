//! What a group's name and topic may be.

use unicode_normalization::UnicodeNormalization;

use crate::models::{messages::is_blank, users::names};

/// Characters of a name (Unicode scalar values).
const NAME: usize = 80;

/// Characters of a topic.
const TOPIC: usize = 250;

/// What two names have in common that read alike.
#[must_use]
pub fn key(name: &str) -> String {
    names::key(name)
}

/// The name as it is kept, or the key of the text that says what is wrong with it.
pub(super) fn name(typed: &str) -> Result<String, &'static str> {
    let name = squeeze(typed);
    if name.chars().all(is_blank) {
        return Err("group-name-missing");
    }
    if name.chars().count() > NAME || key(&name).len() > 3 * NAME {
        return Err("group-name-length");
    }
    if name.chars().any(is_hidden) {
        return Err("group-name-characters");
    }
    Ok(name)
}

/// The topic as it is kept; an empty one is none.
pub(super) fn topic(typed: &str) -> Result<String, &'static str> {
    let topic = squeeze(typed);
    if topic.chars().count() > TOPIC {
        return Err("group-topic-length");
    }
    if topic.chars().any(is_hidden) {
        return Err("group-topic-characters");
    }
    Ok(topic)
}

/// In one line, with single spaces.
pub(in crate::models) fn squeeze(typed: &str) -> String {
    let composed: String = typed.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is not seen, or turns the direction of what follows. Emoji are joined by U+200D and chosen by U+FE0F,
/// and flags of regions are spelt in tags.
pub(in crate::models) fn is_hidden(c: char) -> bool {
    let in_emoji = matches!(c, '\u{200d}' | '\u{fe0f}' | '\u{e0020}'..='\u{e007f}');
    c != ' ' && is_blank(c) && !in_emoji
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_script_and_emoji_are_welcome() {
        for good in ["天气", "Família 👩‍👩‍👧", "❤️", "غرفة", "a", "C++ & <b>", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"]
        {
            assert_eq!(name(good).as_deref(), Ok(good));
        }
        assert_eq!(name("  two\n\twords "), Ok("two words".to_owned()));
    }

    #[test]
    fn names_that_nobody_can_read_are_refused() {
        for blank in ["", " \n", "\u{200b}", "\u{200d}\u{fe0f}"] {
            assert_eq!(name(blank), Err("group-name-missing"), "{blank:?}");
        }
        assert_eq!(name(&"x".repeat(81)), Err("group-name-length"));
        assert_eq!(name(&"\u{fdfa}".repeat(80)), Err("group-name-length"));
        for hidden in ["a\u{202e}b", "a\u{200b}b", "a\0b", "a\u{1b}[2J", "\u{2066}ab"] {
            assert_eq!(name(hidden), Err("group-name-characters"), "{hidden:?}");
        }
    }

    #[test]
    fn a_topic_may_be_empty_but_not_endless() {
        assert_eq!(topic(" "), Ok(String::new()));
        assert!(topic(&"é".repeat(250)).is_ok());
        assert_eq!(topic(&"é".repeat(251)), Err("group-topic-length"));
        assert_eq!(topic("a\u{202e}b"), Err("group-topic-characters"));
    }
}
