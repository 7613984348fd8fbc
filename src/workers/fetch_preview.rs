//! Looks at what a message links to.

use async_trait::async_trait;
use loco_rs::{Result, app::AppContext, bgworker::BackgroundWorker};
use serde::{Deserialize, Serialize};

use crate::models::previews;

pub struct FetchPreview {
    ctx: AppContext,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Job {
    message_id: i64,
}

impl FetchPreview {
    /// # Errors
    /// When the queue takes nothing.
    pub async fn enqueue(ctx: &AppContext, message_id: i64) -> Result<()> {
        Self::perform_later(ctx, Job { message_id }).await?;
        Ok(())
    }
}

#[async_trait]
impl BackgroundWorker<Job> for FetchPreview {
    fn build(ctx: &AppContext) -> Self {
        Self { ctx: ctx.clone() }
    }

    async fn perform(&self, job: Job) -> Result<()> {
        Ok(previews::fetch(&self.ctx, job.message_id).await?)
    }
}
