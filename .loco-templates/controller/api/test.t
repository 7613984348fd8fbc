{% set module = name | snake_case -%}
{% set kebab = module | kebab_case -%}
to: tests/requests/{{ module }}.rs
skip_exists: true
message: "Its tests and its rows of the matrix: `cargo test --test app requests::{{ module }}`."
injections:
- into: tests/requests/mod.rs
  after_last: "^(pub )?mod "
  content: "mod {{ module }};"
- into: tests/requests/matrix.rs
  before: "// features-inject"
  content: "    &super::{{ module }}::ROWS,"
---
//! What is at `/{{ kebab }}`.

use axum::http::{Method, StatusCode};

use super::matrix::{Feature, Got, signed_in};
use crate::support::client::with_site;

/// Every method and path, for the matrix and for the tests here.
const ROUTES: [(&str, &str); {{ actions | length + 1 }}] = [
    ("GET", "/{{ kebab }}"),
    {%- for action in actions %}
    ("{{ action.verb | upper }}", "/{{ kebab }}/{{ action.name }}"),
    {%- endfor %}
];

pub(super) static ROWS: Feature = (
    &[
        ("GET", "/{{ kebab }}", "", signed_in(Got::SentToSignIn, Got::Shown)),
        {%- for action in actions %}
        ("{{ action.verb | upper }}", "/{{ kebab }}/{{ action.name }}", "", signed_in(Got::{% if action.verb == "get" %}SentToSignIn{% else %}SignedOut{% endif %}, Got::Shown)),
        {%- endfor %}
    ],
    &[],
    &[],
);

#[tokio::test]
async fn whoever_is_signed_in_is_told_who_they_are() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        for (method, path) in ROUTES {
            let method: Method = method.parse().expect("a method");
            let answer = ada.with_cookie(site.server.method(method.clone(), path)).await;
            assert_eq!((answer.status_code(), answer.text()), (StatusCode::OK, "ada".to_owned()), "{method} {path}");
            let answer = site.server.method(method.clone(), path).await;
            assert_ne!(answer.status_code(), StatusCode::OK, "{method} {path}");
        }
    })
    .await;
}
