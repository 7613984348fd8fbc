//! The command line: `start`, `task`, `db`, `generate` and the rest of Loco's.

use banter::app::App;
use loco_rs::cli;
use migration::Migrator;

#[tokio::main]
async fn main() -> loco_rs::Result<()> {
    cli::main::<App, Migrator>().await
}
