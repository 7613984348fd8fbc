//! Writes and syncs fail, for a while: the sender is told, nothing is pretended, and it goes on by itself.

use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::{
    machine::Tracer,
    report::{Budget, Seen, Verdict, ensure},
    stage::Stage,
};

/// SQLite waits for the disk with one of two calls, as it was built.
const CALLS: [&str; 2] = ["pwrite64", "fsync,fdatasync"];
const ERRORS: [&str; 2] = ["EIO", "ENOSPC"];

/// For how long it may be that nothing fails although something should.
const PATIENCE: Duration = Duration::from_secs(5);

pub async fn prove(budget: &Budget) -> Verdict {
    let mut stage = Stage::set().await;
    let mut rounds = 0;
    let mut told = 0;
    while budget.allows(rounds) {
        let calls = CALLS[rounds as usize % 2];
        let error = ERRORS[rounds as usize / 2 % 2];
        // One failure at the k-th call, a series of them, or every other one.
        let first = 1 + rounds / 3 % 40;
        let when = match rounds % 3 {
            0 => format!("{first}"),
            1 => format!("{first}..{}", first + 12),
            _ => format!("{first}..{}+2", first + 40),
        };
        rounds += 1;
        stage.progress(1).await?;
        let before = refused(&stage);
        let inject = format!("{calls}:error={error}:when={when}");
        let tracer = Tracer::attach(stage.server.pid(), calls, &inject)?;
        let began = Instant::now();
        while refused(&stage) == before && began.elapsed() < PATIENCE {
            sleep(Duration::from_millis(5)).await;
        }
        sleep(Duration::from_millis(300)).await;
        drop(tracer);
        told += refused(&stage) - before;
        // By itself: nobody starts it again.
        stage.progress(100).await?;
        ensure(stage.server.ended().is_none(), || "the server ended".to_owned())?;
        stage.look(rounds % 5 == 1).await?;
        // What it believed to be kept has to be there for the next one, too.
        if rounds % 4 == 0 {
            stage.server.restart().await;
            stage.look(true).await?;
        }
    }
    ensure(told > 0, || "no failure was ever told to a sender".to_owned())?;
    let seen = Seen::default()
        .with("faults", rounds)
        .with("told to senders", told);
    Ok(seen.and(stage.end().await?))
}

/// How many requests have been told to come back.
fn refused(stage: &Stage) -> u64 {
    stage
        .chat
        .ledger()
        .statuses
        .get(&503)
        .copied()
        .unwrap_or_default()
}
