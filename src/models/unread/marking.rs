//! Marks of those who read at the same time, kept by one statement.
//!
//! In a large room everybody reads a message at once. One commit for each would hold up who posts.

use std::collections::{BTreeMap, HashMap, HashSet};

use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryTrait,
    sea_query::{Expr, ExprTrait, IntoIden, IntoValueTuple, TableRef},
};

use crate::models::{
    memberships::{Column, Entity},
    together::{Together, padded},
    transactions::begin_write,
};

/// Who has seen which group up to which number.
type Mark = (i64, i64, i64);

/// The way to whoever keeps marks.
#[derive(Debug, Clone)]
pub struct Reads(Together<Mark, bool>);

impl Reads {
    #[must_use]
    pub fn of(db: DatabaseConnection) -> Self {
        Self(Together::start(move |marks| {
            let db = db.clone();
            async move { keep(&db, marks).await }
        }))
    }

    /// Keeps that `user_id` has seen a group up to the number `seq`, and says whether that is news.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark(&self, user_id: i64, group_id: i64, seq: i64) -> ModelResult<bool> {
        Ok(self.0.ask((user_id, group_id, seq)).await?.unwrap_or_default())
    }
}

/// Keeps the highest mark of each, and says which moved something.
async fn keep(db: &DatabaseConnection, marks: Vec<Mark>) -> ModelResult<HashMap<Mark, bool>> {
    let mut highest = BTreeMap::new();
    for &(user_id, group_id, seq) in &marks {
        let mark = highest.entry((group_id, user_id)).or_insert(seq);
        *mark = std::cmp::max(seq, *mark);
    }
    let rows: Vec<(i64, i64, i64)> = highest
        .into_iter()
        .map(|((group_id, user_id), seq)| (group_id, user_id, seq))
        .collect();
    let seen = |name: &'static str| Expr::col(("seen", name));
    let mut update = Entity::update_many()
        .col_expr(Column::LastReadSeq, seen("column3"))
        .filter(Column::GroupId.into_expr().eq(seen("column1")))
        .filter(Column::UserId.into_expr().eq(seen("column2")))
        .filter(Column::LastReadSeq.into_expr().lt(seen("column3")));
    let values = padded(rows).into_iter().map(IntoValueTuple::into_value_tuple);
    QueryTrait::query(&mut update).from(TableRef::ValuesList(values.collect(), "seen".into_iden()));
    let txn = begin_write(db).await?;
    let moved = update.exec_with_returning(&txn).await?;
    txn.commit().await?;
    let moved: HashSet<(i64, i64)> = moved.iter().map(|row| (row.user_id, row.group_id)).collect();
    let news = marks
        .into_iter()
        .map(|mark @ (user_id, group_id, _)| (mark, moved.contains(&(user_id, group_id))));
    Ok(news.collect())
}
