//! What is kept for somebody and goes with them.

use loco_rs::model::ModelResult;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, sea_query::IntoCondition};

use crate::models::{
    _entities::{password_resets, pending_sign_ins, recovery_codes, second_factors},
    attachments, bans, blocks, bookmarks, drafts, invitations, memberships, mentions, sessions, site_bans,
};

/// Deletes it: the keys of their files that no message has.
pub(super) async fn forget(txn: &impl ConnectionTrait, user_id: i64) -> ModelResult<Vec<String>> {
    let unposted = Condition::all()
        .add(attachments::Column::UploaderId.eq(user_id))
        .add(attachments::Column::MessageId.is_null());
    let files = attachments::Entity::find()
        .filter(unposted.clone())
        .all(txn)
        .await?;
    delete::<attachments::Entity>(txn, unposted).await?;
    delete::<sessions::Entity>(txn, sessions::Column::UserId.eq(user_id)).await?;
    delete::<second_factors::Entity>(txn, second_factors::Column::UserId.eq(user_id)).await?;
    delete::<recovery_codes::Entity>(txn, recovery_codes::Column::UserId.eq(user_id)).await?;
    delete::<pending_sign_ins::Entity>(txn, pending_sign_ins::Column::UserId.eq(user_id)).await?;
    delete::<password_resets::Entity>(txn, password_resets::Column::UserId.eq(user_id)).await?;
    delete::<drafts::Entity>(txn, drafts::Column::UserId.eq(user_id)).await?;
    delete::<bookmarks::Entity>(txn, bookmarks::Column::UserId.eq(user_id)).await?;
    delete::<mentions::Entity>(txn, mentions::Column::UserId.eq(user_id)).await?;
    delete::<invitations::Entity>(txn, invitations::Column::InviterId.eq(user_id)).await?;
    delete::<bans::Entity>(txn, bans::Column::UserId.eq(user_id)).await?;
    delete::<site_bans::Entity>(txn, site_bans::Column::UserId.eq(user_id)).await?;
    delete::<memberships::Entity>(txn, memberships::Column::UserId.eq(user_id)).await?;
    let either = Condition::any()
        .add(blocks::Column::BlockerId.eq(user_id))
        .add(blocks::Column::BlockedId.eq(user_id));
    delete::<blocks::Entity>(txn, either).await?;
    // pages-inject (do not remove)
    Ok(files.into_iter().map(|file| file.key).collect())
}

async fn delete<E: EntityTrait>(txn: &impl ConnectionTrait, those: impl IntoCondition) -> ModelResult<()> {
    E::delete_many().filter(those.into_condition()).exec(txn).await?;
    Ok(())
}
