//! The public rooms that somebody can find.

use std::collections::{HashMap, HashSet};

use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Func, Query},
};

use super::{Column, Entity, Kind, Model, names};
use crate::models::{bans, memberships, search, users};

/// Rooms on a page.
const PAGE: u64 = 50;

/// A page of rooms by name.
#[derive(Debug)]
pub struct Directory {
    pub rooms: Vec<Room>,
    /// The room after which the next page begins; `None` on the last one.
    pub next: Option<i64>,
}

#[derive(Debug)]
pub struct Room {
    pub group: Model,
    pub members: u64,
    /// Whether the one who looks is a member.
    pub joined: bool,
}

impl Directory {
    /// The rooms whose name or topic has `query` in it, after the room `after`. Not those that are archived, nor
    /// those that `user` is banned from.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(
        db: &impl ConnectionTrait,
        user: &users::Model,
        query: &str,
        after: Option<i64>,
    ) -> ModelResult<Self> {
        let banned = Query::select()
            .column(bans::Column::GroupId)
            .from(bans::Entity)
            .and_where(Expr::col(bans::Column::UserId).eq(user.id))
            .take();
        let mut rooms = Entity::find()
            .filter(Column::Kind.eq(Kind::Public.as_str()))
            .filter(Column::DeletedAt.is_null())
            .filter(Column::ArchivedAt.is_null())
            .filter(Column::Id.not_in_subquery(banned))
            .order_by_asc(Column::NameKey)
            .order_by_asc(Column::Id)
            .limit(PAGE + 1);
        let wanted = names::key(query);
        if !wanted.is_empty() {
            let topic = search::contains(
                Func::lower(Expr::col(Column::Topic)),
                &query.trim().to_lowercase(),
            );
            rooms = rooms.filter(
                Condition::any()
                    .add(search::contains(Expr::col(Column::NameKey), &wanted))
                    .add(topic),
            );
        }
        // Of another kind of group nobody learns where its name would stand.
        if let Some(before) = match after {
            Some(id) => {
                Entity::find_by_id(id)
                    .filter(Column::Kind.eq(Kind::Public.as_str()))
                    .filter(Column::DeletedAt.is_null())
                    .one(db)
                    .await?
            }
            None => None,
        } {
            rooms = rooms.filter(
                Condition::any().add(Column::NameKey.gt(&before.name_key)).add(
                    Condition::all()
                        .add(Column::NameKey.eq(&before.name_key))
                        .add(Column::Id.gt(before.id)),
                ),
            );
        }
        let mut groups = rooms.all(db).await?;
        let more = groups.len() as u64 > PAGE;
        groups.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let next = groups.last().filter(|_| more).map(|group| group.id);
        Ok(Self {
            rooms: with_members(db, user, groups).await?,
            next,
        })
    }
}

async fn with_members(
    db: &impl ConnectionTrait,
    user: &users::Model,
    groups: Vec<Model>,
) -> ModelResult<Vec<Room>> {
    let ids: Vec<i64> = groups.iter().map(|group| group.id).collect();
    let counts: HashMap<i64, i64> = memberships::Entity::find()
        .select_only()
        .column(memberships::Column::GroupId)
        .column_as(memberships::Column::Id.count(), "members")
        .filter(memberships::Column::GroupId.is_in(ids.clone()))
        .group_by(memberships::Column::GroupId)
        .into_tuple()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let joined: HashSet<i64> = memberships::Entity::find()
        .select_only()
        .column(memberships::Column::GroupId)
        .filter(memberships::Column::GroupId.is_in(ids))
        .filter(memberships::Column::UserId.eq(user.id))
        .into_tuple()
        .all(db)
        .await?
        .into_iter()
        .collect();
    Ok(groups
        .into_iter()
        .map(|group| Room {
            members: counts.get(&group.id).copied().unwrap_or_default().unsigned_abs(),
            joined: joined.contains(&group.id),
            group,
        })
        .collect())
}
