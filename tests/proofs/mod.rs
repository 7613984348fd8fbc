//! What Banter promises, tried.
#![expect(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "as in `support`: what goes wrong here is what is reported"
)]
pub mod browsers;
pub mod histories;
pub mod page;
pub mod report;

use crate::support::client::with_site;

#[tokio::test]
async fn random_histories_end_alike_everywhere() {
    with_site(async |site| {
        let people = histories::cast(site).await;
        for seed in std::env::var("SEEDS")
            .ok()
            .and_then(|s| s.parse::<u64>().ok())
            .map_or(0..8, |n| 100..100 + n)
        {
            let seen = histories::play(&people, seed, 150).await;
            eprintln!("{seen:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn two_pages_end_as_a_fresh_load_whatever_happens() {
    let seen = browsers::prove(&report::Budget::brief()).await;
    eprintln!("{}", seen.expect("the promise holds"));
}
