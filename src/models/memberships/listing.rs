//! The members of a group, as its page lists them.

use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
};

use super::{Column, Entity, Role};
use crate::models::{bans, users};

/// Members on a page, and owners and moderators above them.
const PAGE: u64 = 50;

/// A page of a group's members.
#[derive(Debug)]
pub struct Members {
    /// Owners, then moderators, by name; on the first page only, and no more than 50.
    pub staff: Vec<Member>,
    /// The others by name.
    pub members: Vec<Member>,
    /// The user after whom the next page begins; `None` on the last one.
    pub next: Option<i64>,
}

#[derive(Debug, Clone)]
pub struct Member {
    pub user: users::Model,
    pub role: Role,
}

/// People who are kept out.
#[derive(Debug)]
pub struct Banned(pub Vec<users::Model>);

impl Members {
    /// The members whose name has `query` in it, after the user `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(
        db: &impl ConnectionTrait,
        group_id: i64,
        query: &str,
        after: Option<i64>,
    ) -> ModelResult<Self> {
        // By the users' own order, so that a page of a large group reads no more than a page.
        let people = users::Entity::find()
            .join_rev(
                sea_orm::JoinType::InnerJoin,
                super::super::_entities::memberships::Relation::Users.def(),
            )
            .filter(Column::GroupId.eq(group_id))
            .filter(users::is_called(query))
            .order_by_asc(users::Column::UsernameKey)
            .select_also(Entity);
        let staff = match after {
            Some(_) => Vec::new(),
            None => {
                people
                    .clone()
                    .filter(Column::Role.is_in([Role::Owner.as_str(), Role::Moderator.as_str()]))
                    .limit(PAGE)
                    .all(db)
                    .await?
            }
        };
        let mut members = people
            .filter(Column::Role.eq(Role::Member.as_str()))
            .limit(PAGE + 1);
        if let Some(before) = match after {
            Some(id) => users::Entity::find_by_id(id).one(db).await?,
            None => None,
        } {
            members = members.filter(users::Column::UsernameKey.gt(before.username_key));
        }
        let mut members = members.all(db).await?;
        let more = members.len() as u64 > PAGE;
        members.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
        let next = members.last().filter(|_| more).map(|(user, _)| user.id);
        let mut staff = with_roles(staff);
        // Stable: each stay by name.
        staff.sort_by_key(|member| std::cmp::Reverse(member.role));
        Ok(Self {
            staff,
            members: with_roles(members),
            next,
        })
    }
}

impl Banned {
    /// The first 50 by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(db: &impl ConnectionTrait, group_id: i64) -> ModelResult<Self> {
        let people = users::Entity::find()
            .inner_join(bans::Entity)
            .filter(bans::Column::GroupId.eq(group_id))
            .order_by_asc(users::Column::UsernameKey)
            .limit(PAGE)
            .all(db)
            .await?;
        Ok(Self(people))
    }
}

fn with_roles(rows: Vec<(users::Model, Option<super::Model>)>) -> Vec<Member> {
    let rows = rows.into_iter();
    rows.map(|(user, member)| Member {
        role: member.map_or(Role::Member, |member| member.role()),
        user,
    })
    .collect()
}
