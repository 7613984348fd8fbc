//! What was typed after `cargo loco`, where it is ours to answer.

use std::{
    io::{self, Write},
    path::Path,
    process::Command as Process,
};

use clap::{Arg, ArgAction, ArgMatches, Command, error::ErrorKind};

use crate::{Error, Kind, Name, Plan, Result, Tree, destroy, generate, kinds, loco::before_loco};

/// What we are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Nothing: Loco answers.
    Nothing,
    /// What there is to generate, Loco's kinds and ours.
    Overview,
    /// To make something of ours.
    Generate,
    /// To take something of ours away.
    Destroy,
}

/// Whether a command line is ours.
pub(crate) fn asked(arguments: &[String]) -> Asked {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ours = |word: &str| {
        let mut kinds = kinds::all().iter();
        kinds.any(|kind| kind.name() == word || kind.alias() == Some(word))
    };
    match words[..] {
        ["generate" | "g"] | ["generate" | "g", "-h" | "--help" | "help"] | ["help", "generate"] => {
            Asked::Overview
        }
        ["generate" | "g", kind, ..] | ["generate" | "g", "help", kind] if ours(kind) => Asked::Generate,
        ["destroy" | "d", ..] | ["help", "destroy" | "d"] => Asked::Destroy,
        _ => Asked::Nothing,
    }
}

/// Does what was typed, without the program's name, in the repository around a folder, and says so on the standard output.
/// `None` where it is for Loco to answer.
///
/// # Errors
/// [`Error`], when nothing was done, or Loco could not.
pub fn answer(arguments: &[String], folder: &Path) -> Option<Result<()>> {
    match asked(arguments) {
        Asked::Nothing => before_loco(arguments, |name| std::env::var(name).ok())
            .err()
            .map(Err),
        Asked::Overview => Some(overview()),
        asked => Some(run(asked, arguments, folder)),
    }
}

fn run(asked: Asked, arguments: &[String], folder: &Path) -> Result<()> {
    let typed = std::iter::once("cargo loco").chain(arguments.iter().map(String::as_str));
    let matches = match commands().try_get_matches_from(typed) {
        Ok(matches) => matches,
        Err(told)
            if told.exit_code() == 0
                || told.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand =>
        {
            print!("{told}");
            return Ok(());
        }
        Err(wrong) => {
            return Err(Error::Refused(
                wrong
                    .to_string()
                    .trim_start_matches("error: ")
                    .trim_end()
                    .to_owned(),
            ));
        }
    };
    let (kind, given) = chosen(chosen(&matches).1);
    let Some(kind) = kinds::all().iter().find(|other| other.name() == kind) else {
        return Ok(());
    };
    let tree = Tree::around(folder)?;
    act(&mut io::stdout().lock(), &tree, *kind, asked, given)
}

/// Makes something, or takes it away, unless it is only to be said.
pub(crate) fn act(
    out: &mut impl Write,
    tree: &Tree,
    kind: &dyn Kind,
    asked: Asked,
    given: &ArgMatches,
) -> Result<()> {
    let typed: &String = given.get_one("name").expect("clap asks for it");
    let name = Name::parse(typed)?;
    let makes = asked == Asked::Generate;
    let plan = if makes {
        generate(tree, kind, &name, given)?
    } else {
        destroy(tree, kind, &name, given.get_flag("force"))?
    };
    let is_rehearsal = given.get_flag("dry-run");
    if !is_rehearsal {
        plan.apply(tree)?;
    }
    let next = if makes { kind.next(tree, &name) } else { Vec::new() };
    report(out, &plan, is_rehearsal, &next).map_err(|source| Error::Io {
        path: "the standard output".to_owned(),
        source,
    })
}

fn report(out: &mut impl Write, plan: &Plan, is_rehearsal: bool, next: &[String]) -> io::Result<()> {
    plan.tell(out)?;
    if plan.unmigrates() {
        writeln!(
            out,
            "\nWhere a database has run this migration, `cargo loco db down` has to come first: without it the app does not start there."
        )?;
    }
    if plan.is_empty() {
        let differs = if plan.differs() {
            " What is `changed` is other than it would be made now, by hand or because something else was asked for."
        } else {
            ""
        };
        return writeln!(out, "\nIt is all there. Nothing was changed.{differs}");
    }
    if is_rehearsal {
        return writeln!(out, "\nThis is what would be done. Nothing was changed.");
    }
    if next.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nWhat comes next:")?;
    next.iter()
        .enumerate()
        .try_for_each(|(place, step)| writeln!(out, "  {}. {step}", place + 1))
}

/// Loco's list of what can be generated, with ours in it.
fn overview() -> Result<()> {
    let failed = |source| Error::Io {
        path: "this program".to_owned(),
        source,
    };
    let itself = std::env::current_exe().map_err(failed)?;
    // The one spelling of the same question that is left to Loco.
    let locos = Process::new(itself)
        .args(["help", "g"])
        .output()
        .map_err(failed)?;
    let locos = String::from_utf8_lossy(&locos.stdout).into_owned();
    let is_locos = |line: &&str| {
        let word = line.split_whitespace().next();
        word.is_none() || kinds::all().iter().all(|kind| kind.alias() != word)
    };
    let locos: String = locos.split_inclusive('\n').filter(is_locos).collect();
    let ours = kinds::all().iter().map(|kind| {
        let line = |name: &str, about: &str| format!("  {name:<12} {about}\n");
        let alias = kind
            .alias()
            .map(|alias| line(alias, &format!("The same as {}", kind.name())));
        line(kind.name(), kind.about()) + &alias.unwrap_or_default()
    });
    let ours = format!(
        "Banter's own, which `cargo loco destroy KIND NAME` takes away again:\n{}",
        ours.collect::<String>()
    );
    match locos.split_once("\nOptions:") {
        Some((before, after)) => print!("{before}\n{ours}\nOptions:{after}"),
        None => print!("{locos}\n{ours}"),
    }
    Ok(())
}

fn chosen(matches: &ArgMatches) -> (&str, &ArgMatches) {
    matches.subcommand().expect("clap asks for one")
}

fn commands() -> Command {
    let mut makes = Command::new("generate").alias("g").about("Makes something");
    let mut takes = Command::new("destroy")
        .alias("d")
        .about("Takes away what `generate` made");
    for kind in kinds::all() {
        let common = common(*kind).visible_aliases(kind.alias());
        let undoes = format!("Takes away what `generate {}` made", kind.name());
        takes = takes.subcommand(forcible(common.clone()).about(undoes));
        let made = common.about(kind.about()).after_help(kind.help());
        makes = makes.subcommand(made.args(kind.arguments()));
    }
    let both = [makes, takes].map(|verb| verb.subcommand_required(true).arg_required_else_help(true));
    Command::new("cargo loco")
        .subcommand_required(true)
        .subcommands(both)
}

pub(crate) fn common(kind: &dyn Kind) -> Command {
    let name = Arg::new("name").value_name("NAME").required(true);
    let dry_run = Arg::new("dry-run").long("dry-run").action(ArgAction::SetTrue);
    Command::new(kind.name())
        .arg(name.help("What it is called: lunch_order, lunch-order or LunchOrder"))
        .arg(dry_run.help("Says what would be done, and does nothing"))
}

/// What takes away may be told not to ask.
pub(crate) fn forcible(command: Command) -> Command {
    let force = Arg::new("force").long("force").action(ArgAction::SetTrue);
    command.arg(force.help("Even where it was changed by hand, or something leads to it"))
}
