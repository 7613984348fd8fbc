//! Who owns a group after its last owner.

use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{Column, Entity, Model, Role};
use crate::models::{
    audit_events::{Action, Audit},
    groups, users,
};

/// Gives every group that `user_id`, who is being shut out, is the last owner of to its longest-standing
/// moderator, else to its longest-standing member. A group of nobody else is left as it is. Returns the heirs.
///
/// # Errors
/// When the database fails.
pub async fn succeed(txn: &impl ConnectionTrait, user_id: i64) -> ModelResult<Vec<i64>> {
    // In id order, as the journal does: nobody steps down or hands over to them meanwhile.
    groups::Entity::find()
        .inner_join(Entity)
        .filter(Column::UserId.eq(user_id))
        .order_by_asc(groups::Column::Id)
        .lock_exclusive()
        .all(txn)
        .await?;
    let owned = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::Role.eq(Role::Owner.as_str()))
        .all(txn)
        .await?;
    let mut heirs = Vec::new();
    for own in owned {
        let others = Entity::find()
            .inner_join(users::Entity)
            .filter(Column::GroupId.eq(own.group_id))
            .filter(Column::UserId.ne(user_id))
            .filter(users::Column::DeactivatedAt.is_null())
            .order_by_asc(Column::Id);
        let of = |role: Role| others.clone().filter(Column::Role.eq(role.as_str()));
        if of(Role::Owner).count(txn).await? > 0 {
            continue;
        }
        let heir = match of(Role::Moderator).one(txn).await? {
            Some(heir) => Some(heir),
            None => others.clone().one(txn).await?,
        };
        if let Some(heir) = heir {
            heirs.push(heir.user_id);
            promote(txn, heir).await?;
        }
    }
    Ok(heirs)
}

async fn promote(txn: &impl ConnectionTrait, heir: Model) -> ModelResult<()> {
    let (group_id, user_id) = (heir.group_id, heir.user_id);
    let mut row = heir.into_active_model();
    row.role = Set(Role::Owner.as_str().to_owned());
    row.update(txn).await?;
    Audit::new(Action::OwnerChanged)
        .user(user_id)
        .group(group_id)
        .record(txn)
        .await
}
