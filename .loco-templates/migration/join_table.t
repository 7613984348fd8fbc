{% set mig_ts = ts | date(format="%Y%m%d_%H%M%S") -%}
{% set join_name = table | plural | snake_case -%}
{% set module_name = "m" ~ mig_ts ~ "_" ~ join_name -%}
{% if with_tz %}{% set make = "create_join_table" %}{% else %}{% set make = "create_join_table_without_timestamps" %}{% endif -%}
to: "migration/src/{{ module_name }}.rs"
skip_glob: "migration/src/m????????_??????_{{ join_name }}.rs"
message: "The migration `{{ join_name }}` is there. Next: `cargo loco db migrate`, then the entities, which are read from PostgreSQL (docs/decisions/0004-entities-from-postgresql.md)."
injections:
- into: "migration/src/lib.rs"
  before: "inject-above"
  content: "            Box::new({{ module_name }}::Migration),"
- into: "migration/src/lib.rs"
  after_last: "^mod m"
  content: "mod {{ module_name }};"
---
//! What belongs together: `{{ join_name }}`.

use loco_rs::schema::{ {% if columns %}ColType, {% endif %}{{ make }}, drop_table};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        {{ make }}(
            m,
            "{{ join_name }}",
            &[
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
        drop_table(m, "{{ join_name }}").await
    }
}
