//! How often the disk can be waited for: what bounds one transaction per post.

use std::{
    fs::File,
    io::{self, Write},
    path::Path,
    time::{Duration, Instant},
};

/// What SQLite's log takes for a small transaction.
const PAGE: [u8; 4096] = [b'x'; 4096];

/// Appends a page and waits until the disk has it, again and again: how often in a second.
pub fn syncs_per_second(folder: &Path) -> io::Result<f64> {
    let path = folder.join("syncs");
    let mut file = File::create(&path)?;
    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < Duration::from_secs(1) {
        file.write_all(&PAGE)?;
        file.sync_data()?;
        count += 1;
    }
    let rate = f64::from(count) / start.elapsed().as_secs_f64();
    std::fs::remove_file(path)?;
    Ok(rate)
}
