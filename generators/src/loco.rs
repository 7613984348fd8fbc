//! What Loco's own generators need before they write, and what is left to do behind them.

use std::{path::Path, process::Command};

use tera::Context;

use crate::{Result, Tree, refuse, templates};

/// How the file of a model begins that Loco has written and nobody touched.
const BARE: &str = "use sea_orm::entity::prelude::*;\npub use super::_entities::";

/// What Loco's own generators need before they write anything: without it they would stop half done.
///
/// # Errors
/// [`Error::Refused`] with what is missing, and how to come by it.
pub(crate) fn before_loco(arguments: &[String]) -> Result<()> {
    let has_reader = || Command::new("sea-orm-cli").arg("--version").output().is_ok();
    let database = std::env::var("DATABASE_URL").unwrap_or_default();
    let reads = std::env::var_os("SKIP_MIGRATION").is_none();
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
    for file in tree.names_in("src/models") {
        let path = format!("src/models/{file}");
        let is_new = tree
            .read(&path)
            .ok()
            .flatten()
            .is_some_and(|text| text.starts_with(BARE));
        let Some(module) = file.strip_suffix(".rs").filter(|_| is_new) else {
            continue;
        };
        let mut context = Context::new();
        context.insert("module", module);
        if let Some(text) = templates::render(&templates, "loco/model.rs", &context, tree.root())? {
            tree.write(&path, &text)?;
        }
    }
    Ok(())
}

/// Whether that which reads entities from a database is there, and a database that tells all of them.
pub(crate) fn lacking(arguments: &[String], has_reader: impl Fn() -> bool, database: &str) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ["generate" | "g", kind @ ("model" | "scaffold"), given @ ..] = words.as_slice() else {
        return Ok(());
    };
    if given.iter().any(|word| ["-h", "--help"].contains(word)) {
        return Ok(());
    }
    if *kind == "scaffold" {
        return refuse(
            "Loco's scaffold is a JSON API for its React frontend, which there is none of here. For a resource with its pages there is: \
             cargo loco generate page NAME FIELD:TYPE…",
        );
    }
    if !has_reader() {
        return refuse(format!(
            "sea-orm-cli is missing, by which `generate {kind}` reads what the database has. Install it with: cargo install \
             sea-orm-cli --locked --version 2.0.4"
        ));
    }
    if !database.starts_with("postgres") {
        return refuse(format!(
            "`generate {kind}` reads entities from PostgreSQL, because SQLite does not tell all of their types \
             (docs/decisions/0004-entities-from-postgresql.md). Name an empty database: DATABASE_URL=postgres://… cargo loco \
             generate {kind} …"
        ));
    }
    Ok(())
}
