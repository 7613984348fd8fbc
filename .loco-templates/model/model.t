{% set mig_ts = ts | date(format="%Y%m%d_%H%M%S") -%}
{% set plural_snake = name | plural | snake_case -%}
{% set module_name = "m" ~ mig_ts ~ "_" ~ plural_snake -%}
{% if with_tz %}{% set make = "create_table" %}{% else %}{% set make = "create_table_without_timestamps" %}{% endif -%}
to: "migration/src/{{ module_name }}.rs"
skip_glob: "migration/src/m????????_??????_{{ plural_snake }}.rs"
message: "The migration `{{ plural_snake }}` is there. Whose rows they are has to be said in models/users/deletion/rows.rs."
injections:
- into: "migration/src/lib.rs"
  before: "inject-above"
  content: "            Box::new({{ module_name }}::Migration),"
- into: "migration/src/lib.rs"
  after_last: "^mod m"
  content: "mod {{ module_name }};"
---
//! What is kept as `{{ plural_snake }}`.

use loco_rs::schema::{ColType, {{ make }}, drop_table};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        {{ make }}(
            m,
            "{{ plural_snake }}",
            &[
                ("id", ColType::PkAuto),
                {%- for column in columns %}
                ("{{ column.0 }}", ColType::{{ column.1 }}),
                {%- endfor %}
            ],
            &[
                {%- for ref in references %}
                ("{{ ref.0 }}", "{{ ref.1 }}"),
                {%- endfor %}
            ],
        )
        .await
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        drop_table(m, "{{ plural_snake }}").await
    }
}
