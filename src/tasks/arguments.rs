//! What an operator has typed after the name of a task, and what they are told about it.

use std::{collections::BTreeMap, env};

use chrono::TimeDelta;
use loco_rs::{
    Error, Result,
    task::{TaskInfo, Vars},
};

use super::terminal::shown;

/// How a task is called: what it is for, and the one place where its arguments are named.
pub(super) struct Usage {
    pub task: &'static str,
    pub does: &'static str,
    /// e.g. `username:NAME [apply:yes]`
    pub arguments: &'static str,
}

/// What was typed.
pub(super) struct Arguments<'a> {
    usage: &'a Usage,
    given: &'a BTreeMap<String, String>,
}

impl Usage {
    pub fn info(&self) -> TaskInfo {
        let detail = match self.arguments {
            "" => self.does.to_owned(),
            arguments => format!("{}: {arguments}", self.does),
        };
        TaskInfo {
            name: self.task.to_owned(),
            detail,
        }
    }

    /// # Errors
    /// For an argument that is not named here, is there twice or has no value.
    pub fn read<'a>(&'a self, vars: &'a Vars) -> Result<Arguments<'a>> {
        let known: Vec<&str> = self.names().collect();
        for (name, value) in &vars.cli {
            let name = shown(name);
            if !known.contains(&name.as_str()) {
                return Err(self.refuse(&format!("{name} is not an argument of this task")));
            }
            if value.trim().is_empty() {
                return Err(self.refuse(&format!("{name} is empty")));
            }
        }
        // Loco keeps the last one, and the operator may have meant the first.
        let typed = env::args_os().map(|argument| argument.to_string_lossy().into_owned());
        if let Some(name) = repeated(&typed.collect::<Vec<_>>(), &known) {
            return Err(self.refuse(&format!("{name} is there twice")));
        }
        Ok(Arguments {
            usage: self,
            given: &vars.cli,
        })
    }

    /// The problem in a sentence, and what would be right.
    pub fn refuse(&self, problem: &str) -> Error {
        let Self { task, arguments, .. } = self;
        Error::Message(
            format!("{problem}. Usage: {task} {arguments}")
                .trim_end()
                .to_owned(),
        )
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.arguments.split_whitespace().filter_map(|word| {
            let (name, _) = word.trim_start_matches('[').split_once(':')?;
            Some(name)
        })
    }
}

impl Arguments<'_> {
    /// An argument that may be left out.
    pub fn text(&self, name: &str) -> Option<&str> {
        debug_assert!(
            self.usage.names().any(|known| known == name),
            "{name} is not in the usage"
        );
        self.given.get(name).map(|value| value.trim())
    }

    /// # Errors
    /// When it is missing.
    pub fn required(&self, name: &str) -> Result<&str> {
        self.text(name)
            .ok_or_else(|| self.refuse(&format!("{name} is missing")))
    }

    /// What a word stands for.
    ///
    /// # Errors
    /// For another word.
    pub fn choice<T: Copy>(&self, name: &str, choices: &[(&str, T)]) -> Result<Option<T>> {
        let Some(typed) = self.text(name) else {
            return Ok(None);
        };
        if let Some((_, meant)) = choices.iter().find(|(word, _)| *word == typed) {
            return Ok(Some(*meant));
        }
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        Err(self.refuse(&format!("{name} is {}", words.join(" or "))))
    }

    /// # Errors
    /// For what is neither yes nor no.
    pub fn yes_or_no(&self, name: &str) -> Result<Option<bool>> {
        self.choice(name, &[("yes", true), ("no", false)])
    }

    /// Whether to do it, or only to say what would be done.
    ///
    /// # Errors
    /// For what is neither yes nor no.
    pub fn apply(&self) -> Result<bool> {
        Ok(self.yes_or_no("apply")?.unwrap_or(false))
    }

    /// A time such as `36h`, `90d` or `12w`.
    ///
    /// # Errors
    /// For anything else, and for more than four digits.
    pub fn duration(&self, name: &str) -> Result<Option<TimeDelta>> {
        let Some(typed) = self.text(name) else {
            return Ok(None);
        };
        let duration = duration(typed)
            .ok_or_else(|| self.refuse(&format!("{name} is a time such as 36h, 90d or 12w")))?;
        Ok(Some(duration))
    }

    /// The problem in a sentence, and what would be right.
    pub fn refuse(&self, problem: &str) -> Error {
        self.usage.refuse(problem)
    }
}

