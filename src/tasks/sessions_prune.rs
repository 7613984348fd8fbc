//! `sessions:prune`: deletes the sessions that have expired.

use async_trait::async_trait;
use loco_rs::{
    Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use super::{arguments::Usage, terminal::count};
use crate::models::sessions;

const USAGE: Usage = Usage {
    task: "sessions:prune",
    does: "Delete the sessions that have expired; the scheduler does it every night",
    arguments: "",
};

pub struct SessionsPrune;

#[async_trait]
impl Task for SessionsPrune {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        USAGE.read(vars)?;
        let deleted = sessions::delete_expired(&ctx.db).await?;
        println!(
            "Deleted {}.",
            count(deleted, "expired session", "expired sessions")
        );
        Ok(())
    }
}
