//! How long a proof may take, and what it has to say.

use std::{
    fmt::{Display, Write},
    time::{Duration, Instant},
};

/// How long a proof may take.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    ends: Instant,
    /// Rounds that it takes at least, whatever the time.
    pub least: u32,
}

impl Budget {
    /// Three rounds, for `bin/test`.
    pub fn brief() -> Self {
        Self {
            ends: Instant::now(),
            least: 3,
        }
    }

    /// Until so much time has passed.
    pub fn of(time: Duration) -> Self {
        Self {
            ends: Instant::now() + time,
            least: 1,
        }
    }

    /// Whether there is a time, and not only a few rounds.
    pub fn is_long(&self) -> bool {
        self.least == 1
    }

    /// Whether another round, after so many, may begin.
    pub fn allows(&self, rounds: u32) -> bool {
        rounds < self.least || Instant::now() < self.ends
    }
}

/// What a proof saw, in numbers: kills, acknowledged, lost, …
#[derive(Debug, Clone, Default)]
pub struct Seen(Vec<(&'static str, String)>);

impl Seen {
    #[must_use]
    pub fn with(mut self, what: &'static str, number: impl Display) -> Self {
        self.0.push((what, number.to_string()));
        self
    }

    #[must_use]
    pub fn and(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }
}

impl Display for Seen {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<_> = self
            .0
            .iter()
            .map(|(what, number)| format!("{what} {number}"))
            .collect();
        out.write_str(&parts.join(", "))
    }
}

/// Why a proof has nothing good to say.
#[derive(Debug, Clone)]
pub enum Fault {
    /// This machine can't try it: why.
    Impossible(String),
    /// The promise was broken: how.
    Broken(String),
}

pub type Verdict = Result<Seen, Fault>;

/// The promise was broken unless `kept`.
///
/// # Errors
/// [`Fault::Broken`] with what was seen instead.
pub fn ensure(kept: bool, otherwise: impl FnOnce() -> String) -> Result<(), Fault> {
    if kept {
        Ok(())
    } else {
        Err(Fault::Broken(otherwise()))
    }
}

/// One line of the table.
pub struct Line {
    pub name: &'static str,
    pub invariants: &'static str,
    pub took: Duration,
    pub verdict: Verdict,
}

/// The table that `bin/prove` ends with, as Markdown.
pub fn table(lines: &[Line]) -> String {
    let mut table = String::from("| proof | promise | time | verdict | seen |\n|---|---|---|---|---|\n");
    for line in lines {
        let (verdict, seen) = match &line.verdict {
            Ok(seen) => ("held", seen.to_string()),
            Err(Fault::Impossible(why)) => ("not possible here", why.clone()),
            Err(Fault::Broken(how)) => ("**FAILED**", how.clone()),
        };
        let seconds = line.took.as_secs();
        let (name, invariants) = (line.name, line.invariants);
        let time = format!("{}:{:02}", seconds / 60, seconds % 60);
        let seen = seen.replace('\n', " ").replace('|', "\\|");
        // Writing to a string can't fail.
        let _ = writeln!(table, "| {name} | {invariants} | {time} | {verdict} | {seen} |");
    }
    table
}
