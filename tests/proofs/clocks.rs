//! The clock jumps an hour, either way, while people write: the order stays, and nobody is signed out.

use std::{fs, path::Path, time::Duration};

use tempfile::TempDir;
use tokio::time::sleep;

use super::{
    report::{Budget, Fault, Seen, Verdict},
    stage::{Stage, program},
};
use crate::support::database::Database;

/// Where Debian's package puts it, by architecture.
const LIBRARIES: [&str; 2] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
];

pub async fn prove(budget: &Budget) -> Verdict {
    let library = LIBRARIES.iter().find(|library| Path::new(library).exists());
    let library = library.ok_or_else(|| Fault::Impossible("libfaketime is not installed".to_owned()))?;
    let dir = TempDir::new().expect("a temporary folder can be made");
    let clock = dir.path().join("clock");
    let set = |offset: &str| fs::write(&clock, offset).expect("the folder can be written to");
    set("+0");
    let file = clock.to_str().expect("a path in UTF-8").to_owned();
    let environment = [
        ("LD_PRELOAD", *library),
        ("FAKETIME_TIMESTAMP_FILE", &file),
        ("FAKETIME_NO_CACHE", "1"),
        // A clock that is set moves the time of day, not the time since the start of the machine.
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ];
    let database = Database::file_in(dir.path());
    let mut stage = Stage::set_over(database, program(), dir, &environment).await;
    let mut jumps = 0;
    while budget.allows(jumps) {
        for offset in ["+3600", "-3600", "+0"] {
            stage.progress(50).await?;
            set(offset);
            jumps += 1;
            stage.progress(50).await?;
            sleep(Duration::from_millis(u64::from(rand::random::<u8>()))).await;
        }
        stage.look(true).await?;
    }
    Ok(Seen::default().with("jumps", jumps).and(stage.end().await?))
}
