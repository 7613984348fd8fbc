{% set module = name | snake_case -%}
to: tests/requests/tasks/{{ module }}.rs
skip_exists: true
message: "Its test: `cargo test --test app requests::tasks::{{ module }}`."
injections:
- into: tests/requests/tasks.rs
  before: "// tasks-inject"
  content: "mod {{ module }};"
---
//! `{{ name }}` through the real program, on the database of a running server.

use super::task;
use crate::support::server::{Server, said};

#[tokio::test]
async fn it_says_what_somebody_is_called() {
    let server = Server::start().await;
    task(&server, &["users:create", "username:maria"]);
    let printed = task(&server, &["{{ name }}", "username:MARIA"]);
    assert!(printed.contains("maria is called maria."), "{printed}");
}

#[tokio::test]
async fn it_refuses_what_it_does_not_know() {
    let server = Server::start().await;
    for (arguments, why) in [
        (&["{{ name }}"][..], "username is missing. Usage: {{ name }} username:NAME"),
        (&["{{ name }}", "username:nobody"], "there is nobody called nobody"),
        (&["{{ name }}", "rank:king"], "rank is not an argument of this task"),
    ] {
        let output = server.task(arguments, "");
        assert!(!output.status.success(), "{arguments:?}");
        assert!(said(&output).contains(why), "{arguments:?}: {}", said(&output));
    }
}
