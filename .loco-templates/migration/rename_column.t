{% set mig_ts = ts | date(format="%Y%m%d_%H%M%S") -%}
{% set mig_name = name | snake_case -%}
{% set module_name = "m" ~ mig_ts ~ "_" ~ mig_name -%}
{% set plural_snake = table | plural | snake_case -%}
to: "migration/src/{{ module_name }}.rs"
skip_glob: "migration/src/m????????_??????_{{ mig_name }}.rs"
message: "The migration `{{ mig_name }}` is there. Next: `cargo loco db migrate`, then the entities, which are read from PostgreSQL (docs/decisions/0004-entities-from-postgresql.md)."
injections:
- into: "migration/src/lib.rs"
  before: "inject-above"
  content: "            Box::new({{ module_name }}::Migration),"
- into: "migration/src/lib.rs"
  after_last: "^mod m"
  content: "mod {{ module_name }};"
---
//! Another name for `{{ from }}` in `{{ plural_snake }}`.

use loco_rs::schema::{rename_column};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        rename_column(m, "{{ plural_snake }}", "{{ from }}", "{{ to }}").await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        rename_column(m, "{{ plural_snake }}", "{{ to }}", "{{ from }}").await
    }
}
