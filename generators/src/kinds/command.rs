//! A slash command.

use clap::{Arg, ArgAction, ArgMatches};
use tera::Context;

use super::Kind;
use crate::{Footprint, Name, Result, Tree};

const HELP: &str = "\
It makes src/models/commands/NAME.rs with its line in src/models/commands.rs, its texts in each language (assets/i18n) and a test
(tests/requests/commands). The composer completes it, and /help shows it, to whoever may use it.

Examples:
  cargo loco generate command dice                  a command for everybody, which tells its sender what it did
  cargo loco generate command dice --posts          ends as a message in its place
  cargo loco generate command dice --for moderators what moderators, owners and administrators may do
  cargo loco destroy command dice";

/// Who may use it, and what asks a `Standing` for it.
const WHOM: [(&str, Option<&str>); 4] = [
    ("everybody", None),
    ("members", Some("is_member")),
    ("moderators", Some("may_moderate")),
    ("owners", Some("may_manage")),
];

pub struct Command;

impl Kind for Command {
    fn name(&self) -> &'static str {
        "command"
    }

    fn about(&self) -> &'static str {
        "A slash command in the composer, with completion, permission and test"
    }

    fn help(&self) -> &'static str {
        HELP
    }

    fn arguments(&self) -> Vec<Arg> {
        let posts = Arg::new("posts").long("posts").action(ArgAction::SetTrue);
        let whom = Arg::new("for")
            .long("for")
            .value_name("WHOM")
            .default_value("everybody");
        vec![
            posts.help("It ends as a message, instead of telling its sender something"),
            whom.value_parser(WHOM.map(|(word, _)| word))
                .help("Who may use it, of those who see the group"),
        ]
    }

    fn footprint(&self, _: &Tree, name: &Name) -> Footprint {
        let Name { snake, pascal, .. } = name;
        Footprint::default()
            .file("command/command.rs", format!("src/models/commands/{snake}.rs"))
            .texts("command", &format!("command_{snake}"))
            .file("command/test.rs", format!("tests/requests/commands/{snake}.rs"))
            .above(
                "src/models/commands.rs",
                "// commands-module",
                format!("mod {snake};"),
            )
            .above(
                "src/models/commands.rs",
                "// commands-inject",
                format!("&{snake}::{pascal},"),
            )
            .above(
                "tests/requests/commands.rs",
                "// commands-inject",
                format!("mod {snake};"),
            )
    }

    fn context(&self, _: &Tree, _: &Name, arguments: &ArgMatches) -> Result<Context> {
        let whom: &String = arguments.get_one("for").expect("it has a default");
        let question = WHOM.iter().find(|(word, _)| word == whom);
        let mut context = Context::new();
        context.insert("posts", &arguments.get_flag("posts"));
        context.insert("standing", &question.and_then(|(_, question)| *question));
        Ok(context)
    }

    fn next(&self, _: &Tree, name: &Name) -> Vec<String> {
        let Name { snake, kebab, .. } = name;
        vec![
            format!(
                "Say what it does: src/models/commands/{snake}.rs, and in words: assets/i18n/*/command_{snake}.ftl"
            ),
            format!("Test it: cargo test --test app requests::commands::{snake}"),
            format!("Try it: cargo loco start, and type /{kebab} into the composer"),
        ]
    }
}
