//! What is printed to a terminal.

use std::io::{self, ErrorKind, Write};

use loco_rs::Result;

/// Text that does nothing but show: what moves the cursor or turns the direction is written out.
pub(super) fn shown(text: &str) -> String {
    let acts = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .fold(String::with_capacity(text.len()), |mut text, c| {
            if acts(c) {
                text.extend(c.escape_unicode());
            } else {
                text.push(c);
            }
            text
        })
}

/// Prints a line of a list. False when nobody reads any more, as after `| head`.
///
/// # Errors
/// When it can't be written for another reason.
pub(super) fn print(line: &str) -> Result<bool> {
    match writeln!(io::stdout().lock(), "{}", line.trim_end()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Says what a task would do: `would("deactivate maria")`.
pub(super) fn would(deed: &str) {
    println!("This would {deed}. Add apply:yes to do it.");
}

/// `1 person`, `2 people`.
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_act_on_the_terminal_is_written_out() {
        assert_eq!(shown("a\u{1b}[2J\nb"), "a\\u{1b}[2J\\u{a}b");
        assert_eq!(shown("\u{202e}ab\u{9b}"), "\\u{202e}ab\\u{9b}");
        for harmless in ["Kaffee ☕\u{fe0f}", "天气", "مريم", "a b"] {
            assert_eq!(shown(harmless), harmless);
        }
    }
}
