//! The files of messages: what they are, where they lie, and which message they belong to.
//!
//! A file is stored before its row is written, and its row is deleted before it: what a crash leaves is a file
//! without a row, which the sweep finds.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use loco_rs::{
    model::{ModelError, ModelResult},
    storage::{Storage, StorageError, stream::BytesStream},
};
use opendal::ErrorKind;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

pub use super::_entities::attachments::{ActiveModel, Column, Entity, Model};
use super::blocks;

mod attaching;
mod copying;
mod kinds;
mod names;
mod pictures;
mod sweep;
mod traces;
mod uploading;

use attaching::AT_ONCE;
pub use attaching::Attaching;
pub(in crate::models) use attaching::{Loose, attach};
pub(in crate::models) use copying::{copy_all, take_back};
pub use kinds::Kind;
pub use pictures::Pictures;
pub use sweep::{Sweep, Swept};
pub use uploading::{Upload, UploadError};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// Files on a page of those of a group.
pub const PAGE: u64 = 60;

/// Files that the row of a message shows. All of them are on a page of their own.
pub const SHOWN: usize = 12;

/// Files on that page.
pub const ALL: u64 = 300;

/// The files of a message, of which there may be any number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attached {
    /// The first of them, in order.
    pub shown: Vec<Model>,
    pub count: u64,
}

/// Some of the files of a message, in order.
#[derive(Debug)]
pub struct Slice {
    pub files: Vec<Model>,
    /// The position that the next page begins at.
    pub next: Option<i32>,
}

/// Some of the files of a group, the newest first.
#[derive(Debug)]
pub struct Shelf {
    pub files: Vec<Model>,
    /// The id that the next page begins below.
    pub next: Option<i64>,
}

impl Model {
    #[must_use]
    pub fn kind(&self) -> Kind {
        Kind::parse(&self.kind)
    }

    /// Pixels across and down, of a picture.
    #[must_use]
    pub fn size(&self) -> Option<(u32, u32)> {
        let pixels = |side: Option<i32>| u32::try_from(side?).ok();
        Some((pixels(self.width)?, pixels(self.height)?))
    }

    /// The same of what its thumbnail shows, in the picture's own pixels.
    #[must_use]
    pub fn framed(&self) -> Option<(u32, u32)> {
        self.size().map(pictures::framed)
    }

    /// What it holds.
    ///
    /// # Errors
    /// [`ModelError::EntityNotFound`] where it is not stored any more, or when it can't be read.
    pub async fn read(&self, storage: &Storage) -> ModelResult<BytesStream> {
        let place = place(&self.key);
        let stream = open(storage, &place).await;
        stream.map_err(|error| unreadable(error, &place))
    }

    /// The thumbnail of a picture, and its type.
    ///
    /// # Errors
    /// [`ModelError::EntityNotFound`] for what is no picture, or when it can't be read.
    pub async fn read_thumbnail(&self, storage: &Storage) -> ModelResult<(Vec<u8>, &'static str)> {
        if self.kind() != Kind::Picture {
            return Err(ModelError::EntityNotFound);
        }
        read_picture(storage, &thumbnail_place(&self.key)).await
    }
}

/// A picture that is stored there, and its type.
pub(in crate::models) async fn read_picture(
    storage: &Storage,
    place: &Path,
) -> ModelResult<(Vec<u8>, &'static str)> {
    let bytes = storage.download(place).await;
    let bytes: Vec<u8> = bytes.map_err(|error| unreadable(error, place))?;
    let format = image::guess_format(&bytes).map_err(ModelError::wrap)?;
    Ok((bytes, format.to_mime_type()))
}

/// What is stored there, which is looked for first: a stream fails when its reader has been promised all of it.
async fn open(storage: &Storage, place: &Path) -> Result<BytesStream, StorageError> {
    storage.stat(place).await?;
    storage.download_stream(place).await
}

/// What is not where its row says is lost, which no retry changes: a page that is not there, and a line for whoever
/// keeps the backups.
fn unreadable(error: StorageError, place: &Path) -> ModelError {
    if !is_missing(&error) {
        return ModelError::wrap(error);
    }
    tracing::error!(file.place = %place.display(), "a file is not in the storage any more; a backup may have it");
    ModelError::EntityNotFound
}

