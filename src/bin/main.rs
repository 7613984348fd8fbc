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
    if let Some(done) = generating(banter_generators::answer) {
        return done;
    }
    cli::main::<App, Migrator>().await?;
    #[cfg(debug_assertions)]
    if let Some(done) = generating(banter_generators::after_loco) {
        return done;
    }
    Ok(())
}

/// Asks the generators about what was typed; `None` where they have nothing to do.
#[cfg(debug_assertions)]
fn generating(
    ask: impl Fn(&[String], &std::path::Path) -> Option<banter_generators::Result<()>>,
) -> Option<Result<()>> {
    let typed: Vec<String> = env::args().skip(1).collect();
    let done = ask(&typed, &env::current_dir().ok()?)?;
    Some(done.map_err(|error| Error::Message(error.to_string())))
}
