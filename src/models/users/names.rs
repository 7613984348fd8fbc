//! What a username and an email address may be, and when two of them are the same.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use validator::ValidateEmail;

use crate::models::messages::is_blank;

/// Characters that a username has.
pub const LENGTH: std::ops::RangeInclusive<usize> = 2..=32;

/// Bytes of the longest email address (RFC 5321), and characters that its key may have.
const EMAIL: usize = 254;

/// What two names have in common that read alike: NFKC and lower case. NUL, which not every
/// database can compare with, becomes a character that no name has.
#[must_use]
pub fn key(name: &str) -> String {
    let name = name.trim().replace('\0', "\u{fffd}");
    name.nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

/// The name as it is kept, or the key of the text that says what is wrong with it.
///
/// Letters and digits of any script, dot, dash and underscore: so nothing invisible, nothing that turns
/// the direction of what follows, no spaces, and no `@`, so that no name looks like an email address.
pub fn username(typed: &str) -> Result<String, &'static str> {
    let name: String = typed.trim().nfkc().collect();
    if name.is_empty() {
        return Err("username-missing");
    }
    if !LENGTH.contains(&name.chars().count()) {
        return Err("username-length");
    }
    let shown = |c: char| c.is_alphanumeric() && !is_blank(c);
    let first = name.chars().next().is_some_and(shown);
    let rest = name.chars().all(is_name_character);
    // Scripts need a mark or two on a letter; a pile of them covers the lines around.
    let piled = name.chars().collect::<Vec<_>>();
    let piled = piled
        .windows(3)
        .any(|three| three.iter().all(|c| is_combining_mark(*c)));
    if first && rest && !piled {
        Ok(name)
    } else {
        Err("username-characters")
    }
}

/// Whether a name may have this character, beyond its first.
#[must_use]
pub fn is_name_character(c: char) -> bool {
    !is_blank(c) && (c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '.' | '-' | '_'))
}

/// The address as it is kept, `None` where none was given.
pub fn email(typed: &str) -> Result<Option<String>, &'static str> {
    let email = typed.trim();
    if email.is_empty() {
        return Ok(None);
    }
    // An address literal: nobody's mail goes there, and the check takes anything before its bracket.
    let literal = email.contains('[');
    if email.len() <= EMAIL && !literal && email.validate_email() && key(email).chars().count() <= EMAIL {
        Ok(Some(email.to_owned()))
    } else {
        Err("email-invalid")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_read_alike_are_one() {
        assert_eq!(key("Maria"), key("ＭＡＲＩＡ"));
        assert_eq!(key(" STRASSE "), "strasse");
        assert_ne!(key("maria"), key("mario"));
    }

    #[test]
    fn invisible_and_direction_changing_characters_are_refused() {
        for bad in [
            "a\u{200b}b",
            "a\u{202e}b",
            "\u{2066}ab",
            "a\u{ad}b",
            "a b",
            "a\nb",
            "a@b",
            "-ab",
            "a\u{1b}[2J",
            "q\u{337}\u{337}\u{337}\u{337}",
            "\u{301}ab",
        ] {
            assert_eq!(username(bad), Err("username-characters"), "{bad:?}");
        }
    }

    #[test]
    fn names_of_any_script_are_welcome() {
        for good in ["mø", "天气", "Анна", "o.k-a_y", "مريم", "हिन्दी", "ภาษาไทย"]
        {
            assert!(username(good).is_ok(), "{good}");
        }
        assert_eq!(username(""), Err("username-missing"));
        assert_eq!(username("x"), Err("username-length"));
        assert_eq!(username(&"x".repeat(33)), Err("username-length"));
    }
}
