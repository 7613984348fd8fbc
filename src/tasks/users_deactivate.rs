//! `users:deactivate`: shuts somebody out.

use async_trait::async_trait;
use loco_rs::{
    Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use super::{arguments::Usage, explain, find_user, last_administrator, terminal::would};
use crate::models::site_bans;

const USAGE: Usage = Usage {
    task: "users:deactivate",
    does: "Shut somebody out at once; what they wrote stays",
    arguments: "username:NAME [apply:yes]",
};

pub struct UsersDeactivate;

#[async_trait]
impl Task for UsersDeactivate {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        let given = USAGE.read(vars)?;
        let username = given.required("username")?;
        let apply = given.apply()?;
        let user = find_user(ctx, username).await?;
        let name = user.username.clone();
        let is_banned = site_bans::of(&ctx.db, user.id).await?.is_some();
        // A ban may have an end.
        if !user.is_active() && !is_banned {
            println!("{name} is deactivated already.");
        } else if user.is_last_administrator(&ctx.db).await? {
            return Err(last_administrator(&name));
        } else if apply {
            let changed = user.deactivate(ctx, None).await;
            changed.map_err(|error| explain(&name, error))?;
            println!("{name} is deactivated: signed out everywhere, and can't sign in.");
        } else {
            would(&format!("deactivate {name}, and sign them out everywhere"));
        }
        Ok(())
    }
}
