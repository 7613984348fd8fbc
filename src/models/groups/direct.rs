//! Direct chats: one for each pair of people, and one for each with themself.

use chrono::Utc;
use loco_rs::{
    app::AppContext,
    model::{ModelError, ModelResult},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::OnConflict,
};

use super::{ActiveModel, Column, Entity, Kind, Model};
use crate::models::{
    blocks,
    memberships::{self, NewMember},
    messages::live,
    signals::{self, Signal},
    transactions::begin_write,
    users,
};

/// The one chat of `user` and `other`, made if there is none, with `user` in it. The other one joins with the
/// first message, so that nobody is bothered by an empty chat. `None` where there is none and one of them has blocked
/// the other.
///
/// # Errors
/// [`ModelError::EntityNotFound`] for somebody deactivated whom one has no chat with.
pub async fn start(
    ctx: &AppContext,
    user: &users::Model,
    other: &users::Model,
) -> ModelResult<Option<Model>> {
    let key = key(user.id, other.id);
    let txn = begin_write(&ctx.db).await?;
    let found = Entity::find().filter(Column::UniqueKey.eq(&key));
    let group = match found.clone().one(&txn).await? {
        Some(group) => group,
        None if !other.is_active() => return Err(ModelError::EntityNotFound),
        None if blocks::between(&txn, user.id, other.id).await?.is_some() => return Ok(None),
        None => {
            // Where two ask at once, the database keeps the first row.
            Entity::insert(row(key))
                .on_conflict(OnConflict::column(Column::UniqueKey).do_nothing().to_owned())
                .exec_without_returning(&txn)
                .await?;
            found.one(&txn).await?.ok_or(ModelError::EntityNotFound)?
        }
    };
    let joined = memberships::insert(
        &txn,
        [NewMember {
            last_read_seq: group.last_seq,
            ..NewMember::new(group.id, user.id)
        }],
    )
    .await?;
    txn.commit().await?;
    if let Some(hub) = live::hub(ctx) {
        let signals: Vec<_> = joined
            .into_iter()
            .map(|user_id| Signal::Groups { user_id })
            .collect();
        signals::act(&ctx.db, &hub, &signals).await;
    }
    Ok(Some(group))
}

/// The two of a direct chat, the lower id first; the same twice for a note to oneself.
pub(super) fn participants(group: &Model) -> Option<(i64, i64)> {
    if group.kind() != Kind::Direct {
        return None;
    }
    let ids = group.unique_key.as_deref()?.strip_prefix("direct:")?;
    let (one, other) = ids.split_once(':')?;
    Some((one.parse().ok()?, other.parse().ok()?))
}

/// What the one chat of these two is known by.
pub(in crate::models) fn key(one: i64, other: i64) -> String {
    format!("direct:{}:{}", one.min(other), one.max(other))
}

fn row(key: String) -> ActiveModel {
    let now = Utc::now().fixed_offset();
    ActiveModel {
        id: NotSet,
        kind: Set(Kind::Direct.as_str().to_owned()),
        // Each of the two sees the other's name.
        name: Set(String::new()),
        name_key: Set(String::new()),
        topic: Set(String::new()),
        unique_key: Set(Some(key)),
        last_seq: Set(0),
        reset_seq: Set(0),
        created_at: Set(now),
        updated_at: Set(now),
        archived_at: Set(None),
        deleted_at: Set(None),
    }
}
