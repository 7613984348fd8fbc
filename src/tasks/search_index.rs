//! `search:index`: makes what has been said findable, all at once.

use async_trait::async_trait;
use loco_rs::{
    Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use super::{arguments::Usage, terminal::count};
use crate::models::search;

const USAGE: Usage = Usage {
    task: "search:index",
    does: "Index the messages that search does not know yet; the server does it by itself, but gives way to those who write",
    arguments: "",
};

/// Changes between two lines of how far it has come.
const TOLD: u64 = 100_000;

pub struct SearchIndex;

#[async_trait]
impl Task for SearchIndex {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        USAGE.read(vars)?;
        let mut told = 0;
        let progress = |taken| {
            if taken >= told + TOLD {
                told = taken;
                println!("{taken} …");
            }
        };
        let taken = search::catch_up(&ctx.db, progress).await?;
        println!("Indexed {}.", count(taken, "change", "changes"));
        Ok(())
    }
}
