//! {=many.title=} that members of a group keep there for all of it.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            Table::create()
                .table("{=many.snake=}")
                .col(big_pk_auto("id"))
                .col(big_integer("group_id"))
                .col(big_integer("author_id"))
                <% for field in fields %>
                .col({=field.migration=})
                <% endfor %>
                .col(timestamp_with_time_zone("created_at"))
                .col(timestamp_with_time_zone("updated_at"))
                <% for relation in relations %>
                .foreign_key(&mut leads("{=relation.column=}", "{=relation.table=}", ForeignKeyAction::{=relation.on_delete=}))
                <% endfor %>
                .to_owned(),
        )
        .await?;
        // A page of a group's, the latest first.
        m.create_index(
            Index::create()
                .name("idx_{=many.snake=}_group_id")
                .table("{=many.snake=}")
                .col("group_id")
                .col("id")
                .to_owned(),
        )
        .await?;
        <% if keys | length == 1 %>
        m.create_index(
            Index::create()
                .name("idx_{=many.snake=}_author_id")
                .table("{=many.snake=}")
                .col("author_id")
                .to_owned(),
        )
        .await<% if uniques %>?;<% endif %>
        <% else %>
        for column in [<% for column in keys %>"{=column=}", <% endfor %>] {
            m.create_index(
                Index::create()
                    .name(format!("idx_{=many.snake=}_{column}"))
                    .table("{=many.snake=}")
                    .col(column)
                    .to_owned(),
            )
            .await?;
        }
        <% endif %>
        <% if uniques %>
        // Within a group: that something is taken elsewhere tells of what one may not see.
        for column in [<% for field in uniques %>"{=field.column=}", <% endfor %>] {
            m.create_index(
                Index::create()
                    .name(format!("idx_{=many.snake=}_{column}"))
                    .table("{=many.snake=}")
                    .col("group_id")
                    .col(column)
                    .unique()
                    .to_owned(),
            )
            .await?;
        }
        <% endif %>
        <% if uniques or keys | length > 1 %>
        Ok(())
        <% endif %>
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("{=many.snake=}").to_owned()).await
    }
}

/// A column that leads to a row of another table.
fn leads(column: &'static str, table: &'static str, on_delete: ForeignKeyAction) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from("{=many.snake=}", column)
        .to(table, "id")
        .on_delete(on_delete)
        .to_owned()
}
