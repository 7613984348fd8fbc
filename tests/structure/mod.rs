//! The house rules: which folder may use what.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// What the files of a folder must not mention outside their tests.
const FORBIDDEN: [(&str, &[&str]); 6] = [
    (
        "controllers",
        &[
            "sea_orm",
            "begin_write",
            "begin_snapshot",
            "_entities",
            ".publish(",
            "Entity::",
            "tera::",
        ],
    ),
    (
        "models",
        &[
            "crate::views",
            "crate::controllers",
            "crate::initializers",
            "crate::tasks",
            "axum::",
        ],
    ),
    (
        "views",
        &[
            "sea_orm",
            "AppContext",
            "DatabaseConnection",
            "crate::controllers",
            "crate::tasks",
            "crate::initializers",
            "axum::",
        ],
    ),
    (
        "channels",
        &[
            "crate::models",
            "crate::views",
            "crate::controllers",
            "crate::settings",
            "crate::app",
            "crate::tasks",
            "axum::",
            "sea_orm",
            "loco_rs",
            "tera::",
        ],
    ),
    (
        "tasks",
        &["sea_orm", "crate::controllers", "crate::channels", "_entities"],
    ),
    ("bin", &["crate::models", "sea_orm"]),
];

/// `tokio::spawn` belongs where a task owns its resource.
const MAY_SPAWN: [&str; 2] = ["channels", "models/messages/journal.rs"];

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

#[test]
fn folders_use_only_what_they_may() {
    let mut broken = Vec::new();
    for (folder, words) in FORBIDDEN {
        let files = rust_files(&source().join(folder));
        assert!(!files.is_empty(), "src/{folder} has gone, and with it its rule");
        for file in files.iter().filter(|file| !file.ends_with("channels/tests.rs")) {
            for (number, line) in code(file) {
                for word in words.iter().filter(|word| line.contains(**word)) {
                    broken.push(format!(
                        "{}:{number}: {folder} may not use {word}",
                        file.display()
                    ));
                }
            }
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
