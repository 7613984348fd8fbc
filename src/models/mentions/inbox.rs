//! Where one finds what mentions one.

use std::collections::HashMap;

use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, Select, sea_query::Query,
};

use super::{Column, Entity};
use crate::models::{
    _entities::mentions::Relation,
    bans, blocks,
    groups::{self, Kind},
    memberships,
    messages::{self, Posted},
    transactions::begin_snapshot,
    users,
};

/// Mentions on a page.
const PAGE: u64 = 50;

/// A page of what mentions somebody, newest first.
#[derive(Debug)]
pub struct Inbox {
    pub mentions: Vec<Found>,
    /// The mention after which the next page begins; `None` on the last one.
    pub next: Option<i64>,
}

/// A message that mentions somebody.
#[derive(Debug)]
pub struct Found {
    pub group: groups::Model,
    pub posted: Posted,
}

impl Inbox {
    /// What mentions `user` in the groups that they may see now, before the mention `before`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(
        db: &DatabaseConnection,
        user: &users::Model,
        before: Option<i64>,
    ) -> ModelResult<Self> {
        let txn = begin_snapshot(db).await?;
        let memberships = Query::select()
            .column(memberships::Column::GroupId)
            .from(memberships::Entity)
            .and_where(memberships::Column::UserId.eq(user.id))
            .take();
        let bans = Query::select()
            .column(bans::Column::GroupId)
            .from(bans::Entity)
            .and_where(bans::Column::UserId.eq(user.id))
            .take();
        let is_member = Column::GroupId.in_subquery(memberships);
        let is_open = Condition::all()
            .add(groups::Column::Kind.eq(Kind::Public.as_str()))
            .add(groups::Column::Id.not_in_subquery(bans));
        // Each by its own index; what is for everyone is for the members.
        let by_name = visible(user.id, before)
            .filter(Column::UserId.eq(user.id))
            .filter(Condition::any().add(is_member.clone()).add(is_open));
        let everyone = visible(user.id, before)
            .filter(Column::UserId.is_null())
            .filter(is_member);
        let mut rows: Vec<(i64, i64)> = by_name.into_tuple().all(&txn).await?;
        rows.extend(everyone.into_tuple::<(i64, i64)>().all(&txn).await?);
        rows.sort_by_key(|&(id, _)| std::cmp::Reverse(id));
        let more = rows.len() as u64 > PAGE;
        rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let mut posted: HashMap<i64, Posted> =
            messages::find_all(&txn, rows.iter().map(|&(_, message_id)| message_id)).await?;
        let ids = posted.values().map(|posted| posted.message.group_id);
        let groups: HashMap<i64, groups::Model> = groups::Entity::find()
            .filter(groups::Column::Id.is_in(ids))
            .all(&txn)
            .await?
            .into_iter()
            .map(|group| (group.id, group))
            .collect();
        txn.commit().await?;
        let next = rows.last().filter(|_| more).map(|&(id, _)| id);
        let mentions = rows.into_iter().filter_map(|(_, message_id)| {
            let posted = posted.remove(&message_id)?;
            let group = groups.get(&posted.message.group_id)?.clone();
            Some(Found { group, posted })
        });
        Ok(Self {
            mentions: mentions.collect(),
            next,
        })
    }
}

/// Mentions in live messages of others whom they have not blocked, newest first: their ids and those of the messages.
fn visible(user_id: i64, before: Option<i64>) -> Select<Entity> {
    Entity::find()
        .select_only()
        .columns([Column::Id, Column::MessageId])
        .join(JoinType::InnerJoin, Relation::Groups.def())
        .join(JoinType::InnerJoin, Relation::Messages.def())
        .filter(groups::Column::DeletedAt.is_null())
        .filter(messages::Column::DeletedAt.is_null())
        .filter(messages::Column::AuthorId.ne(user_id))
        .filter(messages::Column::AuthorId.not_in_subquery(blocks::blocked_by(user_id)))
        .filter(Column::Id.lt(before.unwrap_or(i64::MAX)))
        .order_by_desc(Column::Id)
        .limit(PAGE + 1)
}
