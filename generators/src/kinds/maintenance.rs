//! A task for operators.

use super::Kind;
use crate::{Footprint, Name, Result, Tree, refuse};

const HELP: &str = "\
It is called by what it works on and what it does to it: drafts_prune makes the task drafts:prune.

It makes src/tasks/NAME.rs with its lines in src/tasks/mod.rs and src/app.rs, the verb that it runs in src/models/NAME.rs, its action in
the audit log (src/models/audit_events.rs) and a test through the real program (tests/requests/tasks). The verb works in batches, each a
transaction with its row in the audit log, so that it can be broken off and begun again. As it comes it trims display names: say
which accounts are due, and what is done to them.

Examples:
  cargo loco generate maintenance names_trim
  cargo loco destroy maintenance names_trim";

/// Participles that no rule gives.
const IRREGULAR: [(&str, &str); 9] = [
    ("build", "built"),
    ("cut", "cut"),
    ("rebuild", "rebuilt"),
    ("reset", "reset"),
    ("rewrite", "rewritten"),
    ("send", "sent"),
    ("set", "set"),
    ("split", "split"),
    ("sweep", "swept"),
];

pub struct Maintenance;

impl Kind for Maintenance {
    fn name(&self) -> &'static str {
        "maintenance"
    }

    fn about(&self) -> &'static str {
        "A task for operators, with dry run, progress, audit row and test"
    }

    fn help(&self) -> &'static str {
        HELP
    }

    fn check(&self, _: &Tree, name: &Name) -> Result<()> {
        if name.snake.contains('_') {
            return Ok(());
        }
        refuse(format!(
            "{} is half a name: a task is called by what it works on and what it does to it, such as drafts_prune",
            name.snake
        ))
    }

    fn footprint(&self, _: &Tree, name: &Name) -> Footprint {
        let Name { snake, pascal, .. } = name;
        let Words { done, action, .. } = Words::of(name);
        let audit = "src/models/audit_events.rs";
        Footprint::default()
            .file("maintenance/task.rs", format!("src/tasks/{snake}.rs"))
            .file("maintenance/model.rs", format!("src/models/{snake}.rs"))
            .file("maintenance/test.rs", format!("tests/requests/tasks/{snake}.rs"))
            .among("src/tasks/mod.rs", "mod ", format!("mod {snake};"))
            .among("src/tasks/mod.rs", "use ", format!("pub use {snake}::{pascal};"))
            .among(
                "src/app.rs",
                "tasks.register(",
                format!("tasks.register(tasks::{pascal});"),
            )
            .among("src/models/mod.rs", "mod ", format!("pub mod {snake};"))
            .above(audit, "// actions-inject", format!("{done},"))
            .above(audit, "// names-inject", format!("Self::{done} => \"{action}\","))
            .above(
                "tests/requests/tasks.rs",
                "// tasks-inject",
                format!("mod {snake};"),
            )
    }

    fn context(&self, _: &Tree, name: &Name, _: &clap::ArgMatches) -> Result<tera::Context> {
        let Words { task, done, action } = Words::of(name);
        let mut context = tera::Context::new();
        context.insert("task", &task);
        context.insert("done", &done);
        context.insert("action", &action);
        Ok(context)
    }

    fn next(&self, _: &Tree, name: &Name) -> Vec<String> {
        let snake = &name.snake;
        let task = Words::of(name).task;
        vec![
            format!("Say which accounts are due, and what is done to them: src/models/{snake}.rs"),
            format!("Say what it is for: USAGE in src/tasks/{snake}.rs"),
            format!("Test it: cargo test --test app requests::tasks::{snake}"),
            format!("Try it: cargo loco task {task}"),
        ]
    }
}

/// `drafts_prune` as a task, and as what is in the audit log of it.
struct Words {
    /// `drafts:prune`
    task: String,
    /// `DraftsPruned`
    done: String,
    /// `drafts.pruned`
    action: String,
}

impl Words {
    fn of(name: &Name) -> Self {
        let (what, verb) = name.snake.split_once('_').unwrap_or((&name.snake, ""));
        let (verbs, last) = verb
            .rsplit_once('_')
            .map_or(("", verb), |(verbs, last)| (verbs, last));
        let before = if verbs.is_empty() {
            String::new()
        } else {
            format!("{verbs}_")
        };
        let participle = format!("{before}{}", participle(last));
        Self {
            task: format!("{what}:{verb}"),
            done: heck::ToPascalCase::to_pascal_case(format!("{what}_{participle}").as_str()),
            action: format!("{what}.{participle}"),
        }
    }
}

/// What has been done: `pruned`, `tidied`, `trimmed`.
fn participle(verb: &str) -> String {
    if let Some((_, participle)) = IRREGULAR.iter().find(|(other, _)| *other == verb) {
        return (*participle).to_owned();
    }
    let is_vowel = |c: &char| "aeiou".contains(*c);
    let letters: Vec<char> = verb.chars().collect();
    match letters[..] {
        [.., 'e'] => format!("{verb}d"),
        [.., before, 'y'] if !is_vowel(&before) => format!("{}ied", &verb[..verb.len() - 1]),
        [.., before, vowel, last]
            if !is_vowel(&before)
                && is_vowel(&vowel)
                && !"aeiouwxy".contains(last)
                && letters.iter().filter(|c| is_vowel(c)).count() == 1 =>
        {
            format!("{verb}{last}ed")
        }
        _ => format!("{verb}ed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_told_in_english() {
        for (name, task, done, action) in [
            ("drafts_prune", "drafts:prune", "DraftsPruned", "drafts.pruned"),
            ("names_trim", "names:trim", "NamesTrimmed", "names.trimmed"),
            ("rooms_tidy", "rooms:tidy", "RoomsTidied", "rooms.tidied"),
            ("index_rebuild", "index:rebuild", "IndexRebuilt", "index.rebuilt"),
            ("files_check", "files:check", "FilesChecked", "files.checked"),
            ("files_sweep", "files:sweep", "FilesSwept", "files.swept"),
            (
                "users_reset_link",
                "users:reset_link",
                "UsersResetLinked",
                "users.reset_linked",
            ),
        ] {
            let words = Words::of(&Name::parse(name).expect("a name"));
            assert_eq!(
                (words.task.as_str(), words.done.as_str(), words.action.as_str()),
                (task, done, action)
            );
        }
    }
}
