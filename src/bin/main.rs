//! The command line: `health`, and `start`, `task`, `db`, `generate` and the rest of Loco's.

use std::{env, process::ExitCode};

use banter::{app::App, health};
use loco_rs::{Error, Result, cli};
use migration::Migrator;

#[tokio::main]
async fn main() -> ExitCode {
    let Err(error) = run().await else {
        return ExitCode::SUCCESS;
    };
    // The sentence, not the structure: whoever reads it wants to know what to do.
    match error {
        Error::WithBacktrace { inner, .. } => eprintln!("Error: {inner}"),
        error => eprintln!("Error: {error}"),
    }
    ExitCode::FAILURE
}

async fn run() -> Result<()> {
    // Loco's commands open the database first, tasks too; this one is asked every few seconds.
    if env::args().nth(1).as_deref() == Some("health") {
        return health::check().await;
    }
    // Developers add to the code with a debug build; Loco leaves its generators out of the others, too.
    #[cfg(debug_assertions)]
    if let Some(done) = generate() {
        return done;
    }
    let done = cli::main::<App, Migrator>().await;
    #[cfg(debug_assertions)]
    if done.is_ok() {
        after_loco()?;
    }
    done
}

/// Answers `generate` and `destroy` where it is about our own kinds, or where Loco's would stop half done.
#[cfg(debug_assertions)]
fn generate() -> Option<Result<()>> {
    use banter_generators::{Asked, asked, before_loco, run};

    let arguments: Vec<String> = env::args().skip(1).collect();
    let done = if asked(&arguments) == Asked::Nothing {
        let Err(lacking) = before_loco(&arguments) else {
            return None;
        };
        Err(lacking)
    } else {
        match env::current_dir() {
            Ok(folder) => run(&arguments, &folder),
            Err(error) => return Some(Err(error.into())),
        }
    };
    Some(done.map_err(|error| Error::Message(error.to_string())))
}

/// Loco writes the files of models otherwise than they are here.
#[cfg(debug_assertions)]
fn after_loco() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let adopted = banter_generators::after_loco(&arguments, &env::current_dir()?);
    adopted.map_err(|error| Error::Message(error.to_string()))
}
