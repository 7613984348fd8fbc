//! Who may read the database.

#![cfg(unix)]

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use tempfile::TempDir;

use crate::support::server::{CLI, Server};

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
