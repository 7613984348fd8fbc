//! Making and taking away: a plan first, all of it checked, and only then the disk.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
};

use clap::ArgMatches;
use sha2::{Digest, Sha256};

use crate::{File, Kind, Line, Name, Place, Result, Tree, refuse, templates};

/// What would be done, or was.
#[derive(Debug, Default)]
pub struct Plan {
    /// What is to be written, with its text.
    created: BTreeMap<String, String>,
    /// Files that are to be removed.
    removed: BTreeSet<String>,
    /// Files that get or lose lines, with their text afterwards.
    edited: BTreeMap<String, String>,
    /// What is said of it, in order.
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    verb: &'static str,
    path: String,
    line: String,
}

impl Plan {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.created.is_empty() && self.removed.is_empty() && self.edited.is_empty()
    }

    /// Whether something that is there is other than it would be made.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.steps.iter().any(|step| step.verb == "changed")
    }

    /// Whether a migration goes, which databases may have run.
    #[must_use]
    pub fn unmigrates(&self) -> bool {
        self.removed.iter().any(|path| path.starts_with("migration/"))
    }

    /// Does it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn apply(&self, tree: &Tree) -> Result<()> {
        for (path, text) in self.created.iter().chain(&self.edited) {
            tree.write(path, text)?;
        }
        self.removed.iter().try_for_each(|path| tree.remove(path))
    }

    /// Says what is done where, a line each.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn tell(&self, out: &mut impl Write) -> std::io::Result<()> {
        for Step { verb, path, line } in &self.steps {
            let colon = if line.is_empty() { "" } else { ": " };
            writeln!(out, "{verb:>10}  {path}{colon}{line}")?;
        }
        Ok(())
    }

    fn step(&mut self, verb: &'static str, path: &str, line: &str) {
        self.steps.push(Step {
            verb,
            path: path.to_owned(),
            line: line.to_owned(),
        });
    }

    fn text_of(&self, tree: &Tree, path: &str) -> Result<String> {
        if let Some(text) = self.edited.get(path) {
            return Ok(text.clone());
        }
        match tree.read(path)? {
            Some(text) => Ok(text),
            None => refuse(format!("{path} is missing, where a line would go.")),
        }
    }
}

/// What it takes that there is something of this kind and name: nothing where it is all there.
///
/// # Errors
/// [`crate::Error::Refused`], for all that would not work out.
pub fn generate(tree: &Tree, kind: &dyn Kind, name: &Name, arguments: &ArgMatches) -> Result<Plan> {
    let footprint = kind.footprint_of(tree, name, arguments);
    let mut context = kind.context(tree, name, arguments)?;
    context.insert("name", name);
    let mut plan = Plan::default();
    let mut changed = Vec::new();
    let tera = templates::engine()?;
    let mut files = Vec::new();
    for File { template, path } in &footprint.files {
        if let Some(text) = templates::render(&tera, template, &context, tree.root())? {
            files.push((path.clone(), text));
        }
    }
    files.push((record_of(kind, name), record(&files)));
    for (path, text) in files {
        match tree.read(&path)? {
            Some(there) if there == text => plan.step("identical", &path, ""),
            Some(_) => {
                plan.step("changed", &path, "");
                changed.push(path);
            }
            None => {
                plan.step("create", &path, "");
                plan.created.insert(path, text);
            }
        }
    }
    for line in &footprint.lines {
        let text = plan.text_of(tree, line.path)?;
        if position(&text, line).is_some() {
            plan.step("identical", line.path, &line.text);
            continue;
        }
        let text = with(&text, line)?;
        plan.step("insert", line.path, &line.text);
        plan.edited.insert(line.path.to_owned(), text);
    }
    if plan.is_empty() {
        return Ok(plan);
    }
    if !changed.is_empty() {
        return refuse(format!(
            "There is something in the way, and nothing is ever overwritten: {}. Take another name, or move it away.",
            changed.join(", ")
        ));
    }
    kind.check(tree, name)?;
    Ok(plan)
}

