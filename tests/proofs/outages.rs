//! PostgreSQL itself is killed under load: Banter stays up, says so, and gets back to it by itself.

use std::time::Duration;

use tempfile::TempDir;
use tokio::time::sleep;

use super::{
    machine::Cluster,
    report::{Budget, Seen, Verdict, ensure},
    stage::{Stage, program},
};
use crate::support::database::Database;

pub async fn prove(budget: &Budget) -> Verdict {
    let cluster = Cluster::get()?;
    let dir = TempDir::new().expect("a temporary folder can be made");
    let database = Database::create_on(cluster.url.clone()).await;
    let mut stage = Stage::set_over(database, program(), dir, &[]).await;
    let mut kills = 0;
    while budget.allows(kills) {
        stage.progress(1).await?;
        sleep(Duration::from_millis(u64::from(rand::random::<u16>() % 600))).await;
        // What looks into the database before the journal does says 500, which is told and sent again, too.
        stage.chat.is_dying(true);
        cluster.kill()?;
        kills += 1;
        // Long enough for everybody to be told.
        sleep(Duration::from_millis(u64::from(rand::random::<u16>() % 1000))).await;
        cluster.start().await?;
        stage.progress(50).await?;
        stage.chat.is_dying(false);
        ensure(stage.server.ended().is_none(), || "the server ended".to_owned())?;
        stage.look(false).await?;
    }
    let seen = Seen::default().with("kills of PostgreSQL", kills);
    Ok(seen.and(stage.end().await?))
}
