//! The command line: `start`, `task`, `db`, `generate` and the rest of Loco's.

use std::process::ExitCode;

use banter::app::App;
use loco_rs::{Error, cli};
use migration::Migrator;

#[tokio::main]
async fn main() -> ExitCode {
    let Err(error) = cli::main::<App, Migrator>().await else {
        return ExitCode::SUCCESS;
    };
    // The sentence, not the structure: whoever reads it wants to know what to do.
    match error {
        Error::WithBacktrace { inner, .. } => eprintln!("Error: {inner}"),
        error => eprintln!("Error: {error}"),
    }
    ExitCode::FAILURE
}