fn is_missing(error: &StorageError) -> bool {
    matches!(error, StorageError::Store(error) if error.kind() == ErrorKind::NotFound)
}

/// The file of this group that `user_id` may see: one that has been posted, or one of their own.
///
/// # Errors
/// [`ModelError::EntityNotFound`] for any other, or when the database fails.
pub async fn find_for(db: &impl ConnectionTrait, group_id: i64, user_id: i64, id: i64) -> ModelResult<Model> {
    let visible = Condition::any()
        .add(Column::MessageId.is_not_null())
        .add(Column::UploaderId.eq(user_id));
    let found = Entity::find_by_id(id)
        .filter(Column::GroupId.eq(group_id))
        .filter(visible);
    found.one(db).await?.ok_or(ModelError::EntityNotFound)
}

/// Those of `ids` that this user has uploaded to this group and not posted yet, in that order.
///
/// # Errors
/// When the database fails.
pub async fn unposted(
    db: &impl ConnectionTrait,
    group_id: i64,
    user_id: i64,
    ids: &[i64],
) -> ModelResult<Vec<Model>> {
    let mut found = Vec::new();
    for ids in ids.chunks(AT_ONCE) {
        let files = Entity::find()
            .filter(Column::Id.is_in(ids.iter().copied()))
            .filter(Column::GroupId.eq(group_id))
            .filter(Column::UploaderId.eq(user_id))
            .filter(Column::MessageId.is_null());
        found.extend(files.all(db).await?);
    }
    let places: HashMap<i64, usize> = ids.iter().copied().zip(0..).collect();
    found.sort_by_key(|file| places.get(&file.id).copied());
    Ok(found)
}

/// The files that have been posted in a group, the newest first, those below the id `before`; none of those whom
/// `reader_id` has blocked.
///
/// # Errors
/// When the database fails.
pub async fn posted_in(
    db: &impl ConnectionTrait,
    group_id: i64,
    reader_id: i64,
    before: Option<i64>,
) -> ModelResult<Shelf> {
    let mut files = Entity::find()
        .filter(Column::GroupId.eq(group_id))
        .filter(Column::MessageId.is_not_null())
        .filter(Column::UploaderId.not_in_subquery(blocks::blocked_by(reader_id)))
        .filter(Column::Id.lt(before.unwrap_or(i64::MAX)))
        .order_by_desc(Column::Id)
        // One more than shown tells whether there is more.
        .limit(PAGE + 1)
        .all(db)
        .await?;
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = files.len() > shown;
    files.truncate(shown);
    Ok(Shelf {
        next: files.last().filter(|_| more).map(|file| file.id),
        files,
    })
}

/// Takes back what `user_id` has uploaded and not posted.
///
/// # Errors
/// [`ModelError::EntityNotFound`] for any other file, or when the database fails.
pub async fn withdraw(
    db: &impl ConnectionTrait,
    storage: &Storage,
    group_id: i64,
    user_id: i64,
    id: i64,
) -> ModelResult<()> {
    let file = find_for(db, group_id, user_id, id).await?;
    let deleted = Entity::delete_many()
        .filter(Column::Id.eq(id))
        .filter(Column::UploaderId.eq(user_id))
        .filter(Column::MessageId.is_null())
        .exec(db)
        .await?;
    if deleted.rows_affected == 0 {
        return Err(ModelError::EntityNotFound);
    }
    discard(storage, [file.key]).await;
    Ok(())
}

/// The files of these messages that are shown, by message, and how many each has.
///
/// # Errors
/// When the database fails.
pub async fn of(
    db: &impl ConnectionTrait,
    message_ids: impl IntoIterator<Item = i64>,
) -> ModelResult<HashMap<i64, Attached>> {
    let mut found: HashMap<i64, Attached> = HashMap::new();
    let message_ids: Vec<i64> = message_ids.into_iter().collect();
    if message_ids.is_empty() {
        return Ok(found);
    }
    let rows = Entity::find()
        .filter(Column::MessageId.is_in(message_ids))
        .filter(Column::Position.lt(i32::try_from(SHOWN).unwrap_or(i32::MAX)))
        .order_by_asc(Column::Position)
        .all(db)
        .await?;
    for file in rows {
        let of = found.entry(file.message_id.unwrap_or_default()).or_default();
        of.shown.push(file);
        of.count += 1;
    }
    let full = found.iter().filter(|(_, files)| files.shown.len() == SHOWN);
    for (message_id, count) in counted(db, full.map(|(id, _)| *id).collect()).await? {
        found.entry(message_id).or_default().count = count;
    }
    Ok(found)
}

