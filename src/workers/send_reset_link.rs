//! Mails the link by which somebody sets another password.

use async_trait::async_trait;
use loco_rs::{Result, app::AppContext, bgworker::BackgroundWorker};
use serde::{Deserialize, Serialize};

use crate::{mailers, models::password_resets};

pub struct SendResetLink {
    ctx: AppContext,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Job {
    /// Nobody, where what was typed is no account: its job looks like any other.
    user_id: Option<i64>,
}

impl SendResetLink {
    /// # Errors
    /// When the queue takes nothing.
    pub async fn enqueue(ctx: &AppContext, user_id: Option<i64>) -> Result<()> {
        Self::perform_later(ctx, Job { user_id }).await?;
        Ok(())
    }
}

#[async_trait]
impl BackgroundWorker<Job> for SendResetLink {
    fn build(ctx: &AppContext) -> Self {
        Self { ctx: ctx.clone() }
    }

    async fn perform(&self, job: Job) -> Result<()> {
        let Some(user_id) = job.user_id else {
            return Ok(());
        };
        match password_resets::make_by_mail(&self.ctx.db, user_id).await? {
            Some((user, token)) => mailers::reset_link(&self.ctx, &user, &token).await,
            None => Ok(()),
        }
    }
}
