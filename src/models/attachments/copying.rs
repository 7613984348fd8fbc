//! A copy of a file for another message: of its own, so that either may be deleted.

use std::sync::Arc;

use chrono::{SubsecRound, Utc};
use loco_rs::{app::AppContext, model::ModelError};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter,
};

use super::{
    ActiveModel, Column, Entity, Kind, Model, UploadError, discard, is_missing, new_key, open, place,
    thumbnail_place,
    uploading::{make_known, stored},
};
use crate::{
    models::{groups, shared::shared, throttles::Throttles, users},
    settings::Settings,
};

/// Copies `file` to `group`, where nobody sees it until `user` posts it: as if they had uploaded it.
///
/// # Errors
/// [`UploadError`]; nothing is stored then.
pub async fn copy(
    ctx: &AppContext,
    throttles: &Throttles,
    user: &users::Model,
    group: &groups::Model,
    file: &Model,
) -> Result<Model, UploadError> {
    throttles.upload(user.id).map_err(UploadError::TooMany)?;
    if stored(&ctx.db, user.id).await? >= shared::<Arc<Settings>>(ctx)?.files.per_person {
        return Err(UploadError::Refused("attachment-no-room"));
    }
    let key = new_key();
    let row = ActiveModel {
        id: NotSet,
        key: Set(key.clone()),
        group_id: Set(group.id),
        uploader_id: Set(user.id),
        message_id: Set(None),
        position: Set(0),
        name: Set(file.name.clone()),
        media_type: Set(file.media_type.clone()),
        kind: Set(file.kind.clone()),
        bytes: Set(file.bytes),
        width: Set(file.width),
        height: Set(file.height),
        alt: Set(String::new()),
        created_at: Set(Utc::now().trunc_subsecs(6).fixed_offset()),
    };
    let copied = async {
        let mut parts = vec![(place(&file.key), place(&key))];
        if file.kind() == Kind::Picture {
            parts.push((thumbnail_place(&file.key), thumbnail_place(&key)));
        }
        for (from, to) in parts {
            let contents = open(&ctx.storage, &from).await;
            let contents = contents.map_err(|error| {
                if is_missing(&error) {
                    UploadError::Refused("attachments-gone")
                } else {
                    error.into()
                }
            })?;
            ctx.storage.upload_stream(&to, contents).await?;
        }
        make_known(ctx, user, row).await
    };
    let copied = copied.await;
    if copied.is_err() {
        discard(&ctx.storage, [key]).await;
    }
    copied
}

/// Takes copies back that no message has got.
///
/// # Errors
/// When the database fails; the sweep finds them then.
pub async fn take_back(ctx: &AppContext, copies: &[Model]) -> Result<(), ModelError> {
    let ids: Vec<i64> = copies.iter().map(|file| file.id).collect();
    let loose = Entity::delete_many()
        .filter(Column::Id.is_in(ids))
        .filter(Column::MessageId.is_null())
        .exec(&ctx.db)
        .await?;
    // Of one message all are taken or none.
    if loose.rows_affected > 0 {
        let keys: Vec<String> = copies.iter().map(|file| file.key.clone()).collect();
        discard(&ctx.storage, keys).await;
    }
    Ok(())
}
