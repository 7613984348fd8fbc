//! The proofs in a few seconds each, as part of `bin/test`.

use std::env;

use crate::proofs::{
    browsers, clocks, crashes, full_disk, histories,
    report::{Budget, Fault, Verdict},
    stopping, writes,
};

fn holds(verdict: Verdict) {
    if let Err(fault) = verdict {
        panic!("{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_outlives_a_kill_and_is_there_once() {
    let is_sqlite = env::var("DATABASE_URL").is_err();
    // Only SQLite writes within the server, where a commit can be held: three kills at any moment seldom meet one.
    if is_sqlite {
        match writes::prove(&Budget::brief()).await {
            Err(Fault::Impossible(why)) => {
                eprintln!("no write can be held here, so at any moment instead: {why}");
            }
            verdict => return holds(verdict),
        }
    }
    holds(crashes::prove(&Budget::brief()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_under_load_answers_whoever_has_asked() {
    holds(stopping::prove(&Budget::brief()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_takes_no_more_is_told_to_senders_and_forgotten_when_it_does() {
    holds(full_disk::prove_by_limit(&Budget::brief()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_an_hour_changes_no_order() {
    holds(clocks::prove(&Budget::brief()).await);
}

#[tokio::test]
async fn random_histories_end_alike_on_every_page() {
    holds(histories::prove(&Budget::brief()).await);
}

#[tokio::test]
async fn two_pages_end_as_a_fresh_load_whatever_happens() {
    holds(browsers::prove(&Budget::brief()).await);
}
