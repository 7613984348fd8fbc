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
                .foreign_key(
                    ForeignKey::create()
                        .from("{=many.snake=}", "{=relation.column=}")
                        .to("{=relation.table=}", "id")
                        .on_delete(ForeignKeyAction::{=relation.on_delete=}),
                )
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
        .await<% if keys or uniques %>?;<% endif %>
        <% for column in keys %>
        m.create_index(
            Index::create()
                .name("idx_{=many.snake=}_{=column=}")
                .table("{=many.snake=}")
                .col("{=column=}")
                .to_owned(),
        )
        .await<% if not loop.last or uniques %>?;<% endif %>
        <% endfor %>
        <% for field in uniques %>
        <% if loop.first %>
        // Within a group: that something is taken elsewhere tells of what one may not see.
        <% endif %>
        m.create_index(
            Index::create()
                .name("idx_{=many.snake=}_{=field.column=}")
                .table("{=many.snake=}")
                .col("group_id")
                .col("{=field.column=}")
                .unique()
                .to_owned(),
        )
        .await<% if not loop.last %>?;<% endif %>
        <% endfor %>
    }

    async fn down(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.drop_table(Table::drop().table("{=many.snake=}").to_owned()).await
    }
}
