//! Deletes what nobody will ever see: files that were uploaded and never posted, and files without a row.

use std::path::Path;

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use loco_rs::{
    model::{ModelError, ModelResult},
    storage::{Storage, drivers::ListEntry},
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;

use super::{Column, Entity, discard};
use crate::models::{
    audit_events::{Action, Audit},
    previews,
    transactions::begin_write,
    users,
};

/// Rows looked at in one go.
const BATCH: usize = 500;

/// What is old enough to be nobody's. An upload that still goes on, and a message that waits in a browser, need
/// what they have.
#[derive(Debug, Clone, Copy)]
pub struct Sweep {
    pub before: DateTime<FixedOffset>,
}

/// What was, or would be, swept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files that were never posted.
    pub unposted: u64,
    /// Files of which no row tells.
    pub lost: u64,
}

impl Sweep {
    /// What is older than a day.
    #[must_use]
    pub fn of_yesterday() -> Self {
        Self {
            before: (Utc::now() - TimeDelta::days(1)).fixed_offset(),
        }
    }

    /// Counts what there is, and deletes it if `apply` says so.
    ///
    /// # Errors
    /// When the database or the storage fails; what was deleted before stays deleted.
    pub async fn run(&self, db: &DatabaseConnection, storage: &Storage, apply: bool) -> ModelResult<Swept> {
        if apply {
            // Their pictures are files of no row from then on.
            previews::forget_unshown(db, self.before).await?;
        }
        let swept = Swept {
            unposted: self.unposted(db, storage, apply).await?,
            lost: self.lost(db, storage, apply).await?,
        };
        if apply && swept != Swept::default() {
            let txn = begin_write(db).await?;
            Audit::new(Action::FilesSwept)
                .with(json!({ "unposted": swept.unposted, "lost": swept.lost }))
                .record(&txn)
                .await?;
            txn.commit().await?;
        }
        Ok(swept)
    }

    async fn unposted(&self, db: &DatabaseConnection, storage: &Storage, apply: bool) -> ModelResult<u64> {
        let (mut swept, mut after) = (0, 0);
        loop {
            let old = Condition::all()
                .add(Column::MessageId.is_null())
                .add(Column::CreatedAt.lt(self.before));
            let found: Vec<(i64, String)> = Entity::find()
                .select_only()
                .columns([Column::Id, Column::Key])
                .filter(old)
                .filter(Column::Id.gt(after))
                .order_by_asc(Column::Id)
                .limit(BATCH as u64)
                .into_tuple()
                .all(db)
                .await?;
            let Some((last, _)) = found.last() else {
                return Ok(swept);
            };
            after = *last;
            for (id, key) in found {
                if apply {
                    // Unless it has been posted meanwhile.
                    let deleted = Entity::delete_many()
                        .filter(Column::Id.eq(id))
                        .filter(Column::MessageId.is_null())
                        .exec(db)
                        .await?;
                    if deleted.rows_affected == 0 {
                        continue;
                    }
                    discard(storage, [key]).await;
                }
                swept += 1;
            }
        }
    }

    async fn lost(&self, db: &DatabaseConnection, storage: &Storage, apply: bool) -> ModelResult<u64> {
        let mut swept = 0;
        for folder in list(storage, "").await?.into_iter().filter(|entry| entry.is_dir) {
            if folder.path.trim_matches('/').is_empty() {
                continue;
            }
            let files = list(storage, &folder.path).await?.into_iter();
            let mut keys: Vec<String> = files.filter_map(|file| self.old_key(&file)).collect();
            keys.sort();
            keys.dedup();
            for keys in keys.chunks(BATCH) {
                let mut known: Vec<String> = Entity::find()
                    .select_only()
                    .column(Column::Key)
                    .filter(Column::Key.is_in(keys))
                    .into_tuple()
                    .all(db)
                    .await?;
                known.extend(previews::pictures_among(db, keys, self.before).await?);
                known.extend(users::pictures_among(db, keys).await?);
                for key in keys.iter().filter(|key| !known.contains(key)) {
                    swept += 1;
                    if apply {
                        discard(storage, [key.clone()]).await;
                    }
                }
            }
        }
        Ok(swept)
    }

    /// The key of a stored file that is old enough; what is called otherwise is none of ours.
    fn old_key(&self, file: &ListEntry) -> Option<String> {
        let name = Path::new(&file.path).file_stem()?.to_str()?;
        let is_key = name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_old = file.last_modified.is_some_and(|modified| modified < self.before);
        (!file.is_dir && is_key && is_old).then(|| name.to_owned())
    }
}

async fn list(storage: &Storage, folder: &str) -> ModelResult<Vec<ListEntry>> {
    storage
        .list(Path::new(folder), false)
        .await
        .map_err(ModelError::wrap)
}
