//! The house rules: which folder may use what.

mod texts;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A folder, the parts of this crate that it may use, and the words that its files must not have.
struct Rule {
    folder: &'static str,
    uses: &'static [&'static str],
    never: &'static [&'static str],
}

/// `docs/architecture.md` has the same as a table.
const RULES: [Rule; 8] = [
    Rule {
        folder: "controllers",
        uses: &["controllers", "models", "views", "settings"],
        never: &[
            "sea_orm",
            "begin_write",
            "begin_snapshot",
            "_entities",
            ".publish(",
            "Entity::",
            "tera::",
        ],
    },
    Rule {
        folder: "models",
        uses: &["models", "channels", "settings", "workers"],
        never: &["axum::", "tera::"],
    },
    Rule {
        folder: "views",
        uses: &["views", "models", "channels"],
        // Months have names: `views/locale.rs` knows them in each language.
        never: &[
            "sea_orm",
            "AppContext",
            "DatabaseConnection",
            "axum::",
            ".format(\"%",
        ],
    },
    Rule {
        folder: "channels",
        uses: &["channels"],
        never: &["axum::", "sea_orm", "loco_rs", "tera::"],
    },
    Rule {
        folder: "tasks",
        uses: &["models", "settings", "views::templates"],
        never: &["sea_orm", "_entities", "axum::"],
    },
    Rule {
        folder: "workers",
        uses: &["models", "mailers"],
        never: &["sea_orm", "_entities", "axum::"],
    },
    Rule {
        folder: "mailers",
        uses: &["models", "settings", "views"],
        never: &["sea_orm", "_entities", "axum::"],
    },
    Rule {
        folder: "bin",
        uses: &[],
        never: &["sea_orm", "banter::models"],
    },
];

/// Where a socket is handed over to the channels.
const ALSO_CHANNELS: [&str; 2] = ["controllers/socket.rs", "controllers/socket/missed.rs"];

/// `tokio::spawn` belongs where a task owns its resource.
const MAY_SPAWN: [&str; 10] = [
    "channels",
    // A connection each; stopping waits for them.
    "initializers/serving/connections.rs",
    // Ends with whoever reads it.
    "models/export.rs",
    "models/messages/journal.rs",
    // A job on its way to the queue, behind the post.
    "models/previews.rs",
    "models/search/following.rs",
    "models/signals/watch.rs",
    "models/together.rs",
    "models/transactions.rs",
    "models/unread/nudging.rs",
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

/// The lines that are neither comments nor tests, with their numbers.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(path).expect("a source file");
    let lines = text.lines().enumerate();
    let code = lines.take_while(|(_, line)| !line.contains("#[cfg(test)]") || line.starts_with(' '));
    code.map(|(number, line)| (number + 1, line.split("//").next().unwrap_or(line).to_owned()))
        .collect()
}

/// The parts of this crate that some code names, e.g. `models::users`, also from a grouped import.
fn parts_used(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let Some(group) = rest.strip_prefix('{') else {
            found.push(path(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = 0;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                '}' => {
                    found.push(path(&group[start..at]));
                    break;
                }
                ',' if depth == 0 => {
                    found.push(path(&group[start..at]));
                    start = at + 1;
                }
                _ => {}
            }
        }
    }
    found.retain(|part| !part.is_empty());
    found
}

/// The beginning of a path, up to what is no part of one.
fn path(text: &str) -> String {
    text.trim()
        .chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':'))
        .collect()
}

#[test]
fn imports_are_read_alone_and_in_groups() {
    let code = "use crate::{ models::{a, b::c}, settings,\n views::frames, };\nuse crate::app::App;\n\
                fn f() -> crate::channels::Frame {} use mycrate::x; pub(crate) fn g() {}";
    let used = [
        "models::",
        "settings",
        "views::frames",
        "app::App",
        "channels::Frame",
    ];
    assert_eq!(parts_used(code), used);
}

#[test]
fn folders_use_only_what_they_may() {
    let mut broken = Vec::new();
    for Rule { folder, uses, never } in RULES {
        let files = rust_files(&source().join(folder));
        assert!(!files.is_empty(), "src/{folder} has gone, and with it its rule");
        for file in files.iter().filter(|file| !file.ends_with("channels/tests.rs")) {
            let name = file.strip_prefix(source()).expect("in src").to_string_lossy();
            let lines = code(file);
            for (number, line) in &lines {
                for word in never.iter().filter(|word| line.contains(**word)) {
                    broken.push(format!("src/{name}:{number}: {folder} may not use {word}"));
                }
            }
            let text: String = lines
                .iter()
                .map(|(_, line)| line.as_str())
                .collect::<Vec<_>>()
                .join("\n");
            let may = |part: &str| {
                let is = |allowed: &str| part == allowed || part.starts_with(&format!("{allowed}::"));
                uses.iter().any(|allowed| is(allowed)) || (is("channels") && ALSO_CHANNELS.contains(&&*name))
            };
            let forbidden = parts_used(&text).into_iter().filter(|part| !may(part));
            broken.extend(forbidden.map(|part| format!("src/{name}: {folder} may not use {part}")));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn tasks_are_spawned_only_where_they_are_owned() {
    for file in rust_files(&source()) {
        let name = file
            .strip_prefix(source())
            .expect("in src")
            .to_string_lossy()
            .into_owned();
        if MAY_SPAWN.iter().any(|place| name.starts_with(place)) {
            continue;
        }
        for (number, line) in code(&file) {
            assert!(!line.contains("tokio::spawn"), "src/{name}:{number} spawns");
        }
    }
}

#[test]
fn shuttle_is_known_to_its_entry_point_only() {
    let files = rust_files(&source());
    let knows = |file: &&PathBuf| code(file).iter().any(|(_, line)| line.contains("shuttle_"));
    let knowing: Vec<_> = files.iter().filter(knows).collect();
    assert_eq!(knowing, [&source().join("bin/shuttle.rs")]);
}

#[test]
fn every_file_says_what_it_is() {
    for file in rust_files(&source()) {
        let text = fs::read_to_string(&file).expect("a source file");
        assert!(text.starts_with("//!"), "{} has no module doc", file.display());
    }
}

#[test]
fn pages_have_no_inline_script_style_or_handler() {
    let views = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/views");
    let mut folders = vec![views];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            seen += 1;
            let html = fs::read_to_string(&path).expect("a template");
            for (number, line) in html.lines().enumerate() {
                let inline = (line.contains("<script") && !line.contains(" src="))
                    || [
                        "<style",
                        " style=",
                        " onclick=",
                        " onload=",
                        "hx-on",
                        "javascript:",
                    ]
                    .iter()
                    .any(|word| line.contains(word));
                assert!(!inline, "{}:{}: {line}", path.display(), number + 1);
            }
        }
    }
    assert!(seen > 10, "the templates are where they were");
}
