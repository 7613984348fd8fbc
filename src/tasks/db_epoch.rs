//! `db:epoch`: tells every open page that the history of numbers is another one.

use async_trait::async_trait;
use loco_rs::{
    Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use super::{arguments::Usage, terminal::would};
use crate::models::settings;

const USAGE: Usage = Usage {
    task: "db:epoch",
    does: "Make every page read its messages again, after a backup has been restored",
    arguments: "[apply:yes]",
};

pub struct DbEpoch;

#[async_trait]
impl Task for DbEpoch {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        if !USAGE.read(vars)?.apply()? {
            would("give the database a new epoch: every open page reads its messages again");
            return Ok(());
        }
        settings::renew_epoch(&ctx.db).await?;
        println!("The database has a new epoch. Every open page reads its messages again.");
        Ok(())
    }
}
