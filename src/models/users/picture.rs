//! The picture of somebody: a small square, made anew from what they uploaded.
//!
//! Stored before the row names it, and deleted after: what a crash leaves is a file that the sweep finds.

use bytes::Bytes;
use loco_rs::{
    app::AppContext,
    model::{ModelError, ModelResult},
    storage::Storage,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect,
};

use super::{Column, Entity, Model};
use crate::models::{
    attachments::{self, Upload, UploadError},
    transactions::begin_write,
};

/// Pixels across and down: twice as many as the largest place shows.
const SIDE: u32 = 192;

impl Model {
    /// Shows somebody by this picture from now on.
    ///
    /// # Errors
    /// [`UploadError`]; they keep the one before then.
    pub async fn set_picture(self, ctx: &AppContext, upload: Upload) -> Result<Self, UploadError> {
        let picture = upload.square(ctx, SIDE).await?;
        let key = attachments::new_key();
        ctx.storage
            .upload(&attachments::place(&key), &Bytes::from(picture))
            .await?;
        let changed = self.replace_picture(ctx, Some(key.clone())).await;
        if changed.is_err() {
            attachments::discard(&ctx.storage, [key]).await;
        }
        Ok(changed?)
    }

    /// Shows somebody by their initials.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_picture(self, ctx: &AppContext) -> ModelResult<Self> {
        self.replace_picture(ctx, None).await
    }

    /// The picture that is stored under this key, if it is theirs, and its type.
    ///
    /// # Errors
    /// [`ModelError::EntityNotFound`] for any other key, or when it can't be read.
    pub async fn read_picture(&self, storage: &Storage, key: &str) -> ModelResult<(Vec<u8>, &'static str)> {
        if self.picture.as_deref() != Some(key) {
            return Err(ModelError::EntityNotFound);
        }
        attachments::read_picture(storage, &attachments::place(key)).await
    }

    async fn replace_picture(self, ctx: &AppContext, key: Option<String>) -> ModelResult<Self> {
        let txn = begin_write(&ctx.db).await?;
        // Of two at once each deletes what it replaces.
        let user = Entity::find_by_id(self.id).lock_exclusive().one(&txn).await?;
        let user = user.ok_or(ModelError::EntityNotFound)?;
        let before = user.picture.clone();
        let mut row = user.into_active_model();
        row.picture = Set(key);
        let user = row.update(&txn).await?;
        txn.commit().await?;
        attachments::discard(&ctx.storage, before).await;
        Ok(user)
    }
}

/// Those of `keys` that are somebody's picture.
///
/// # Errors
/// When the database fails.
pub async fn pictures_among(db: &impl ConnectionTrait, keys: &[String]) -> ModelResult<Vec<String>> {
    Ok(Entity::find()
        .select_only()
        .column(Column::Picture)
        .filter(Column::Picture.is_in(keys))
        .into_tuple()
        .all(db)
        .await?)
}
