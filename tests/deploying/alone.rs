//! The binary without the checkout around it.

use std::fs;

use tempfile::TempDir;

use crate::support::{
    raw,
    server::{CLI, Program, Server},
};

const ALONE: Program = Program {
    has_config: false,
    ..CLI
};

fn empty() -> TempDir {
    TempDir::new().expect("a temporary folder can be made")
}

#[tokio::test]
async fn it_runs_in_an_empty_folder() {
    let environment = [("LOCO_ENV", "production"), ("HOST", "http://127.0.0.1")];
    let server = Server::start_program(ALONE, empty(), &environment).await;
    let page = raw::request(&server.address(), "GET", "/register", &[], b"").await;
    assert!(page.body.contains("users:create"), "{}", page.body);
    let made = server.task(
        &["users:create", "username:boss", "admin:yes"],
        "a password of today\n",
    );
    assert!(made.status.success(), "{made:?}");
}

#[tokio::test]
async fn a_folder_of_configuration_beside_it_wins() {
    let dir = empty();
    let config =
        include_str!("../../config/test.yaml").replace("registration: <%", "registration: closed #<%");
    fs::create_dir(dir.path().join("config")).expect("made");
    fs::write(dir.path().join("config/test.yaml"), &config).expect("written");
    let server = Server::start_program(ALONE, dir, &[]).await;
    let form = "username=maria&password=correct+horse+battery+staple";
    let first = raw::form(&server.address(), "/register", &[], form).await;
    assert_eq!(first.status, 303, "the first is the administrator");
    let second = raw::form(&server.address(), "/register", &[], &form.replace("maria", "sam")).await;
    assert_eq!(second.status, 403, "{}", second.body);
}

#[tokio::test]
async fn a_named_folder_without_the_file_is_an_error() {
    let (_, log) = Server::program_refuses_to_start(ALONE, &[("LOCO_CONFIG_FOLDER", "nowhere")]).await;
    assert!(log.contains("nowhere"), "{log}");
    let (_, log) = Server::program_refuses_to_start(ALONE, &[("LOCO_ENV", "staging")]).await;
    assert!(log.contains("config/staging.yaml"), "{log}");
}
