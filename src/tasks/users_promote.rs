//! `users:promote`: makes somebody an administrator, or a member again.

use async_trait::async_trait;
use loco_rs::{
    Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use super::{arguments::Usage, explain, find_user, last_administrator, terminal::would};
use crate::models::users::Role;

const USAGE: Usage = Usage {
    task: "users:promote",
    does: "Make somebody an administrator, or a member again",
    arguments: "username:NAME [role:administrator|member] [apply:yes]",
};

pub struct UsersPromote;

#[async_trait]
impl Task for UsersPromote {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        let given = USAGE.read(vars)?;
        let username = given.required("username")?;
        let role = given.choice("role", &Role::NAMES)?.unwrap_or(Role::Administrator);
        let apply = given.apply()?;
        let user = find_user(ctx, username).await?;
        let name = user.username.clone();
        let what = match role {
            Role::Administrator => "an administrator",
            Role::Member => "a member",
        };
        if user.role() == role {
            println!("{name} is {what} already.");
        } else if role == Role::Member && user.is_last_administrator(&ctx.db).await? {
            return Err(last_administrator(&name));
        } else if apply {
            let changed = user.change_role(&ctx.db, role, None).await;
            changed.map_err(|error| explain(&name, error))?;
            println!("{name} is {what} now.");
        } else {
            would(&format!("make {name} {what}"));
        }
        Ok(())
    }
}
