//! Tasks through the real binary, on the database of a running server.

use std::process::Output;

use crate::support::{client::PASSWORD, raw, server::Server};

fn said(output: &Output) -> String {
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    format!("{out}{err}")
}

async fn sign_in(server: &Server, username: &str, password: &str) -> u16 {
    let form = format!("username={username}&password={}", password.replace(' ', "+"));
    raw::form(&server.address(), "/login", &[], &form).await.status
}

#[tokio::test]
async fn an_operator_makes_accounts() {
    let server = Server::start().await;
    let made = server.task(
        &[
            "users:create",
            "username:boss",
            "email:boss@example.org",
            "admin:yes",
        ],
        &format!("{PASSWORD}\n"),
    );
    assert!(made.status.success(), "{}", said(&made));
    assert!(said(&made).contains("administrator boss"), "{}", said(&made));
    assert!(!said(&made).contains(PASSWORD));
    assert_eq!(sign_in(&server, "boss@example.org", PASSWORD).await, 303);

    let made = server.task(
        &["users:create", "username:maria"],
        &format!("{PASSWORD}\r\nnot the password\n"),
    );
    assert!(
        made.status.success() && said(&made).contains("member maria"),
        "{}",
        said(&made)
    );
    assert_eq!(sign_in(&server, "maria", PASSWORD).await, 303);
    // Who registers now is not the first.
    let form = format!("username=late&password={}", PASSWORD.replace(' ', "+"));
    assert_eq!(
        raw::form(&server.address(), "/register", &[], &form).await.status,
        303
    );
    let again = server.task(&["users:create", "username:late"], PASSWORD);
    assert!(!again.status.success(), "the name is taken");
}

#[tokio::test]
async fn a_task_explains_what_it_refuses() {
    let server = Server::start().await;
    let taken = server.task(&["users:create", "username:maria"], PASSWORD);
    assert!(taken.status.success(), "{}", said(&taken));
    for (arguments, input, reason) in [
        (&["users:create"][..], PASSWORD, "username is missing"),
        (&["users:create", "username:x"], PASSWORD, "2 to 32"),
        (&["users:create", "username:MARIA"], PASSWORD, "taken"),
        (&["users:create", "username:mario"], "", "the password is missing"),
        (&["users:create", "username:mario"], "short", "8"),
        (&["users:create", "username:mario"], "password1", "too easy"),
        (
            &["users:create", "username:mario", "email:nowhere"],
            PASSWORD,
            "email",
        ),
        (
            &["users:create", "username:mario", "admin:perhaps"],
            PASSWORD,
            "admin is yes or no",
        ),
        (
            &["users:create", "username:mario", "password:secret"],
            PASSWORD,
            "password is not an argument",
        ),
        (
            &["users:create", "username:mario", "rank:king"],
            PASSWORD,
            "rank is not an argument",
        ),
        (&["users:destroy"], "", "users:destroy"),
    ] {
        let output = server.task(arguments, input);
        assert!(!output.status.success(), "{arguments:?}");
        let said = said(&output);
        assert!(
            said.to_lowercase().contains(&reason.to_lowercase()),
            "{arguments:?}: {said}"
        );
        assert!(
            !said.contains("panicked") && !said.contains(PASSWORD),
            "{arguments:?}: {said}"
        );
    }
    assert_eq!(sign_in(&server, "mario", PASSWORD).await, 422);
}

#[tokio::test]
async fn expired_sessions_are_pruned_by_a_task() {
    let server = Server::start().await;
    let made = server.task(&["users:create", "username:maria"], PASSWORD);
    assert!(made.status.success(), "{}", said(&made));
    assert_eq!(sign_in(&server, "maria", PASSWORD).await, 303);
    let pruned = server.task(&["sessions:prune"], "");
    assert!(
        pruned.status.success() && said(&pruned).contains("Deleted 0 expired"),
        "{}",
        said(&pruned)
    );
}
