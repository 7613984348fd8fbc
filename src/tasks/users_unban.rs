//! `users:unban`: lets somebody in again who was banned from the site.

use async_trait::async_trait;
use loco_rs::{
    Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use super::{arguments::Usage, find_user, terminal::would};
use crate::models::site_bans;

const USAGE: Usage = Usage {
    task: "users:unban",
    does: "Lift somebody's ban from the site",
    arguments: "username:NAME [apply:yes]",
};

pub struct UsersUnban;

#[async_trait]
impl Task for UsersUnban {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        let given = USAGE.read(vars)?;
        let username = given.required("username")?;
        let apply = given.apply()?;
        let user = find_user(ctx, username).await?;
        let name = user.username.clone();
        if site_bans::of(&ctx.db, user.id).await?.is_none() {
            println!("{name} is not banned.");
        } else if apply {
            site_bans::lift(&ctx.db, &user, None).await?;
            println!("{name} can sign in again.");
        } else {
            would(&format!("lift the ban of {name}"));
        }
        Ok(())
    }
}
