{% set plural_snake = name | plural | snake_case -%}
to: "tests/models/{{ plural_snake }}.rs"
message: "Its test: `cargo test --test app models::{{ plural_snake }}`."
skip_exists: true
injections:
- into: "tests/models/mod.rs"
  after_last: "^mod "
  content: "mod {{ plural_snake }};"
---
//! What is kept as `{{ plural_snake }}`.

use banter::models::_entities::{{ plural_snake }};
use sea_orm::EntityTrait;

use crate::support::client::with_site;

#[tokio::test]
async fn the_entity_and_the_table_agree_and_there_are_no_rows_at_first() {
    with_site(async |site| {
        let rows = {{ plural_snake }}::Entity::find().all(&site.ctx.db).await;
        assert!(rows.expect("every column is there").is_empty());
    })
    .await;
}
