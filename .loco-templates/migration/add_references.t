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
//! What `{{ plural_snake }}` belongs to.

{% if columns %}use loco_rs::schema::{ColType, add_column, remove_column};
{% endif %}use sea_orm_migration::{prelude::*, schema::big_integer_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        {%- for column in columns %}
        add_column(m, "{{ plural_snake }}", "{{ column.0 }}", ColType::{{ column.1 }}).await?;
        {%- endfor %}
        // SQLite takes the key with its column only, and the rows that are there have nobody yet.
        {%- for ref in references %}
        {%- set to = ref.0 | replace(from="?", to="") | snake_case %}
        m.alter_table(
            Table::alter()
                .table("{{ plural_snake }}")
                .add_column(
                    big_integer_null("{% if ref.1 %}{{ ref.1 }}{% else %}{{ to }}_id{% endif %}").extra("REFERENCES {{ to | plural }} (id) ON DELETE SET NULL"),
                )
                .to_owned(),
        )
        .await?;
        {%- endfor %}
        Ok(())
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        {%- for ref in references %}
        {%- set to = ref.0 | replace(from="?", to="") | snake_case %}
        m.alter_table(
            Table::alter()
                .table("{{ plural_snake }}")
                .drop_column("{% if ref.1 %}{{ ref.1 }}{% else %}{{ to }}_id{% endif %}")
                .to_owned(),
        )
        .await?;
        {%- endfor %}
        {%- for column in columns %}
        remove_column(m, "{{ plural_snake }}", "{{ column.0 }}").await?;
        {%- endfor %}
        Ok(())
    }
}
