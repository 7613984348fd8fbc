//! `sessions:prune`: deletes the sessions that have expired.

use async_trait::async_trait;
use loco_rs::{
    Error, Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use crate::models::sessions;

pub struct SessionsPrune;

#[async_trait]
impl Task for SessionsPrune {
    fn task(&self) -> TaskInfo {
        TaskInfo {
            name: "sessions:prune".to_owned(),
            detail: "Delete the sessions that have expired; the scheduler does it every night".to_owned(),
        }
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        if let Some(unknown) = vars.cli.keys().next() {
            return Err(Error::Message(format!(
                "sessions:prune takes no arguments, and {unknown} is one"
            )));
        }
        let deleted = sessions::delete_expired(&ctx.db).await?;
        println!("Deleted {deleted} expired sessions.");
        Ok(())
    }
}
