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
    return generating(cli::main::<App, Migrator>()).await;
    #[cfg(not(debug_assertions))]
    cli::main::<App, Migrator>().await
}

/// Answers what is about our own generators, and does behind Loco's what they leave to do.
#[cfg(debug_assertions)]
async fn generating(loco: impl Future<Output = Result<()>>) -> Result<()> {
    let told = |error: banter_generators::Error| Error::Message(error.to_string());
    let (typed, folder) = (env::args().skip(1).collect::<Vec<_>>(), env::current_dir()?);
    if let Some(done) = banter_generators::answer(&typed, &folder) {
        return done.map_err(told);
    }
    loco.await?;
    banter_generators::after_loco(&typed, &folder).map_err(told)
}
