//! What somebody has not read, counted anew each time and never kept.
//!
//! Unread are the live messages of others above the number up to which their membership says that all is read. That
//! number only rises, unless they say themself that something is unread.

use std::collections::{BTreeMap, HashMap};

use futures_util::future::try_join_all;
use loco_rs::{
    Result,
    app::AppContext,
    model::{ModelError, ModelResult},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    groups,
    memberships::{self, Attention, Column, Entity, Mute},
    messages::{self, Event, live},
    shared::shared,
};
use crate::channels::{Seen, Topic};

mod counting;
mod marking;
mod nudging;

pub use counting::{MOST, Reading, Unread, of};
pub use marking::Reads;
pub use nudging::watch;

/// What is unread in all groups of somebody, by group.
pub type All = HashMap<i64, Unread>;

/// Milliseconds within which the pages of one person ask what has become of it.
const SOON: u64 = 100;

/// They have seen the group up to the number `seq`.
///
/// # Errors
/// When the database fails.
pub async fn read(ctx: &AppContext, user_id: i64, group: &groups::Model, seq: i64) -> Result<()> {
    keep(ctx, user_id, group.id, seq.min(group.last_seq)).await
}

/// Who has written below something has seen it.
///
/// # Errors
/// When the database fails.
pub async fn answered(ctx: &AppContext, message: &messages::Model) -> Result<()> {
    keep(ctx, message.author_id, message.group_id, message.seq).await
}

async fn keep(ctx: &AppContext, user_id: i64, group: i64, seq: i64) -> Result<()> {
    let seen = Seen { group, seq };
    if shared::<Reads>(ctx)?.mark(user_id, group, seq).await? {
        tell(ctx, user_id, Some(seen));
    }
    Ok(())
}

/// They have seen each of these groups up to such a number.
///
/// # Errors
/// When the database fails.
pub async fn read_all(ctx: &AppContext, user_id: i64, seen: &BTreeMap<i64, i64>) -> Result<()> {
    let reads = shared::<Reads>(ctx)?;
    let groups = groups::Entity::find()
        .filter(groups::Column::Id.is_in(seen.keys().copied()))
        .all(&ctx.db)
        .await
        .map_err(ModelError::from)?;
    let marks = groups.iter().filter_map(|group| {
        let seq = seen.get(&group.id)?;
        Some(reads.mark(user_id, group.id, group.last_seq.min(*seq)))
    });
    let moved = try_join_all(marks).await?;
    if moved.contains(&true) {
        tell(ctx, user_id, None);
    }
    Ok(())
}

/// From this message on nothing counts as read.
///
/// # Errors
/// When the database fails.
pub async fn unread_from(ctx: &AppContext, user_id: i64, message: &messages::Model) -> ModelResult<()> {
    Entity::update_many()
        .col_expr(Column::LastReadSeq, Expr::value(message.seq - 1))
        .filter(Column::GroupId.eq(message.group_id))
        .filter(Column::UserId.eq(user_id))
        .exec(&ctx.db)
        .await?;
    tell(ctx, user_id, None);
    Ok(())
}

/// Keeps what a member wants to be told of a group from now on.
///
/// # Errors
/// As [`memberships::choose`].
pub async fn attend(
    ctx: &AppContext,
    (group_id, user_id): (i64, i64),
    attention: Attention,
    mute: Mute,
) -> ModelResult<()> {
    memberships::choose(&ctx.db, (group_id, user_id), attention, mute).await?;
    tell(ctx, user_id, None);
    Ok(())
}

/// All their pages ask again.
pub(in crate::models) fn tell(ctx: &AppContext, user_id: i64, seen: Option<Seen>) {
    if let Some(hub) = live::hub(ctx) {
        hub.publish(Topic::User(user_id), &Event::Unread { within: SOON, seen });
    }
}
