//! The server is killed at any moment, under load: nothing that was acknowledged is lost, nothing is there twice, and
//! an open page shows what the database has.

use std::time::Duration;

use rand::Rng;
use tempfile::TempDir;
use tokio::time::sleep;

use super::{
    machine,
    report::{Budget, Seen, Verdict},
    stage::{Stage, program},
};
use crate::support::database::Database;

/// On the database that the tests run on; SQLite unless told otherwise.
pub async fn prove(budget: &Budget) -> Verdict {
    crash(Stage::set().await, budget).await
}

/// The same on PostgreSQL, which itself goes on.
pub async fn prove_on_postgresql(budget: &Budget) -> Verdict {
    let cluster = machine::Cluster::get()?;
    let dir = TempDir::new().expect("a temporary folder can be made");
    let database = Database::create_on(cluster.url).await;
    crash(Stage::set_over(database, program(), dir, &[]).await, budget).await
}

async fn crash(mut stage: Stage, budget: &Budget) -> Verdict {
    let mut kills = 0;
    let mut rounds = 0;
    while budget.allows(rounds) {
        rounds += 1;
        stage.progress(1).await?;
        sleep(up_to(600)).await;
        stage.server.kill();
        kills += 1;
        // Now and then also while it starts.
        if rounds % 5 == 0 {
            stage.server.launch();
            sleep(up_to(300)).await;
            kills += 1;
        }
        stage.server.restart().await;
        stage.look(rounds % 10 == 1).await?;
    }
    Ok(Seen::default().with("kills", kills).and(stage.end().await?))
}

fn up_to(milliseconds: u64) -> Duration {
    Duration::from_millis(rand::rng().random_range(0..milliseconds))
}
