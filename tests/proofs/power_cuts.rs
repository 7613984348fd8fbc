//! The power goes under load, on a disk of its own: what was acknowledged had reached it.

use std::time::Duration;

use tempfile::TempDir;
use tokio::time::sleep;

use super::{
    machine::Disk,
    report::{Budget, Seen, Verdict},
    stage::{Stage, program},
};
use crate::support::database::Database;

const MEGABYTES: u64 = 2048;

pub async fn prove(budget: &Budget) -> Verdict {
    let mut disk = Disk::in_a_file(MEGABYTES)?;
    let dir = TempDir::new_in(disk.path()).expect("the disk can be written to");
    let database = Database::file_in(dir.path());
    let mut stage = Stage::set_over(database, program(), dir, &[]).await;
    let mut cuts = 0;
    while budget.allows(cuts) {
        stage.progress(1).await?;
        sleep(Duration::from_millis(u64::from(rand::random::<u16>() % 800))).await;
        stage.chat.is_dying(true);
        disk.cut()?;
        // The machine is off: whatever it would still say, nobody hears it for long.
        stage.server.kill();
        cuts += 1;
        disk.remount()?;
        stage.server.restart().await;
        stage.chat.is_dying(false);
        stage.look(cuts % 10 == 1).await?;
    }
    let seen = Seen::default().with("power cuts", cuts).and(stage.end().await?);
    Ok(seen)
}
