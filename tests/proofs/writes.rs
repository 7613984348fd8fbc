//! The server is killed at its k-th write or sync: at each place where a commit can be cut in two.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::{
    machine::Tracer,
    report::{Budget, Fault, Seen, Verdict, ensure},
    stage::Stage,
};

/// What SQLite changes its files with, and how it waits for the disk, which depends on how it was built.
const WRITE: &str = "pwrite64";
const SYNC: &str = "fsync,fdatasync";

/// Which write of a thread: one commit takes a dozen, and every one of them is tried.
const WRITES: u32 = 60;

/// Which sync: there is one a commit, and two a checkpoint.
const SYNCS: u32 = 8;

/// For so many microseconds a write is held: until the kill.
const HELD: &str = "60000000";

const PATIENCE: Duration = Duration::from_secs(30);

pub async fn prove(budget: &Budget) -> Verdict {
    let mut stage = Stage::set().await;
    let mut rounds = 0;
    let mut kills = [0; 3];
    while budget.allows(rounds) {
        let (way, step) = (rounds % 3, rounds / 3);
        rounds += 1;
        stage.progress(1).await?;
        let number = 1 + step % if way == 2 { SYNCS } else { WRITES };
        match way {
            0 => hold(&mut stage, number).await?,
            1 => cut(&mut stage, WRITE, number).await?,
            _ => cut(&mut stage, SYNC, number).await?,
        }
        kills[way as usize] += 1;
        stage.server.restart().await;
        stage.look(rounds % 10 == 1).await?;
    }
    let [held, writes, syncs] = kills;
    let seen = Seen::default()
        .with("kills", rounds)
        .with("before a write that was held", held)
        .with("at a write", writes)
        .with("at a sync", syncs);
    Ok(seen.and(stage.end().await?))
}

/// Holds a thread's writes from this one on, and kills when everybody has heard what there is to hear.
async fn hold(stage: &mut Stage, number: u32) -> Result<(), Fault> {
    let inject = format!("{WRITE}:delay_enter={HELD}:when={number}+");
    let tracer = Tracer::attach(stage.server.pid(), WRITE, &inject)?;
    stage.quiet().await?;
    tracer.kill(stage.server.pid())?;
    stage.server.kill();
    Ok(())
}

/// Kills at a thread's call of this number.
async fn cut(stage: &mut Stage, calls: &str, number: u32) -> Result<(), Fault> {
    let inject = format!("{calls}:signal=SIGKILL:when={number}");
    let tracer = Tracer::attach(stage.server.pid(), calls, &inject)?;
    ensure(ends(stage).await, || {
        format!("{calls} number {number} never came")
    })?;
    drop(tracer);
    Ok(())
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
