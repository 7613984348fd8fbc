//! What Loco's own generators need before they write, and what is left to do behind them.

use std::{ffi::OsStr, path::Path, process::Command};

use heck::ToPascalCase;
use tera::Context;

use crate::{Result, Tree, refuse, templates};

/// How the file of a model begins that Loco has written and nobody touched.
const BARE: &str = "use sea_orm::entity::prelude::*;\npub use super::_entities::";

const MODELS: &str = "src/models";

/// What Loco's own generators need before they write anything: without it they would stop half done. `environment` has what the
/// program was started with.
///
/// # Errors
/// [`Error::Refused`] with what is missing, and how to come by it.
pub(crate) fn before_loco(
    arguments: &[String],
    environment: impl Fn(&'static str) -> Option<String>,
) -> Result<()> {
    addable(arguments)?;
    let has_reader = || Command::new("sea-orm-cli").arg("--version").output().is_ok();
    let database = environment("DATABASE_URL").unwrap_or_default();
    let reads = environment("SKIP_MIGRATION").is_none();
    if reads {
        lacking(arguments, has_reader, &database)
    } else {
        Ok(())
    }
}

/// Puts what Loco has written into the style of the rest: the files of models whose entities are new. `None` where it was asked
/// for nothing of the kind.
///
/// # Errors
/// When the disk refuses.
pub fn after_loco(arguments: &[String], folder: &Path) -> Option<Result<()>> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["generate" | "g", "model", ..] | ["db", "entities"] => {
            Some(Tree::around(folder).and_then(|tree| adopt(&tree)))
        }
        _ => None,
    }
}

pub(crate) fn adopt(tree: &Tree) -> Result<()> {
    let templates = templates::engine()?;
    let list = format!("{MODELS}/mod.rs");
    let mut modules = tree.read(&list)?.unwrap_or_default();
    for path in tree.find(MODELS, BARE) {
        let Some(module) = Path::new(&path).file_stem().and_then(OsStr::to_str) else {
            continue;
        };
        if is_at_home(tree, module) {
            tree.remove(&path)?;
            modules = modules.replace(&format!("pub mod {module};\n"), "");
            continue;
        }
        let mut context = Context::new();
        context.insert("module", module);
        if let Some(text) = templates::render(&templates, "loco/model.rs", &context, tree.root())? {
            tree.write(&path, &text)?;
        }
    }
    // Loco adds to its end.
    tree.write(&list, &templates::format(&list, &modules, tree.root())?)
}

/// Whether an entity belongs to a model of another name, as Loco can't know.
fn is_at_home(tree: &Tree, module: &str) -> bool {
    let folders = tree.names_in(MODELS).into_iter();
    let folders = folders.map(|name| format!("{MODELS}/{name}"));
    let mut homes = folders
        .chain([MODELS.to_owned()])
        .flat_map(|folder| tree.find(&folder, "ActiveModelBehavior for "))
        .filter_map(|path| tree.read(&path).ok().flatten());
    homes.any(|text| {
        !text.starts_with(BARE)
            && (text.contains(&format!("_entities::{module}::{{"))
                || text.contains(&format!("ActiveModelBehavior for {module}::ActiveModel")))
    })
}

/// Whether columns that are to be added to a table can be: SQLite says no in the middle of a migration.
pub(crate) fn addable(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ["generate" | "g", "migration", name, fields @ ..] = words.as_slice() else {
        return Ok(());
    };
    let name = name.to_pascal_case();
    let strict = fields.iter().find(|field| field.ends_with(['!', '^']));
    match strict.filter(|_| name.starts_with("Add") && name.contains("To")) {
        Some(field) => refuse(format!(
            "{field}: rows that are there have nothing in a new column, so it can be neither required (`!`) nor unique (`^`), \
             and SQLite would stop there. Add it without, and ask for it in the model."
        )),
        None => Ok(()),
    }
}

/// Whether that which reads entities from a database is there, and a database that tells all of them.
pub(crate) fn lacking(arguments: &[String], has_reader: impl Fn() -> bool, database: &str) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (["generate" | "g", "model", given @ ..] | ["db", "entities", given @ ..]) = words.as_slice() else {
        return Ok(());
    };
    if given.iter().any(|word| ["-h", "--help"].contains(word)) {
        return Ok(());
    }
    if !has_reader() {
        return refuse(
            "sea-orm-cli is missing, which reads what the database has. Install it with: cargo install sea-orm-cli --locked \
             --version 2.0.4. Or do without: what a group keeps `generate page` makes with its entity.",
        );
    }
    if !database.starts_with("postgres") {
        return refuse(format!(
            "Entities are read from PostgreSQL, because SQLite does not tell all of their types \
             (docs/decisions/0004-entities-from-postgresql.md). Name an empty database: DATABASE_URL=postgres://… cargo loco {}",
            arguments.join(" ")
        ));
    }
    Ok(())
}
