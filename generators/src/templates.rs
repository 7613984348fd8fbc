//! The templates, which are part of the program, and how they become files.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use include_dir::{Dir, include_dir};
use tera::{Context, Delimiters, Tera};

use crate::{Result, refuse};

static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// What formats, and how to come by it.
const RUSTFMT: &str =
    "rustfmt is missing, which formats what is made. Install it with: rustup component add rustfmt";

/// All templates, to be rendered.
///
/// # Errors
/// When one is no template.
pub fn engine() -> Result<Tera> {
    let mut tera = Tera::default();
    tera.set_delimiters(Delimiters {
        block_start: "<%".into(),
        block_end: "%>".into(),
        variable_start: "{=".into(),
        variable_end: "=}".into(),
        comment_start: "<#".into(),
        comment_end: "#>".into(),
    })?;
    tera.autoescape_on(Vec::<&str>::new());
    let templates = all(&TEMPLATES).into_iter();
    tera.add_raw_templates(templates.map(|(name, text)| (name, without_lines_of_tags(text))))?;
    Ok(tera)
}

/// What becomes of a template, formatted; nothing where it has nothing to say.
///
/// # Errors
/// When it can't be rendered, or what comes out is no Rust.
pub fn render(tera: &Tera, template: &str, context: &Context, root: &Path) -> Result<Option<String>> {
    let text = tera.render(template, context)?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    if Path::new(template)
        .extension()
        .is_some_and(|ending| ending == "rs")
    {
        return format(template, &text, root).map(Some);
    }
    Ok(Some(format!("{}\n", text.trim_end())))
}

fn all(folder: &'static Dir) -> Vec<(&'static str, &'static str)> {
    let files = folder
        .files()
        .filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?)));
    files.chain(folder.dirs().flat_map(all)).collect()
}

/// A line that holds nothing but one tag leaves none behind.
fn without_lines_of_tags(text: &str) -> String {
    let is_tag = |line: &str| {
        let line = line.trim();
        line.starts_with("<%") && line.ends_with("%>") && line.matches("%>").count() == 1
    };
    let mut lines = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        lines.push_str(if is_tag(line) { line.trim() } else { line });
    }
    lines
}

pub(crate) fn format(template: &str, text: &str, root: &Path) -> Result<String> {
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024", "--config-path"]).arg(root);
    rustfmt
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let Ok(mut running) = rustfmt.spawn() else {
        return refuse(RUSTFMT);
    };
    let mut input = running.stdin.take().expect("a pipe, as asked for");
    // A formatter that has stopped already says why itself.
    let _ = input.write_all(text.as_bytes());
    drop(input);
    let Ok(output) = running.wait_with_output() else {
        return refuse(RUSTFMT);
    };
    let said = String::from_utf8_lossy(&output.stderr);
    // What rustup has in its place says how to install it.
    if !output.status.success() || output.stdout.is_empty() {
        return refuse(format!("{template} could not be formatted: {}", said.trim()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
