//! The server is killed at its k-th write or sync: at each place where a commit can be cut in two.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::{
    machine::Tracer,
    report::{Budget, Seen, Verdict, ensure},
    stage::Stage,
};

/// What SQLite changes its files with, and how it waits for the disk, which depends on how it was built.
const CALLS: [&str; 2] = ["pwrite64", "fsync,fdatasync"];

/// Which write of a thread: one commit takes a dozen, and every one of them is tried.
const WRITES: u32 = 60;

/// Which sync: there is one a commit, and two a checkpoint.
const SYNCS: u32 = 8;

const PATIENCE: Duration = Duration::from_secs(30);

pub async fn prove(budget: &Budget) -> Verdict {
    let mut stage = Stage::set().await;
    let mut rounds = 0;
    let mut kills = [0; CALLS.len()];
    while budget.allows(rounds) {
        // A sweep over the writes, and one over the syncs.
        let (call, when) = match rounds % 3 {
            2 => (1, 1 + rounds / 3 % SYNCS),
            _ => (0, 1 + rounds * 2 / 3 % WRITES),
        };
        rounds += 1;
        stage.progress(1).await?;
        let calls = CALLS[call];
        let inject = format!("{calls}:signal=SIGKILL:when={when}");
        let tracer = Tracer::attach(stage.server.pid(), calls, &inject)?;
        ensure(ends(&mut stage).await, || {
            format!("{calls} number {when} never came")
        })?;
        kills[call] += 1;
        drop(tracer);
        stage.server.restart().await;
        stage.look(rounds % 10 == 1).await?;
    }
    let [writes, syncs] = kills;
    let seen = Seen::default()
        .with("kills", rounds)
        .with("at a write", writes)
        .with("at a sync", syncs);
    Ok(seen.and(stage.end().await?))
}

async fn ends(stage: &mut Stage) -> bool {
    let began = Instant::now();
    while stage.server.ended().is_none() {
        if began.elapsed() > PATIENCE {
            return false;
        }
        sleep(Duration::from_millis(5)).await;
    }
    true
}
