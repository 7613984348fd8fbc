//! Behind a reverse proxy. Line 4.

use crate::support::{raw, server::Server};

/// A server with an account.
async fn with_maria(trusted: &str) -> Server {
    let server = Server::start_with(&[
        ("LOCO_ENV", "production"),
        ("HOST", "http://127.0.0.1"),
        ("TRUST_PROXY", trusted),
    ])
    .await;
    let made = server.task(
        &["users:create", "username:maria", "admin:yes"],
        "a password of today\n",
    );
    assert!(made.status.success(), "{made:?}");
    server
}

/// What a proxy gets for this password from somebody at this address.
async fn answer(server: &Server, n: u8, password: &str) -> u16 {
    // A browser may write whatever it likes there; the proxy adds the last.
    let forwarded = format!("X-Forwarded-For: 203.0.113.77, 203.0.113.{n}");
    let form = format!("username=maria&password={password}");
    let answer = raw::form(&server.address(), "/login", &[&forwarded], &form).await;
    answer.status
}

/// The answers to eleven wrong passwords from eleven addresses, as a proxy tells them.
async fn tries(trusted: &str) -> Vec<u16> {
    let server = with_maria(trusted).await;
    let mut answers = Vec::new();
    for n in 1..=11 {
        answers.push(answer(&server, n, "wrong").await);
    }
    answers
}

#[tokio::test]
async fn who_guesses_locks_nobody_out_elsewhere() {
    let server = with_maria("true").await;
    for _ in 0..10 {
        assert_eq!(answer(&server, 1, "wrong").await, 422);
    }
    assert_eq!(answer(&server, 1, "a+password+of+today").await, 429);
    assert_eq!(answer(&server, 2, "a+password+of+today").await, 303);
}

#[tokio::test]
async fn a_trusted_proxy_says_who_asks() {
    assert_eq!(tries("true").await, [422; 11]);
}

#[tokio::test]
async fn nobody_else_does() {
    assert_eq!(tries("false").await[9..], [422, 429]);
}
