//! Deleting old messages for good.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::{DateTime, FixedOffset};
use loco_rs::{model::ModelResult, storage::Storage};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use tokio::time::sleep;

use super::{Change, ChangeError, Changed, Column, Entity, Journal, threads};
use crate::models::{
    attachments,
    audit_events::{Action, Audit},
    drafts, groups,
    signals::Signal,
};

/// Messages deleted in one transaction: posts wait no longer than that takes.
const BATCH: u64 = 200;

/// Which messages are to be deleted.
#[derive(Debug, Clone)]
pub struct Purge {
    /// Those written before.
    pub before: DateTime<FixedOffset>,
    /// Those of this group only.
    pub group_id: Option<i64>,
    /// Those of this author only.
    pub author_id: Option<i64>,
}

/// What there is to purge in one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    pub group: groups::Model,
    pub messages: u64,
}

impl Purge {
    /// How many messages of which groups it would delete. Groups with none are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn preview(&self, db: &impl ConnectionTrait) -> ModelResult<Vec<Share>> {
        let mut shares = Vec::new();
        let mut after = 0;
        loop {
            let mut groups = groups::Entity::find()
                .filter(groups::Column::DeletedAt.is_null())
                .filter(groups::Column::Id.gt(after))
                .order_by_asc(groups::Column::Id)
                .limit(BATCH);
            if let Some(id) = self.group_id {
                groups = groups.filter(groups::Column::Id.eq(id));
            }
            let groups = groups.all(db).await?;
            let Some(last) = groups.last() else {
                return Ok(shares);
            };
            after = last.id;
            for group in groups {
                let messages = Entity::find().filter(self.matching(group.id)).count(db).await?;
                if messages > 0 {
                    shares.push(Share { group, messages });
                }
            }
        }
    }

    /// Deletes them, in batches between which others write; `progress` hears of each. Returns how many there
    /// were.
    ///
    /// # Errors
    /// [`ChangeError`]; the batches before it are deleted.
    pub async fn run(
        &self,
        db: &DatabaseConnection,
        journal: &Journal,
        storage: &Storage,
        shares: &[Share],
        mut progress: impl FnMut(u64),
    ) -> Result<u64, ChangeError> {
        let mut deleted = 0;
        for Share { group, .. } in shares {
            let mut after = 0;
            loop {
                let started = Instant::now();
                // Looked for before the transaction: nobody waits while a long room is read to its end.
                let found = self.oldest(db, group.id, after).await?;
                let Some((_, last)) = found.last() else { break };
                after = *last;
                let batch = Batch {
                    purge: self.clone(),
                    ids: found.into_iter().map(|(id, _)| id).collect(),
                };
                match journal.change(group.id, batch).await {
                    // Gone meanwhile, with all its messages.
                    Err(ChangeError::NotFound) => break,
                    changed => {
                        let changed = changed?;
                        deleted += changed.purged;
                        attachments::discard(storage, changed.discarded).await;
                    }
                }
                progress(deleted);
                // Half of the time belongs to those who write.
                sleep(started.elapsed().max(Duration::from_millis(5))).await;
            }
        }
        Ok(deleted)
    }

    /// The ids and numbers of the oldest of them in a group, above the number `after`.
    async fn oldest(
        &self,
        db: &impl ConnectionTrait,
        group_id: i64,
        after: i64,
    ) -> ModelResult<Vec<(i64, i64)>> {
        Ok(Entity::find()
            .select_only()
            .columns([Column::Id, Column::Seq])
            .filter(self.matching(group_id))
            .filter(Column::Seq.gt(after))
            .order_by_asc(Column::Seq)
            .limit(BATCH)
            .into_tuple()
            .all(db)
            .await?)
    }

    fn matching(&self, group_id: i64) -> Condition {
        Condition::all()
            .add(Column::GroupId.eq(group_id))
            .add(Column::CreatedAt.lt(self.before))
            .add_option(self.author_id.map(|id| Column::AuthorId.eq(id)))
    }
}

/// Some of the messages of one group.
struct Batch {
    purge: Purge,
    ids: Vec<i64>,
}

#[async_trait]
impl Change for Batch {
    async fn make(&self, txn: &DatabaseTransaction, group: &groups::Model) -> Result<Changed, ChangeError> {
        // Their rows go with the messages.
        let discarded = attachments::keys_of(txn, self.ids.iter().copied()).await?;
        threads::forget(txn, &self.ids).await?;
        drafts::forget_threads(txn, group.id, &self.ids).await?;
        let deleted = Entity::delete_many()
            .filter(Column::GroupId.eq(group.id))
            .filter(Column::Id.is_in(self.ids.iter().copied()))
            .exec(txn)
            .await?;
        let purged = deleted.rows_affected;
        if purged == 0 {
            return Ok(Changed::default());
        }
        let details = json!({
            "messages": purged,
            "before": self.purge.before.to_rfc3339(),
            "author": self.purge.author_id,
        });
        Audit::new(Action::MessagesPurged)
            .group(group.id)
            .with(details)
            .record(txn)
            .await?;
        let changed = Changed {
            purged,
            discarded,
            ..Changed::default()
        };
        Ok(changed.signal(Signal::Reset { group_id: group.id }))
    }
}
