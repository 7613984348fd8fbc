{% set module = name | snake_case -%}
{% set struct = module | pascal_case -%}
to: src/workers/{{ module }}.rs
skip_exists: true
message: "The worker `{{ struct }}` is there. Say what it works on in its `Job`, and enqueue it behind a commit: `{{ struct }}::enqueue(ctx, session_id).await?`. A test calls it at once; a server works it off with `cargo loco start --server-and-worker`."
injections:
- into: src/workers/mod.rs
  after_last: "^mod "
  content: "mod {{ module }};"
- into: src/workers/mod.rs
  after_last: "^pub use "
  content: "pub use {{ module }}::{{ struct }};"
- into: src/app.rs
  before: "// workers-inject"
  content: "        queue.register(crate::workers::{{ struct }}::build(ctx)).await?;"
---
//! Ends a session, and what is open by it.

use async_trait::async_trait;
use loco_rs::{Result, app::AppContext, bgworker::BackgroundWorker};
use serde::{Deserialize, Serialize};

use crate::models::sessions;

pub struct {{ struct }} {
    ctx: AppContext,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Job {
    session_id: i64,
}

impl {{ struct }} {
    /// # Errors
    /// When the queue takes nothing.
    pub async fn enqueue(ctx: &AppContext, session_id: i64) -> Result<()> {
        Self::perform_later(ctx, Job { session_id }).await?;
        Ok(())
    }
}

#[async_trait]
impl BackgroundWorker<Job> for {{ struct }} {
    fn build(ctx: &AppContext) -> Self {
        Self { ctx: ctx.clone() }
    }

    async fn perform(&self, job: Job) -> Result<()> {
        Ok(sessions::end(&self.ctx, job.session_id).await?)
    }
}
