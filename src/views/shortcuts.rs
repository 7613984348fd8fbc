//! The list of what the keyboard does. What it names is what the scripts do: whoever changes one changes both.

use serde::Serialize;

use super::{shell::Shell, sidebar::Sidebar};

/// `shortcuts/index.html`, and for a script the sheet `shortcuts/sheet.html`.
#[derive(Debug, Serialize)]
pub struct ShortcutsPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub parts: &'static [Part],
}

/// What belongs together, such as all that helps while writing.
#[derive(Debug, Serialize)]
pub struct Part {
    /// Its name among the texts, after `shortcuts-`.
    key: &'static str,
    shortcuts: &'static [Shortcut],
}

#[derive(Debug, Serialize)]
pub struct Shortcut {
    /// What it does, among the texts, after `shortcuts-`.
    key: &'static str,
    /// Either of these does it. Each is pressed together; what begins with `key-` has a name among the texts.
    keys: &'static [&'static [&'static str]],
}

const fn of(key: &'static str, keys: &'static [&'static [&'static str]]) -> Shortcut {
    Shortcut { key, keys }
}

pub static PARTS: [Part; 4] = [
    Part {
        key: "everywhere",
        shortcuts: &[
            of("switcher", &[&["key-control", "K"], &["⌘", "K"]]),
            of("list", &[&["?"], &["key-control", "/"]]),
            of("close", &[&["key-escape"]]),
        ],
    },
    Part {
        key: "writing",
        shortcuts: &[
            of("send", &[&["key-enter"]]),
            of("line", &[&["key-shift", "key-enter"]]),
            of("change-last", &[&["↑"]]),
            of("mention", &[&["↑"], &["↓"], &["key-enter"]]),
            of("cancel", &[&["key-escape"]]),
            of("to-messages", &[&["key-shift", "key-tab"]]),
        ],
    },
    Part {
        key: "messages",
        shortcuts: &[
            of("walk", &[&["↑"], &["↓"], &["K"], &["J"]]),
            of("ends", &[&["key-home"], &["key-end"]]),
            of("actions", &[&["key-enter"], &["key-menu"]]),
            of("reply", &[&["R"]]),
            of("thread", &[&["T"]]),
            of("edit", &[&["E"]]),
            of("back", &[&["key-escape"]]),
        ],
    },
    Part {
        key: "within",
        shortcuts: &[
            of("next", &[&["←"], &["→"], &["↑"], &["↓"]]),
            of("first-last", &[&["key-home"], &["key-end"]]),
            of("choose", &[&["key-enter"]]),
            of("close", &[&["key-escape"]]),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::{super::templates::has_text, PARTS};

    #[test]
    fn every_shortcut_has_its_texts() {
        for part in &PARTS {
            let keys = part
                .shortcuts
                .iter()
                .flat_map(|shortcut| shortcut.keys.iter().copied());
            let named = keys.flatten().copied().filter(|key| key.starts_with("key-"));
            let said = part.shortcuts.iter().map(|shortcut| shortcut.key);
            for key in [part.key].into_iter().chain(said).chain(named) {
                assert!(has_text(&format!("shortcuts-{key}")), "{key}");
            }
        }
    }
}
