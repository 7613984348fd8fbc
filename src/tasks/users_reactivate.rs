//! `users:reactivate`: lets somebody in again.

use async_trait::async_trait;
use loco_rs::{
    Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use super::{arguments::Usage, find_user, terminal::would};

const USAGE: Usage = Usage {
    task: "users:reactivate",
    does: "Let somebody in again who was deactivated",
    arguments: "username:NAME [apply:yes]",
};

pub struct UsersReactivate;

#[async_trait]
impl Task for UsersReactivate {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        let given = USAGE.read(vars)?;
        let username = given.required("username")?;
        let apply = given.apply()?;
        let user = find_user(ctx, username).await?;
        let name = user.username.clone();
        if user.is_active() {
            println!("{name} is active already.");
        } else if apply {
            user.reactivate(&ctx.db, None).await?;
            println!("{name} is active again, and signs in with the password from before.");
        } else {
            would(&format!("reactivate {name}"));
        }
        Ok(())
    }
}
