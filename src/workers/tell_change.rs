//! Mails what has changed of how somebody signs in.

use async_trait::async_trait;
use loco_rs::{Result, app::AppContext, bgworker::BackgroundWorker};
use serde::{Deserialize, Serialize};

use crate::{mailers, models::languages::Language};

pub struct TellChange {
    ctx: AppContext,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Job {
    /// The address before the change.
    pub to: String,
    pub name: String,
    /// As the audit log calls it.
    pub action: String,
    /// The tag of the language that they have chosen.
    pub language: Option<String>,
}

impl TellChange {
    /// # Errors
    /// When the queue takes nothing.
    pub async fn enqueue(ctx: &AppContext, job: Job) -> Result<()> {
        Self::perform_later(ctx, job).await?;
        Ok(())
    }
}

#[async_trait]
impl BackgroundWorker<Job> for TellChange {
    fn build(ctx: &AppContext) -> Self {
        Self { ctx: ctx.clone() }
    }

    async fn perform(&self, job: Job) -> Result<()> {
        let language = job.language.as_deref().and_then(Language::parse);
        let language = language.unwrap_or_default();
        mailers::change(&self.ctx, &job.to, &job.name, &job.action, language).await
    }
}