/// How many files these messages have.
async fn counted(db: &impl ConnectionTrait, message_ids: Vec<i64>) -> ModelResult<Vec<(i64, u64)>> {
    if message_ids.is_empty() {
        return Ok(Vec::new());
    }
    let counts: Vec<(i64, i64)> = Entity::find()
        .select_only()
        .column(Column::MessageId)
        .column_as(Column::Id.count(), "count")
        .filter(Column::MessageId.is_in(message_ids))
        .group_by(Column::MessageId)
        .into_tuple()
        .all(db)
        .await?;
    let counts = counts.into_iter();
    Ok(counts
        .map(|(id, count)| (id, u64::try_from(count).unwrap_or_default()))
        .collect())
}

/// The files of a message from this position on.
///
/// # Errors
/// When the database fails.
pub async fn slice(db: &impl ConnectionTrait, message_id: i64, from: i32) -> ModelResult<Slice> {
    let mut files = Entity::find()
        .filter(Column::MessageId.eq(message_id))
        .filter(Column::Position.gte(from))
        .order_by_asc(Column::Position)
        // One more than shown tells whether there is more.
        .limit(ALL + 1)
        .all(db)
        .await?;
    let shown = usize::try_from(ALL).unwrap_or(usize::MAX);
    let next = files.get(shown).map(|file| file.position);
    files.truncate(shown);
    Ok(Slice { files, next })
}

/// All files of a message, in order.
///
/// # Errors
/// When the database fails.
pub(in crate::models) async fn all_of(db: &impl ConnectionTrait, message_id: i64) -> ModelResult<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::MessageId.eq(message_id))
        .order_by_asc(Column::Position)
        .all(db)
        .await?)
}

/// What the files of these messages are called, by message, in order.
///
/// # Errors
/// When the database fails.
pub(in crate::models) async fn names_of(
    db: &impl ConnectionTrait,
    message_ids: impl IntoIterator<Item = i64>,
) -> ModelResult<HashMap<i64, Vec<String>>> {
    let rows: Vec<(i64, String)> = Entity::find()
        .select_only()
        .columns([Column::MessageId, Column::Name])
        .filter(Column::MessageId.is_in(message_ids))
        .order_by_asc(Column::Position)
        .into_tuple()
        .all(db)
        .await?;
    let mut found: HashMap<i64, Vec<String>> = HashMap::new();
    for (message_id, name) in rows {
        found.entry(message_id).or_default().push(name);
    }
    Ok(found)
}

/// Where the files of these messages lie.
///
/// # Errors
/// When the database fails.
pub(in crate::models) async fn keys_of(
    db: &impl ConnectionTrait,
    message_ids: impl IntoIterator<Item = i64>,
) -> ModelResult<Vec<String>> {
    Ok(Entity::find()
        .select_only()
        .column(Column::Key)
        .filter(Column::MessageId.is_in(message_ids))
        .into_tuple()
        .all(db)
        .await?)
}

/// Deletes what is stored under these keys, whose rows are gone. What can't be deleted now the sweep finds.
pub(in crate::models) async fn discard(storage: &Storage, keys: impl IntoIterator<Item = String>) {
    for key in keys {
        for place in [thumbnail_place(&key), place(&key)] {
            if let Err(error) = storage.delete(&place).await {
                tracing::warn!(%error, "a file could not be deleted; the sweep will try again");
            }
        }
    }
}

/// A random name for what is stored.
pub(in crate::models) fn new_key() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// In folders by the first two letters, so that none has too many.
pub(in crate::models) fn place(key: &str) -> PathBuf {
    Path::new(key.get(..2).unwrap_or(key)).join(key)
}

fn thumbnail_place(key: &str) -> PathBuf {
    place(key).with_extension(THUMBNAIL)
}

const THUMBNAIL: &str = "thumbnail";
