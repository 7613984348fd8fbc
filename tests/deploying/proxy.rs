//! Behind a reverse proxy.

use crate::support::{raw, server::Server};

/// The answers to eleven wrong passwords from eleven addresses, as a proxy tells them.
async fn tries(trusted: &str) -> Vec<u16> {
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
    let mut answers = Vec::new();
    for n in 1..=11 {
        // A browser may write whatever it likes there; the proxy adds the last.
        let forwarded = format!("X-Forwarded-For: 203.0.113.77, 203.0.113.{n}");
        let form = "username=maria&password=wrong";
        let answer = raw::form(&server.address(), "/login", &[&forwarded], form).await;
        answers.push(answer.status);
    }
    answers
}

#[tokio::test]
async fn a_trusted_proxy_says_who_asks() {
    assert_eq!(tries("true").await, [422; 11]);
}

#[tokio::test]
async fn nobody_else_does() {
    assert_eq!(tries("false").await[9..], [422, 429]);
}
