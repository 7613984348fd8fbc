//! `banter-cli health`, which a container asks.

use crate::support::server::Server;

#[tokio::test]
async fn a_ready_server_is_healthy_and_a_dead_one_is_not() {
    let mut server = Server::start_with(&[("BINDING", "0.0.0.0")]).await;
    let asked = server.run(&["health"], "");
    assert!(asked.status.success(), "{asked:?}");

    server.kill();
    let asked = server.run(&["health"], "");
    let said = String::from_utf8_lossy(&asked.stderr);
    assert!(!asked.status.success() && said.contains("is not ready"), "{said}");
}

#[tokio::test]
async fn asking_makes_no_database() {
    let mut server = Server::start().await;
    server.kill();
    let database = server.dir().join("banter.sqlite");
    std::fs::remove_file(&database).expect("it was there");
    server.run(&["health"], "");
    assert!(!database.exists());
}
