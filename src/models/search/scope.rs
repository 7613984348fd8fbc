//! The groups that somebody may read.

use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Query,
};

use super::{expression::Expression, tokens::Token};
use crate::models::{
    bans,
    groups::{self, Kind},
    memberships, users,
};

/// Closed groups that the index is asked for one by one. Who has more is found the same, but not as fast.
const ASKED: u64 = 400;

/// The condition on a query of groups that `user` may see, as [`groups::Standing`] has it.
pub(super) fn may_see(user: &users::Model) -> Condition {
    let member = Query::select()
        .column(memberships::Column::GroupId)
        .from(memberships::Entity)
        .and_where(memberships::Column::UserId.eq(user.id))
        .take();
    let banned = Query::select()
        .column(bans::Column::GroupId)
        .from(bans::Entity)
        .and_where(bans::Column::UserId.eq(user.id))
        .take();
    let mut open = Condition::all().add(groups::Column::Kind.eq(Kind::Public.as_str()));
    if user.role() != users::Role::Administrator {
        open = open.add(groups::Column::Id.not_in_subquery(banned));
    }
    Condition::any()
        .add(groups::Column::Id.in_subquery(member))
        .add(open)
}

/// What every message that `user` may see fulfils; `None` where that would be too long to ask.
pub(super) async fn expression(
    db: &impl ConnectionTrait,
    user: &users::Model,
) -> ModelResult<Option<Expression>> {
    let closed: Vec<i64> = groups::Entity::find()
        .inner_join(memberships::Entity)
        .select_only()
        .column(groups::Column::Id)
        .filter(memberships::Column::UserId.eq(user.id))
        .filter(groups::Column::Kind.ne(Kind::Public.as_str()))
        .filter(groups::Column::DeletedAt.is_null())
        .limit(ASKED + 1)
        .into_tuple()
        .all(db)
        .await?;
    if closed.len() as u64 > ASKED {
        return Ok(None);
    }
    let closed = closed.into_iter().map(Token::Group);
    Ok(Some(Expression::any(closed.chain([Token::Open]))))
}
