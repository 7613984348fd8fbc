{% set mig_ts = ts | date(format="%Y%m%d_%H%M%S") -%}
{% set mig_name = name | snake_case -%}
{% set module_name = "m" ~ mig_ts ~ "_" ~ mig_name -%}
to: "migration/src/{{ module_name }}.rs"
skip_glob: "migration/src/m????????_??????_{{ mig_name }}.rs"
message: "The migration `{{ mig_name }}` is there and changes nothing, because its name says no more. Write it before it runs anywhere. Names that do: CreateMovies, AddNameToUsers, RemoveNameFromUsers, AddUserRefToPosts, RenameTitleToNameOnMovies, CreateJoinTableUsersAndGroups."
injections:
- into: "migration/src/lib.rs"
  before: "inject-above"
  content: "            Box::new({{ module_name }}::Migration),"
- into: "migration/src/lib.rs"
  after_last: "^mod m"
  content: "mod {{ module_name }};"
---
//! A step that is not written yet: it changes nothing.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}
