//! Sessions that are good for nothing but setting up a second factor.

use std::collections::HashSet;

use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, SelectStatement},
};

use super::{Column, Entity};

/// Confines one session, or lets it do everything again.
pub(in crate::models) async fn confine(
    txn: &impl ConnectionTrait,
    session_id: i64,
    confined: bool,
) -> ModelResult<()> {
    Entity::update_many()
        .col_expr(Column::Confined, Expr::value(confined))
        .filter(Column::Id.eq(session_id))
        .exec(txn)
        .await?;
    Ok(())
}

/// Confines the sessions of everybody but `having`, or lets all do everything again. Whose are confined now.
pub(in crate::models) async fn confine_without(
    txn: &impl ConnectionTrait,
    having: Option<SelectStatement>,
) -> ModelResult<HashSet<i64>> {
    let update = Entity::update_many().col_expr(Column::Confined, Expr::value(having.is_some()));
    match having {
        Some(having) => update.filter(Column::UserId.not_in_subquery(having)),
        None => update.filter(Column::Confined.eq(true)),
    }
    .exec(txn)
    .await?;
    let confined: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::UserId)
        .distinct()
        .filter(Column::Confined.eq(true))
        .into_tuple()
        .all(txn)
        .await?;
    Ok(confined.into_iter().collect())
}
