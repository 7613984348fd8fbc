//! The disk fills up: the sender is told, what is there can be read, and space is all that it needs to go on.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tokio::time::sleep;

use super::{
    chat::ROOM,
    machine::{self, Disk},
    report::{Budget, Fault, Seen, Verdict, ensure},
    stage::{Stage, program},
};
use crate::support::{database::Database, server::Program};

const MEGABYTES: u32 = 256;

/// Bytes that every file may have while the disk is said to be full: neither the log nor the database fit.
const LIMIT: &str = "16384";

/// How often a sender has to be told before there is space again.
const TOLD: u64 = 50;

const PATIENCE: Duration = Duration::from_secs(30);

/// On a small file system in memory.
pub async fn prove(budget: &Budget) -> Verdict {
    let disk = Disk::in_memory(MEGABYTES)?;
    let dir = TempDir::new_in(disk.path()).expect("the disk can be written to");
    let database = Database::file_in(dir.path());
    let stage = Stage::set_over(database, program(), dir, &[]).await;
    let ballast = disk.path().join("ballast");
    fill_up(
        stage,
        budget,
        |_| {
            fill(&ballast);
            Ok(())
        },
        |_| {
            fs::remove_file(&ballast).expect("the ballast is there");
            Ok(())
        },
    )
    .await
}

/// With a limit on the size of its files instead: every user may try that anywhere.
pub async fn prove_by_limit(budget: &Budget) -> Verdict {
    // The shell ignores the signal that would end who writes past the limit, and so does what it becomes.
    let limited = Program {
        binary: "sh",
        arguments: &["-c", "trap '' XFSZ; exec \"$BANTER\" start"],
        ..program()
    };
    let dir = TempDir::new().expect("a temporary folder can be made");
    let database = Database::file_in(dir.path());
    let stage = Stage::set_over(database, limited, dir, &[("BANTER", program().binary)]).await;
    // The soft limit: the server's own user may raise it again.
    let limit = |stage: &Stage, bytes: &str| {
        let pid = stage.server.pid().to_string();
        machine::run("prlimit", &["--pid", &pid, &format!("--fsize={bytes}:")])
    };
    fill_up(
        stage,
        budget,
        |stage| limit(stage, LIMIT),
        |stage| limit(stage, "unlimited"),
    )
    .await
}

async fn fill_up(
    mut stage: Stage,
    budget: &Budget,
    fill: impl Fn(&Stage) -> Result<(), Fault>,
    free: impl Fn(&Stage) -> Result<(), Fault>,
) -> Verdict {
    let mut rounds = 0;
    while budget.allows(rounds) {
        rounds += 1;
        stage.progress(50).await?;
        fill(&stage)?;
        let before = told(&stage);
        let began = Instant::now();
        while told(&stage) < before + TOLD {
            ensure(began.elapsed() < PATIENCE, || {
                "nobody was told that it is full".to_owned()
            })?;
            sleep(Duration::from_millis(5)).await;
        }
        let page = stage.chat.get(ROOM).await;
        ensure(page.as_ref().is_ok_and(|page| page.status == 200), || {
            format!("the page can't be read while the disk is full: {page:?}")
        })?;
        free(&stage)?;
        stage.progress(100).await?;
        ensure(stage.server.ended().is_none(), || "the server ended".to_owned())?;
        stage.look(true).await?;
    }
    let seen = Seen::default()
        .with("full disks", rounds)
        .with("told to senders", told(&stage));
    stage.server.restart().await;
    stage.look(true).await?;
    Ok(seen.and(stage.end().await?))
}

/// Takes all the space that is left.
fn fill(ballast: &Path) {
    let mut file = File::create(ballast).expect("the disk takes one more file");
    for size in [1024 * 1024, 4096, 1] {
        let block = vec![0; size];
        while file.write_all(&block).is_ok() {}
    }
}

fn told(stage: &Stage) -> u64 {
    stage
        .chat
        .ledger()
        .statuses
        .get(&503)
        .copied()
        .unwrap_or_default()
}
