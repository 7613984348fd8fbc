{% set module = name | snake_case -%}
{% set struct = module | pascal_case -%}
to: tests/models/{{ module }}.rs
skip_exists: true
message: "Its test: `cargo test --test app models::{{ module }}`."
injections:
- into: tests/models/mod.rs
  after_last: "^mod "
  content: "mod {{ module }};"
---
//! The worker `{{ struct }}`.

use axum::http::StatusCode;
use banter::{models::sessions, workers::{{ struct }}};

use crate::support::client::with_site;

#[tokio::test]
async fn a_session_is_ended_and_no_other() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let theirs = sessions::list(&site.ctx.db, ada.id().await).await;
        let theirs = theirs.expect("the database answers");
        // What comes twice from the queue does no harm.
        for _ in 0..2 {
            {{ struct }}::enqueue(&site.ctx, theirs[0].id).await.expect("the queue takes it");
        }
        assert_eq!(ada.get("/people").await.status_code(), StatusCode::SEE_OTHER);
        assert_eq!(bo.get("/people").await.status_code(), StatusCode::OK);
    })
    .await;
}
