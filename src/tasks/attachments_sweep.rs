//! `attachments:sweep`: deletes files that belong to no message.

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
use crate::models::attachments::{Sweep, Swept};

const USAGE: Usage = Usage {
    task: "attachments:sweep",
    does: "Delete files that were never posted, and files that the database doesn't know; the scheduler does it \
           every night",
    arguments: "[apply:yes]",
};

pub struct AttachmentsSweep;

#[async_trait]
impl Task for AttachmentsSweep {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        let given = USAGE.read(vars)?;
        let apply = given.apply()?;
        let Swept { unposted, lost } = Sweep::of_yesterday().run(&ctx.db, &ctx.storage, apply).await?;
        let files = format!(
            "{} and {}",
            count(
                unposted,
                "file that was never posted",
                "files that were never posted"
            ),
            count(lost, "file of no row", "files of no row"),
        );
        if apply {
            println!("Deleted {files}.");
        } else {
            would(&format!("delete {files}"));
        }
        Ok(())
    }
}
