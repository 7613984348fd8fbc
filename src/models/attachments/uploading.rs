//! A file on its way in: cut off where it is too large, looked at, stored, and only then known.

use std::{
    fs::File,
    io::{self, SeekFrom},
    path::Path,
    sync::Arc,
};

use bytes::BytesMut;
use chrono::{SubsecRound, Utc};
use futures_util::stream;
use loco_rs::{
    app::AppContext,
    model::{ModelError, ModelResult},
    storage::{StorageError, stream::BytesStream},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, LockType},
};
use tempfile::tempfile_in;
use tokio::{
    fs,
    io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt},
};

use super::{
    AT_ONCE, ActiveModel, Column, Entity, Kind, Model, Pictures, discard,
    kinds::{HEAD, Recognised, recognise},
    names, new_key, pictures, place, thumbnail_place,
    traces::{is_boxes, take_out},
};
use crate::{
    models::{groups, shared::shared, throttles::Throttles, transactions::begin_write, users},
    settings::Settings,
};

/// Bytes that are read at once.
const CHUNK: usize = 64 * 1024;

/// What has arrived of a file. It lies in a file without a name, which is gone with this or with the process.
pub struct Upload {
    file: fs::File,
    head: Vec<u8>,
    bytes: u64,
    most: u64,
}

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The key of the text that says why.
    #[error("the file is refused: {0}")]
    Refused(&'static str),
    /// It is larger than a file may be.
    #[error("the file is larger than {0} bytes")]
    TooLarge(u64),
    /// Too many at once; seconds until the next may come.
    #[error("too many files")]
    TooMany(u64),
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error("the file can't be stored: {0}")]
    Storage(#[from] StorageError),
    #[error("the file can't be stored: {0}")]
    Io(#[from] io::Error),
    #[error(transparent)]
    App(#[from] loco_rs::Error),
}

impl From<pictures::Refused> for UploadError {
    fn from(refused: pictures::Refused) -> Self {
        match refused {
            pictures::Refused::TooLarge => Self::Refused("attachment-picture-too-large"),
            pictures::Refused::Broken(image::ImageError::Limits(_)) => {
                Self::Refused("attachment-picture-too-large")
            }
            pictures::Refused::Broken(_) => Self::Refused("attachment-picture-broken"),
            pictures::Refused::Storage(error) => Self::Io(error),
        }
    }
}

impl Upload {
    /// # Errors
    /// [`UploadError`]
    pub async fn begin(
        ctx: &AppContext,
        throttles: &Throttles,
        uploader: &users::Model,
    ) -> Result<Self, UploadError> {
        throttles.upload(uploader.id).map_err(UploadError::TooMany)?;
        let settings = shared::<Arc<Settings>>(ctx)?;
        let (files, folder) = (&settings.files, settings.files.folder.clone());
        if stored(&ctx.db, uploader.id).await? >= files.per_person {
            return Err(UploadError::Refused("attachment-no-room"));
        }
        let file = tokio::task::spawn_blocking(move || tempfile_in(folder)).await;
        Ok(Self {
            file: fs::File::from_std(file.map_err(io::Error::other)??),
            head: Vec::new(),
            bytes: 0,
            most: files.largest,
        })
    }

    /// # Errors
    /// [`UploadError::TooLarge`] as soon as it is; whoever sends the rest is told without having sent it.
    pub async fn write(&mut self, chunk: &[u8]) -> Result<(), UploadError> {
        self.bytes += chunk.len() as u64;
        if self.bytes > self.most {
            return Err(UploadError::TooLarge(self.most));
        }
        let missing = HEAD.saturating_sub(self.head.len()).min(chunk.len());
        self.head.extend_from_slice(&chunk[..missing]);
        self.file.write_all(chunk).await?;
        Ok(())
    }

    /// A picture, cut to a square and made anew as a photograph of so many pixels.
    ///
    /// # Errors
    /// [`UploadError`], also for what is no picture.
    pub(in crate::models) async fn square(
        mut self,
        ctx: &AppContext,
        side: u32,
    ) -> Result<Vec<u8>, UploadError> {
        let Recognised::Picture(format) = recognise(&self.head) else {
            return Err(UploadError::Refused("picture-unknown"));
        };
        self.file.flush().await?;
        let file = self.file.into_std().await;
        Ok(shared::<Pictures>(ctx)?.square(file, format, side).await?)
    }

    /// Stores it for `group`, where nobody sees it until `uploader` posts it.
    ///
    /// # Errors
    /// [`UploadError`]; nothing is stored then.
    pub async fn keep(
        mut self,
        ctx: &AppContext,
        uploader: &users::Model,
        group: &groups::Model,
        name: &str,
    ) -> Result<Model, UploadError> {
        if self.bytes == 0 {
            return Err(UploadError::Refused("attachment-empty"));
        }
        self.file.flush().await?;
        self.file.seek(SeekFrom::Start(0)).await?;
        let file = self.file.into_std().await;
        let key = new_key();
        let now = Utc::now().trunc_subsecs(6).fixed_offset();
        let mut row = ActiveModel {
            id: NotSet,
            key: Set(key.clone()),
            group_id: Set(group.id),
            uploader_id: Set(uploader.id),
            message_id: Set(None),
            position: Set(0),
            name: Set(names::clean(name, "file")),
            media_type: NotSet,
            kind: NotSet,
            bytes: NotSet,
            width: Set(None),
            height: Set(None),
            alt: Set(String::new()),
            created_at: Set(now),
        };
        let mut parts = Vec::new();
        match recognise(&self.head) {
            Recognised::Picture(format) => {
                let made = shared::<Pictures>(ctx)?.prepare(file, format).await?;
                row.kind = Set(Kind::Picture.as_str().to_owned());
                row.media_type = Set(made.media_type.to_owned());
                row.width = Set(i32::try_from(made.width).ok());
                row.height = Set(i32::try_from(made.height).ok());
                row.name = Set(names::clean(&renamed(name, made.media_type), "picture"));
                parts.push((place(&key), made.picture));
                parts.push((thumbnail_place(&key), made.thumbnail));
            }
            Recognised::Other(kind, media_type) => {
                row.kind = Set(kind.as_str().to_owned());
                row.media_type = Set(media_type.to_owned());
                let file = if is_boxes(&self.head) {
                    without_traces(file).await?
                } else {
                    file
                };
                parts.push((place(&key), file));
            }
        }
        row.bytes = Set(i64::try_from(parts[0].1.metadata()?.len()).map_err(io::Error::other)?);
        let known = async {
            for (place, file) in parts {
                store(ctx, &place, file).await?;
            }
            make_known(ctx, uploader, vec![row]).await
        };
        let known = known.await;
        if known.is_err() {
            discard(&ctx.storage, [key]).await;
        }
        known?.pop().ok_or(UploadError::Model(ModelError::EntityNotFound))
    }
}

/// The same file, off the async threads.
async fn without_traces(mut file: File) -> io::Result<File> {
    let taking_out = move || {
        take_out(&mut file)?;
        Ok(file)
    };
    tokio::task::spawn_blocking(taking_out)
        .await
        .map_err(io::Error::other)?
}

async fn store(ctx: &AppContext, place: &Path, file: File) -> Result<(), UploadError> {
    let contents = contents(fs::File::from_std(file));
    Ok(ctx.storage.upload_stream(place, contents).await?)
}

/// What a file holds, piece by piece.
fn contents(file: fs::File) -> BytesStream {
    BytesStream::from_body_stream(stream::try_unfold(file, async |mut file| {
        let mut chunk = BytesMut::with_capacity(CHUNK);
        let read = file.read_buf(&mut chunk).await?;
        Ok::<_, io::Error>((read > 0).then(|| (chunk.freeze(), file)))
    }))
}

/// Writes the rows, unless it would be too much for one person: two at once are counted one after the other.
pub(super) async fn make_known(
    ctx: &AppContext,
    uploader: &users::Model,
    rows: Vec<ActiveModel>,
) -> Result<Vec<Model>, UploadError> {
    let settings = shared::<Arc<Settings>>(ctx)?;
    let txn = begin_write(&ctx.db).await.map_err(ModelError::from)?;
    users::Entity::find_by_id(uploader.id)
        // On PostgreSQL whoever posts meanwhile holds the group, and needs that its author's row stays: no more than that is
        // locked, or both would wait for each other.
        .lock(LockType::NoKeyUpdate)
        .one(&txn)
        .await
        .map_err(ModelError::from)?;
    let mut files = Vec::with_capacity(rows.len());
    for rows in rows.chunks(AT_ONCE) {
        let known = Entity::insert_many(rows.to_vec()).exec_with_returning(&txn).await;
        files.extend(known.map_err(ModelError::from)?);
    }
    files.sort_by_key(|file: &Model| file.id);
    if stored(&txn, uploader.id).await? > settings.files.per_person {
        return Err(UploadError::Refused("attachment-no-room"));
    }
    txn.commit().await.map_err(ModelError::from)?;
    Ok(files)
}

/// Bytes of all files of one person.
pub(super) async fn stored(db: &impl ConnectionTrait, user_id: i64) -> ModelResult<u64> {
    // PostgreSQL sums to a number without limits, which no driver reads as an integer.
    let sum = Expr::col(Column::Bytes).sum().cast_as("BIGINT");
    let found = Entity::find()
        .select_only()
        .column_as(sum, "bytes")
        .filter(Column::UploaderId.eq(user_id))
        .into_tuple::<Option<i64>>()
        .one(db)
        .await?;
    Ok(u64::try_from(found.flatten().unwrap_or_default()).unwrap_or_default())
}

/// The name with the ending of what the picture has become.
fn renamed(name: &str, media_type: &str) -> String {
    let endings: &[&str] = match media_type {
        "image/jpeg" => &["jpg", "jpeg"],
        "image/gif" => &["gif"],
        _ => &["png"],
    };
    match name.rsplit_once('.') {
        Some((_, ending)) if endings.contains(&ending.to_lowercase().as_str()) => name.to_owned(),
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 4 => format!("{stem}.{}", endings[0]),
        _ => format!("{name}.{}", endings[0]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_called_by_what_it_has_become() {
        for (name, media_type, expected) in [
            ("cat.JPG", "image/jpeg", "cat.JPG"),
            ("cat.webp", "image/jpeg", "cat.jpg"),
            ("cat", "image/png", "cat.png"),
            ("a.b.c is a title", "image/gif", "a.b.c is a title.gif"),
        ] {
            assert_eq!(renamed(name, media_type), expected);
        }
    }
}
