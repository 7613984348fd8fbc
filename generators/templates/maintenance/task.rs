//! `{=task=}`: trims the space around display names.

use async_trait::async_trait;
use loco_rs::{
    Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use super::{
    arguments::Usage,
    terminal::{count, would},
};
use crate::models::{=name.snake=};

const USAGE: Usage = Usage {
    task: "{=task=}",
    does: "Trim the space around display names",
    arguments: "[apply:yes]",
};

pub struct {=name.pascal=};

#[async_trait]
impl Task for {=name.pascal=} {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        let apply = USAGE.read(vars)?.apply()?;
        let due = {=name.snake=}::count(&ctx.db).await?;
        if !apply {
            would(&format!("trim {}", count(due, "display name", "display names")));
            return Ok(());
        }
        let progress = |done: u64| println!("{done} of {due} …");
        let done = {=name.snake=}::run(&ctx.db, progress).await?;
        println!("Trimmed {}.", count(done, "display name", "display names"));
        Ok(())
    }
}
