//! Deletes the rows of a group that has been deleted.

use async_trait::async_trait;
use loco_rs::{Result, app::AppContext, bgworker::BackgroundWorker};
use serde::{Deserialize, Serialize};

use crate::models::groups;

pub struct EraseGroup {
    ctx: AppContext,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Job {
    group_id: i64,
}

impl EraseGroup {
    /// # Errors
    /// When the queue takes nothing.
    pub async fn enqueue(ctx: &AppContext, group_id: i64) -> Result<()> {
        Self::perform_later(ctx, Job { group_id }).await?;
        Ok(())
    }
}

#[async_trait]
impl BackgroundWorker<Job> for EraseGroup {
    fn build(ctx: &AppContext) -> Self {
        Self { ctx: ctx.clone() }
    }

    async fn perform(&self, job: Job) -> Result<()> {
        Ok(groups::erase(&self.ctx.db, &self.ctx.storage, job.group_id).await?)
    }
}
