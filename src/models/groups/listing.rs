//! The groups of one user, as the sidebar lists them.

use std::collections::HashMap;

use loco_rs::model::ModelResult;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Column, Entity, Kind, Model};
use crate::models::{
    drafts, memberships,
    messages::Author,
    unread::{self, Unread},
    users,
};

/// Groups that are listed at most.
const LISTED: u64 = 500;

/// A group of the user's.
#[derive(Debug, Clone)]
pub struct Listed {
    pub group: Model,
    /// Whom a direct chat is with: themself for a note to oneself.
    pub other: Option<Author>,
    /// The user has begun to write something there.
    pub begun: bool,
    /// What they have not read there.
    pub unread: Unread,
}

/// The first 500 groups of `user` by name, direct chats by the other one's.
///
/// # Errors
/// When the database fails.
pub async fn list_for(db: &impl ConnectionTrait, user: &users::Model) -> ModelResult<Vec<Listed>> {
    let groups = Entity::find()
        .inner_join(memberships::Entity)
        .filter(memberships::Column::UserId.eq(user.id))
        .filter(Column::DeletedAt.is_null())
        // Public, private, direct: of very many it is the direct chats that are left out.
        .order_by_desc(Column::Kind)
        .order_by_asc(Column::NameKey)
        .order_by_asc(Column::Id)
        .limit(LISTED)
        .all(db)
        .await?;
    let begun = drafts::begun(db, user.id).await?;
    let unread = unread::of(db, user.id).await?;
    let others: Vec<i64> = groups
        .iter()
        .filter_map(|group| group.other_participant(user.id))
        .collect();
    let others = users::Entity::find()
        .filter(users::Column::Id.is_in(others))
        .order_by_asc(users::Column::UsernameKey)
        .all(db)
        .await?;
    let places: HashMap<i64, usize> = others
        .iter()
        .enumerate()
        .map(|(place, other)| (other.id, place))
        .collect();
    let mut listed: Vec<Listed> = groups
        .into_iter()
        .map(|group| {
            let place = group.other_participant(user.id).and_then(|id| places.get(&id));
            let other = place.and_then(|place| others.get(*place)).map(Author::from);
            Listed {
                begun: begun.contains(&group.id),
                unread: unread.get(&group.id).copied().unwrap_or_default(),
                group,
                other,
            }
        })
        .collect();
    // Stable: the others stay by name.
    listed.sort_by_key(|listed| {
        listed
            .other
            .as_ref()
            .and_then(|other| places.get(&other.id))
            .copied()
    });
    // Nobody's name is left of a chat whose other one is gone.
    listed.retain(|listed| listed.group.kind() != Kind::Direct || listed.other.is_some());
    Ok(listed)
}
