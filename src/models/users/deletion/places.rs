//! Where somebody who goes has been.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::Utc;
use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};

use crate::models::{
    groups::{self, Kind},
    memberships::{self, Role},
    messages::{self, Change, ChangeError, Changed},
    signals::Signal,
    users,
};

/// The groups of somebody.
pub(super) struct Places {
    /// Where their name shows.
    pub shown: BTreeSet<i64>,
    /// Those that only they were in.
    pub gone: BTreeSet<i64>,
    /// Whom they have direct chats with.
    pub partners: BTreeSet<i64>,
}

/// Open pages read what they show of a group again.
pub(super) struct Forget;

#[async_trait]
impl Change for Forget {
    async fn make(&self, _: &DatabaseTransaction, group: &groups::Model) -> Result<Changed, ChangeError> {
        let group_id = group.id;
        Ok(Changed::default()
            .signal(Signal::Reset { group_id })
            .signal(Signal::Members { group_id }))
    }
}

impl Places {
    pub async fn read(txn: &impl ConnectionTrait, user_id: i64) -> ModelResult<Self> {
        let joined = groups::Entity::find()
            .inner_join(memberships::Entity)
            .filter(memberships::Column::UserId.eq(user_id))
            .filter(groups::Column::DeletedAt.is_null())
            .order_by_asc(groups::Column::Id)
            .all(txn)
            .await?;
        let written: Vec<i64> = messages::Entity::find()
            .select_only()
            .column(messages::Column::GroupId)
            .distinct()
            .filter(messages::Column::AuthorId.eq(user_id))
            .into_tuple()
            .all(txn)
            .await?;
        // Of direct chats that they have left, too.
        let written = groups::Entity::find()
            .filter(groups::Column::Id.is_in(written))
            .filter(groups::Column::DeletedAt.is_null())
            .all(txn)
            .await?;
        let mut gone = BTreeSet::new();
        for group in &joined {
            let is_alone = match group.kind() {
                Kind::Public => false,
                Kind::Private => others(txn, group.id, user_id).await? == 0,
                Kind::Direct => group.other_participant(user_id) == Some(user_id),
            };
            if is_alone {
                gone.insert(group.id);
            }
        }
        let all = || joined.iter().chain(&written);
        Ok(Self {
            shown: all().map(|group| group.id).collect(),
            partners: all()
                .filter_map(|group| group.other_participant(user_id))
                .filter(|&id| id != user_id)
                .collect(),
            gone,
        })
    }

    /// Takes away what only they were in.
    pub async fn close(&self, txn: &impl ConnectionTrait) -> ModelResult<()> {
        groups::Entity::update_many()
            .col_expr(groups::Column::DeletedAt, Expr::value(Utc::now().fixed_offset()))
            .col_expr(groups::Column::UniqueKey, Expr::value(Option::<String>::None))
            .filter(groups::Column::Id.is_in(self.gone.iter().copied()))
            .exec(txn)
            .await?;
        Ok(())
    }
}

/// The groups that would have members and nobody who owns them without this user.
///
/// # Errors
/// When the database fails.
pub async fn owned_alone(db: &impl ConnectionTrait, user_id: i64) -> ModelResult<Vec<groups::Model>> {
    let owned = groups::Entity::find()
        .inner_join(memberships::Entity)
        .filter(memberships::Column::UserId.eq(user_id))
        .filter(memberships::Column::Role.eq(Role::Owner.as_str()))
        .filter(groups::Column::DeletedAt.is_null())
        .order_by_asc(groups::Column::NameKey)
        .all(db)
        .await?;
    let mut alone = Vec::new();
    for group in owned {
        let owners = memberships::Entity::find()
            .inner_join(users::Entity)
            .filter(memberships::Column::GroupId.eq(group.id))
            .filter(memberships::Column::UserId.ne(user_id))
            .filter(memberships::Column::Role.eq(Role::Owner.as_str()))
            .filter(users::Column::DeactivatedAt.is_null());
        if others(db, group.id, user_id).await? > 0 && owners.count(db).await? == 0 {
            alone.push(group);
        }
    }
    Ok(alone)
}

async fn others(db: &impl ConnectionTrait, group_id: i64, user_id: i64) -> ModelResult<u64> {
    Ok(memberships::Entity::find()
        .filter(memberships::Column::GroupId.eq(group_id))
        .filter(memberships::Column::UserId.ne(user_id))
        .count(db)
        .await?)
}