/// What it takes that there is nothing of this kind and name: `by_force` even where it was changed by hand, or something leads to it.
///
/// # Errors
/// [`crate::Error::Refused`] where there is nothing, or what is there was not made here or is not to be lost.
pub fn destroy(tree: &Tree, kind: &dyn Kind, name: &Name, by_force: bool) -> Result<Plan> {
    let footprint = kind.footprint(tree, name);
    let mut plan = Plan::default();
    let (mut changed, mut missing) = (Vec::new(), Vec::new());
    let record = record_of(kind, name);
    let sums = tree.read(&record)?.unwrap_or_default();
    for File { path, .. } in &footprint.files {
        if let Some(text) = tree.read(path)? {
            plan.step("remove", path, "");
            plan.removed.insert(path.clone());
            if !sums.lines().any(|line| line == sum(path, &text)) {
                changed.push(path.as_str());
            }
        }
    }
    for line in &footprint.lines {
        let text = plan.text_of(tree, line.path)?;
        match position(&text, line) {
            Some(at) => {
                plan.step("take out", line.path, &line.text);
                plan.edited.insert(line.path.to_owned(), without(&text, at));
            }
            None => missing.push(format!("{} has no line {}", line.path, line.text)),
        }
    }
    let what = format!("{} {}", kind.name(), name.snake);
    if plan.is_empty() {
        return refuse(format!("There is no {what}."));
    }
    // Somebody's own work that happens to be called the same is not wired like this.
    if plan.removed.is_empty() || !missing.is_empty() {
        let why = if missing.is_empty() {
            "its files are gone".to_owned()
        } else {
            missing.join(", ")
        };
        return refuse(format!(
            "There is no {what} as it is generated: {why}. Nothing is removed."
        ));
    }
    if !by_force {
        let dependents = kind.dependents(tree, name);
        if !dependents.is_empty() {
            return refuse(format!(
                "What leads to {what} would be wrong without it: {}. Nothing is removed. Destroy that first, or say --force.",
                dependents.join(", ")
            ));
        }
        if !changed.is_empty() {
            return refuse(format!(
                "Changed since it was made, says {record}: {}. Nothing is removed. To lose the changes, say --force.",
                changed.join(", ")
            ));
        }
    }
    if tree.has(&record) {
        plan.step("remove", &record, "");
        plan.removed.insert(record);
    }
    Ok(plan)
}

/// Where the sums of what was made are kept.
fn record_of(kind: &dyn Kind, name: &Name) -> String {
    format!("generators/made/{}_{}.sha256", kind.name(), kind.called(name))
}

/// Files as they were made, as `sha256sum --check` reads it.
fn record(files: &[(String, String)]) -> String {
    files.iter().map(|(path, text)| sum(path, text) + "\n").collect()
}

fn sum(path: &str, text: &str) -> String {
    format!("{:x}  {path}", Sha256::digest(text))
}

/// The number of the line, if it is there.
fn position(text: &str, line: &Line) -> Option<usize> {
    text.lines().position(|other| other.trim() == line.text)
}

fn without(text: &str, at: usize) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    lines.remove(at);
    lines.join("\n")
}

/// The text with the line in its place.
fn with(text: &str, line: &Line) -> Result<String> {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let (start, end) = match line.place {
        Place::Above(marker) => {
            let Some(end) = lines.iter().position(|other| other.contains(marker)) else {
                return refuse(format!(
                    "{} has no line with {marker} any more, where a line would go. Put it back.",
                    line.path
                ));
            };
            let above = lines[..end].iter().rev();
            (
                end - above.take_while(|other| is_like(other, &line.text)).count(),
                end,
            )
        }
        Place::Among(beginning) => {
            let is_one = |other: &str| bare(other).starts_with(beginning);
            let (mut longest, mut start) = (0..0, 0);
            for run in lines.chunk_by(|one, other| is_one(one) == is_one(other)) {
                if is_one(run[0]) && run.len() > longest.len() {
                    longest = start..start + run.len();
                }
                start += run.len();
            }
            if longest.is_empty() {
                return refuse(format!(
                    "{} has no line that begins with {beginning:?} any more, where one more would go.",
                    line.path
                ));
            }
            (longest.start, longest.end)
        }
    };
    let later = |other: &&str| key(other) > key(&line.text);
    let at = lines[start..end]
        .iter()
        .position(later)
        .map_or(end, |at| start + at);
    let neighbour = lines
        .get(if at == end && start < end { at - 1 } else { at })
        .copied()
        .unwrap_or_default();
    let space: String = neighbour.chars().take_while(|c| *c == ' ').collect();
    let line = format!("{space}{}", line.text);
    lines.insert(at, &line);
    Ok(lines.join("\n"))
}

/// A line without what says who may see it.
fn bare(line: &str) -> &str {
    let line = line.trim();
    line.strip_prefix("pub ").unwrap_or(line)
}

/// What lines are sorted by, which is how rustfmt does it.
fn key(line: &str) -> &str {
    bare(line).trim_end_matches([';', ',', ')', '('])
}

/// Whether two lines begin alike, by their first word or sign.
fn is_like(line: &str, other: &str) -> bool {
    let beginning = |line: &str| {
        let line = bare(line).to_owned();
        let word: String = line
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        if word.is_empty() {
            line.chars().take(1).collect()
        } else {
            word
        }
    };
    !line.trim().is_empty() && beginning(line) == beginning(other)
}