/// The first of the names that was typed more than once.
fn repeated<'a>(typed: &[String], names: &[&'a str]) -> Option<&'a str> {
    let times = |name: &str| {
        let of_name = |argument: &&String| argument.split_once(':').is_some_and(|(key, _)| key == name);
        typed.iter().filter(of_name).count()
    };
    names.iter().find(|name| times(name) > 1).copied()
}

fn duration(typed: &str) -> Option<TimeDelta> {
    let unit = typed.chars().next_back()?;
    let digits = typed.strip_suffix(unit)?;
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let count: i64 = digits.parse().ok()?;
    match unit {
        'h' => TimeDelta::try_hours(count),
        'd' => TimeDelta::try_days(count),
        'w' => TimeDelta::try_weeks(count),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PURGE: Usage = Usage {
        task: "messages:purge",
        does: "Delete old messages for good",
        arguments: "older_than:90d [group:ID] [author:NAME] [apply:yes]",
    };

    fn vars(given: &[(&str, &str)]) -> Vars {
        let pairs = given
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()));
        Vars::from_cli_args(pairs.collect())
    }

    fn refusal<T>(result: Result<T>) -> String {
        result.err().expect("it is refused").to_string()
    }

    #[test]
    fn a_task_is_listed_with_its_arguments() {
        let info = PURGE.info();
        assert_eq!(info.name, "messages:purge");
        assert_eq!(
            info.detail,
            "Delete old messages for good: older_than:90d [group:ID] [author:NAME] [apply:yes]"
        );
    }

    #[test]
    fn what_the_usage_does_not_name_is_refused_with_the_usage() {
        let usage = "Usage: messages:purge older_than:90d [group:ID] [author:NAME] [apply:yes]";
        for (given, problem) in [
            (("older", "90d"), "older is not an argument of this task"),
            (("messages", "purge"), "messages is not an argument of this task"),
            (("\u{1b}[2J", "x"), "\\u{1b}[2J is not an argument of this task"),
            (("group", " "), "group is empty"),
        ] {
            let vars = vars(&[given]);
            assert_eq!(refusal(PURGE.read(&vars)), format!("{problem}. {usage}"));
        }
    }

    #[test]
    fn what_is_missing_or_of_another_kind_is_refused() {
        let vars = vars(&[("group", "7"), ("apply", "perhaps"), ("author", "third")]);
        let given = PURGE.read(&vars).expect("known");
        assert_eq!(given.required("group").expect("there"), "7");
        assert!(refusal(given.required("older_than")).starts_with("older_than is missing. Usage: "));
        assert!(refusal(given.apply()).starts_with("apply is yes or no. Usage: "));
        let choice = given.choice("author", &[("first", 1), ("second", 2)]);
        assert!(refusal(choice).starts_with("author is first or second. Usage: "));
        assert!(given.duration("older_than").expect("left out").is_none());
        assert!(refusal(given.duration("group")).starts_with("group is a time such as 36h"));
    }

    #[test]
    fn what_is_done_is_what_was_asked_for() {
        for (given, meant) in [
            (&[][..], false),
            (&[("apply", "no")], false),
            (&[("apply", "yes")], true),
        ] {
            let vars = vars(given);
            assert_eq!(PURGE.read(&vars).expect("known").apply().expect("known"), meant);
        }
    }

    #[test]
    fn durations_are_hours_days_and_weeks() {
        assert_eq!(duration("36h"), Some(TimeDelta::hours(36)));
        assert_eq!(duration("90d"), Some(TimeDelta::days(90)));
        assert_eq!(duration("12w"), Some(TimeDelta::days(84)));
        assert_eq!(duration("9999w"), TimeDelta::try_weeks(9999));
        for bad in [
            "", "d", "90", "90m", "-1d", "+1d", "1.5d", "10000d", "9 d", "９d", "1dd", "1é",
        ] {
            assert_eq!(duration(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn an_argument_is_given_once() {
        let typed = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let names = ["username", "apply"];
        assert_eq!(
            repeated(&typed("banter-cli task x username:a apply:yes"), &names),
            None
        );
        assert_eq!(
            repeated(
                &typed("banter-cli task x username:a apply:yes username:b"),
                &names
            ),
            Some("username")
        );
    }
}
