//! Sentences of the system that name somebody who goes.

use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::{Model, NOBODY};
use crate::models::{
    messages::{self, Line},
    search,
};

/// Lines that are read at once.
const PAGE: u64 = 1000;

/// A line that names them.
pub(super) struct Named {
    pub id: i64,
    pub group_id: i64,
    line: Line,
}

/// Every line that names `user` besides as its actor.
pub(super) async fn naming(db: &DatabaseConnection, user: &Model) -> ModelResult<Vec<Named>> {
    let quoted = serde_json::to_string(&user.username).unwrap_or_default();
    let mut named = Vec::new();
    let mut after = 0;
    loop {
        let lines = messages::Entity::find()
            .filter(messages::Column::Id.gt(after))
            .filter(messages::Column::Line.is_not_null())
            .filter(search::contains(
                Expr::col((messages::Entity, messages::Column::Body)),
                &quoted,
            ))
            .order_by_asc(messages::Column::Id)
            .limit(PAGE)
            .all(db)
            .await?;
        let Some(last) = lines.last() else {
            return Ok(named);
        };
        after = last.id;
        named.extend(lines.iter().filter_map(|message| {
            Some(Named {
                id: message.id,
                group_id: message.group_id,
                line: Line::of(message)?,
            })
        }));
    }
}

/// Has them name nobody.
pub(super) async fn rewrite(txn: &impl ConnectionTrait, named: &[Named], username: &str) -> ModelResult<()> {
    for Named { id, line, .. } in named {
        let Some(line) = line.without(username, NOBODY) else {
            continue;
        };
        messages::Entity::update_many()
            .col_expr(
                messages::Column::Body,
                Expr::value(serde_json::to_string(&line).unwrap_or_default()),
            )
            .filter(messages::Column::Id.eq(*id))
            .exec(txn)
            .await?;
    }
    Ok(())
}
