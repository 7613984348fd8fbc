//! Reads `src/fixtures/demo.yaml`, which explains itself.

use chrono::NaiveTime;
use serde::{Deserialize, Deserializer, de::Error};

use crate::models::{groups::Kind, memberships::Role};

const TEXT: &str = include_str!("../../fixtures/demo.yaml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Script {
    pub people: Vec<Person>,
    pub groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub name: String,
    #[serde(default)]
    pub administrator: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    #[serde(with = "KindName")]
    pub kind: Kind,
    /// Nothing for a direct chat.
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub topic: String,
    /// Whether newcomers arrive there.
    #[serde(default)]
    pub default: bool,
    owner: Option<String>,
    #[serde(default)]
    moderators: Vec<String>,
    members: Vec<String>,
    #[serde(rename = "transcript", deserialize_with = "lines")]
    pub lines: Vec<Line>,
}

/// A message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub when: When,
    pub author: String,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// A time of a working day; the first is 1.
    Day(usize, NaiveTime),
    /// Minutes ago.
    Ago(i64),
}

#[derive(Deserialize)]
#[serde(remote = "Kind", rename_all = "lowercase")]
enum KindName {
    Public,
    Direct,
    Private,
}

impl Script {
    /// # Errors
    /// With what is wrong, and where.
    pub fn read() -> Result<Self, String> {
        serde_yaml::from_str(TEXT).map_err(|error| error.to_string())
    }

    /// How many working days it tells of.
    pub fn days(&self) -> usize {
        let lines = self.groups.iter().flat_map(|group| &group.lines);
        let days = lines.map(|line| match line.when {
            When::Day(day, _) => day,
            When::Ago(_) => 0,
        });
        days.max().unwrap_or(0)
    }
}

impl Group {
    /// Its members with their roles.
    pub fn roles(&self) -> impl Iterator<Item = (&str, Role)> + Clone {
        let of = |role: Role| move |name| (String::as_str(name), role);
        let owner = self.owner.iter().map(of(Role::Owner));
        let moderators = self.moderators.iter().map(of(Role::Moderator));
        owner
            .chain(moderators)
            .chain(self.members.iter().map(of(Role::Member)))
    }
}

impl When {
    pub fn is_fresh(self) -> bool {
        matches!(self, Self::Ago(_))
    }
}

fn lines<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Line>, D::Error> {
    let transcript = String::deserialize(deserializer)?;
    parse(&transcript).map_err(D::Error::custom)
}

fn parse(transcript: &str) -> Result<Vec<Line>, String> {
    let mut day = None;
    let mut lines: Vec<Line> = Vec::new();
    for written in transcript.lines() {
        if let Some(number) = written.strip_prefix("= ") {
            day = number.parse().ok().filter(|day| *day > 0);
            continue;
        }
        match (begin(written, day), lines.last_mut()) {
            (Some(line), _) => lines.push(line),
            (None, Some(line)) => {
                line.text.push('\n');
                // Set in below the message that it belongs to.
                line.text.push_str(written.strip_prefix("  ").unwrap_or(written));
            }
            (None, None) => return Err(format!("a transcript begins with {written:?}")),
        }
    }
    for line in &mut lines {
        line.text.truncate(line.text.trim_end().len());
    }
    Ok(lines)
}

/// The message that begins on this line, if one does.
fn begin(written: &str, day: Option<usize>) -> Option<Line> {
    let (time, rest) = written.split_once(' ')?;
    let (author, text) = rest.split_once(": ")?;
    let when = match time.strip_prefix('-') {
        Some(minutes) => When::Ago(minutes.parse().ok()?),
        None => When::Day(day?, NaiveTime::parse_from_str(time, "%H:%M").ok()?),
    };
    Some(Line {
        when,
        author: author.to_owned(),
        text: text.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::models::{messages::Body, users::names};

    fn script() -> Script {
        Script::read().expect("the fixture is in order")
    }

    #[test]
    fn a_transcript_has_days_times_and_messages_of_several_lines() {
        let lines = parse("= 2\n09:05 Maren: One\n\n  - two\n    deeper\n\n-7 Yuki: 10:00 is: fine\n");
        let nine = NaiveTime::from_hms_opt(9, 5, 0).expect("a time");
        let wanted = [
            (When::Day(2, nine), "Maren", "One\n\n- two\n  deeper"),
            (When::Ago(7), "Yuki", "10:00 is: fine"),
        ];
        let wanted = wanted.map(|(when, author, text)| Line {
            when,
            author: author.to_owned(),
            text: text.to_owned(),
        });
        assert_eq!(lines.expect("in order"), wanted);
        assert!(parse("hello").is_err());
        assert!(parse("09:05 Maren: on no day").is_err());
    }

    #[test]
    fn everybody_who_writes_has_an_account_and_belongs_to_the_group() {
        let script = script();
        let people: HashSet<&str> = script.people.iter().map(|person| person.name.as_str()).collect();
        assert_eq!(people.len(), 6);
        assert_eq!(
            script.people.iter().filter(|person| person.administrator).count(),
            1
        );
        for name in &people {
            assert_eq!(names::username(name).as_deref(), Ok(*name));
        }
        for group in &script.groups {
            let members: HashSet<&str> = group.roles().map(|(name, _)| name).collect();
            assert_eq!(members.len(), group.roles().count(), "{}", group.name);
            assert!(members.is_subset(&people), "{}", group.name);
            for line in &group.lines {
                assert!(members.contains(line.author.as_str()), "{line:?}");
                assert!(Body::parse(&line.text).is_ok(), "{line:?}");
            }
        }
    }

    #[test]
    fn times_only_rise() {
        for group in script().groups {
            let order = |line: &Line| match line.when {
                When::Day(day, time) => (day, Some(time), 0),
                When::Ago(minutes) => (usize::MAX, None, -minutes),
            };
            assert!(group.lines.is_sorted_by_key(order), "{}", group.name);
            // A line that was meant to begin a message and did not.
            for line in group.lines {
                let lost = line
                    .text
                    .lines()
                    .skip(1)
                    .find(|text| text.contains("Maren: ") || text.starts_with("= "));
                assert_eq!(lost, None);
            }
        }
    }
}
