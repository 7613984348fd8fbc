//! A copy of a file for another message: of its own, so that either may be deleted.

use std::sync::Arc;

use chrono::{SubsecRound, Utc};
use loco_rs::{app::AppContext, model::ModelError};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter,
};

use super::{
    AT_ONCE, ActiveModel, Column, Entity, Kind, Model, UploadError, discard, is_missing, new_key, open,
    place, thumbnail_place,
    uploading::{make_known, stored},
};
use crate::{
    models::{groups, shared::shared, throttles::Throttles, users},
    settings::Settings,
};

/// Copies `files` to `group`, where nobody sees them until `user` posts them: as if they had uploaded them.
///
/// # Errors
/// [`UploadError`]; nothing is stored then.
pub async fn copy_all(
    ctx: &AppContext,
    throttles: &Throttles,
    user: &users::Model,
    group: &groups::Model,
    files: &[Model],
) -> Result<Vec<Model>, UploadError> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let taken = throttles.uploads(user.id, files.len());
    taken.map_err(UploadError::TooMany)?;
    if stored(&ctx.db, user.id).await? >= shared::<Arc<Settings>>(ctx)?.files.per_person {
        return Err(UploadError::Refused("attachment-no-room"));
    }
    let keys: Vec<String> = files.iter().map(|_| new_key()).collect();
    let copied = async {
        for (file, key) in files.iter().zip(&keys) {
            copy(ctx, file, key).await?;
        }
        let rows = files.iter().zip(&keys);
        let rows = rows.map(|(file, key)| row(file, key, group.id, user.id));
        make_known(ctx, user, rows.collect()).await
    };
    let copied = copied.await;
    if copied.is_err() {
        discard(&ctx.storage, keys).await;
    }
    copied
}

async fn copy(ctx: &AppContext, file: &Model, key: &str) -> Result<(), UploadError> {
    let mut parts = vec![(place(&file.key), place(key))];
    if file.kind() == Kind::Picture {
        parts.push((thumbnail_place(&file.key), thumbnail_place(key)));
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
    Ok(())
}

/// What is known of a copy of `file`.
fn row(file: &Model, key: &str, group_id: i64, user_id: i64) -> ActiveModel {
    ActiveModel {
        id: NotSet,
        key: Set(key.to_owned()),
        group_id: Set(group_id),
        uploader_id: Set(user_id),
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
    }
}

/// Takes copies back that no message has got.
///
/// # Errors
/// When the database fails; the sweep finds them then.
pub async fn take_back(ctx: &AppContext, copies: &[Model]) -> Result<(), ModelError> {
    for copies in copies.chunks(AT_ONCE) {
        let loose = Entity::delete_many()
            .filter(Column::Id.is_in(copies.iter().map(|file| file.id)))
            .filter(Column::MessageId.is_null())
            .exec(&ctx.db)
            .await?;
        // Of one message all are taken or none.
        if loose.rows_affected > 0 {
            let keys: Vec<String> = copies.iter().map(|file| file.key.clone()).collect();
            discard(&ctx.storage, keys).await;
        }
    }
    Ok(())
}
