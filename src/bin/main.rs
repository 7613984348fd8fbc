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
    cli::main::<App, Migrator>().await
}
