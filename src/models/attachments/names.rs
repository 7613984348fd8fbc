//! What a file is called: shown and offered for saving, never a path.

/// Bytes of a name, as most file systems take it.
const LONGEST: usize = 255;

/// Bytes of an ending that is kept where a name is cut.
const ENDING: usize = 16;

/// A name that does nothing but name. What has none is called `fallback`.
pub(super) fn clean(typed: &str, fallback: &str) -> String {
    // Some browsers send the whole path.
    let last = typed.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !acts(*c)).collect();
    // A leading dot would hide it where it is saved.
    let name = name.trim().trim_start_matches('.').trim_start();
    if name.is_empty() {
        return fallback.to_owned();
    }
    shorten(name)
}

/// What ends a line, moves a cursor or turns the direction, so that `gpj.exe` looks like `exe.jpg`.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn shorten(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let ending = name.rfind('.').map(|dot| &name[dot..]);
    let ending = ending.filter(|ending| ending.len() <= ENDING).unwrap_or_default();
    let mut end = LONGEST - ending.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", &name[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_path_and_has_nothing_that_acts() {
        for (typed, kept) in [
            ("../../x", "x"),
            ("C:\\photos\\cat.jpg", "cat.jpg"),
            ("a\0b\r\nSet-Cookie: c.txt", "abSet-Cookie: c.txt"),
            ("\u{202e}gpj.exe", "gpj.exe"),
            (".htaccess", "htaccess"),
            ("天气.png", "天气.png"),
            ("..", "file"),
            ("/", "file"),
            ("", "file"),
        ] {
            assert_eq!(clean(typed, "file"), kept, "{typed:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = clean(&format!("{}.jpeg", "é".repeat(300)), "file");
        assert!(name.len() <= LONGEST && name.ends_with("é.jpeg"), "{name}");
        let name = clean(&"x".repeat(300), "file");
        assert_eq!(name.len(), LONGEST);
    }
}
