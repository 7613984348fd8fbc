//! Who may read the database and the files of messages, and what a crash leaves of them.

#![cfg(unix)]

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use futures_util::{StreamExt, stream::FuturesUnordered};
use tempfile::TempDir;

use crate::support::{
    files::{claimed_png, gif, png},
    server::{CLI, Server},
    visitor::{ROOM, Visitor},
};

const FILES: [&str; 3] = ["banter.sqlite", "banter.sqlite-wal", "banter.sqlite-shm"];

fn mode(path: &Path) -> u32 {
    let found = fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    found.permissions().mode() & 0o777
}

#[tokio::test]
async fn the_database_and_its_logs_are_its_owners_alone() {
    let server = Server::start().await;
    for file in FILES {
        assert_eq!(mode(&server.dir().join(file)), 0o600, "{file}");
    }
}

#[tokio::test]
async fn files_that_others_could_read_are_shut() {
    let mut server = Server::start().await;
    // What an earlier version or a careless copy has left. Killed, so that the logs stay.
    server.kill();
    for file in FILES {
        fs::set_permissions(server.dir().join(file), Permissions::from_mode(0o664)).expect("it is ours");
    }
    server.restart().await;
    for file in FILES {
        assert_eq!(mode(&server.dir().join(file)), 0o600, "{file}");
    }
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_named() {
    let dir = TempDir::new().expect("a temporary folder can be made");
    fs::write(dir.path().join("file"), "no folder").expect("written");
    let uri = format!("sqlite://{}/file/banter.sqlite?mode=rwc", dir.path().display());
    let (status, log) = Server::program_refuses_to_start(CLI, &[("DATABASE_URL", &uri)]).await;
    assert!(
        !status.success() && log.contains("/file can't be made: "),
        "{log}"
    );
}

fn stored(server: &Server) -> Vec<PathBuf> {
    let inside = |folder: PathBuf| {
        let entries = fs::read_dir(folder).expect("a folder");
        entries.map(|entry| entry.expect("an entry").path())
    };
    let folders = inside(server.dir().join("files"));
    folders.filter(|path| path.is_dir()).flat_map(inside).collect()
}

#[tokio::test]
async fn stored_files_are_their_owners_alone() {
    let server = Server::start().await;
    let ada = Visitor::join(&server, "ada").await;
    ada.try_upload("a.png", &png(30, 30)).await.expect("it is taken");
    let files = stored(&server);
    assert_eq!(files.len(), 2);
    for file in files {
        assert_eq!(mode(&file), 0o600);
        assert_eq!(mode(file.parent().expect("a folder")), 0o700);
    }
    assert_eq!(mode(&server.dir().join("files")), 0o700);
}

/// I12.
#[tokio::test]
async fn a_kill_between_file_and_row_leaves_no_row_without_its_file() {
    let mut server = Server::start().await;
    Visitor::join(&server, "ada").await;
    let picture = png(400, 300);
    let mut acknowledged = Vec::new();
    for round in 0..6 {
        let ada = Visitor::sign_in(&server, "ada").await;
        let uploads = (0..8).map(|_| ada.try_upload("a.png", &picture));
        let mut uploads: FuturesUnordered<_> = uploads.collect();
        // The others are somewhere between their first byte and their row.
        for _ in 0..=round {
            acknowledged.extend(uploads.next().await.flatten());
        }
        server.kill();
        while let Some(ended) = uploads.next().await {
            acknowledged.extend(ended);
        }
        drop(uploads);
        server.restart().await;
    }
    assert!(acknowledged.len() >= 6);
    let ada = Visitor::sign_in(&server, "ada").await;
    let known = async || {
        let mut known = Vec::new();
        for id in 1..=100 {
            let path = format!("{ROOM}/files/{id}");
            let Some(bytes) = ada.try_get(&path).await else {
                continue;
            };
            let thumbnail = ada.get(&format!("{path}/thumbnail")).await;
            for bytes in [bytes, thumbnail] {
                image::load_from_memory(&bytes).expect("a whole picture");
            }
            known.push(id);
        }
        known
    };
    let before = known().await;
    assert!(
        acknowledged.iter().all(|id| before.contains(id)),
        "{acknowledged:?} {before:?}"
    );
    // What was stored for nothing goes, once no upload can be waiting for it any more.
    let sweep = |apply: &[&str]| {
        let output = server.task(&[&["attachments:sweep"], apply].concat(), "");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let lost = stored(&server).len();
    assert!(sweep(&["apply:yes"]).contains("Deleted 0 files that were never posted and 0 files of no row."));
    assert_eq!(stored(&server).len(), lost, "it is too young");
    let long_ago = SystemTime::now() - Duration::from_hours(25);
    for path in stored(&server) {
        let file = fs::File::options().write(true).open(path).expect("it is ours");
        file.set_modified(long_ago).expect("it is ours");
    }
    let told = sweep(&[]);
    assert!(
        told.starts_with("This would delete 0 files that were never posted and "),
        "{told}"
    );
    assert_eq!(stored(&server).len(), lost, "nobody said that it should");
    sweep(&["apply:yes"]);
    assert_eq!(known().await, before);
    assert_eq!(stored(&server).len(), before.len() * 2);
}

/// Line 27.
#[tokio::test]
async fn a_picture_that_claims_too_much_costs_no_memory() {
    let server = Server::start().await;
    let ada = Visitor::join(&server, "ada").await;
    ada.upload("a.png", &png(30, 30)).await.expect("an answer");
    let before = server.peak_memory();
    for bytes in [
        claimed_png(50_000, 50_000),
        claimed_png(u32::MAX >> 1, 1),
        gif(10_000),
    ] {
        let (status, text) = ada.upload("a", &bytes).await.expect("an answer");
        assert_eq!(status, 422, "{text}");
    }
    let grown = server.peak_memory() - before;
    assert!(grown < 20 * 1024, "{grown} KiB more, of {before}");
}
