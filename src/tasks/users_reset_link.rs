//! `users:reset_link`: a link by which somebody sets another password.

use async_trait::async_trait;
use loco_rs::{
    Error, Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use super::{arguments::Usage, find_user, terminal::would};
use crate::{models::password_resets, settings::address};

const USAGE: Usage = Usage {
    task: "users:reset_link",
    does: "Print a link by which somebody sets another password, once, within 30 minutes",
    arguments: "username:NAME [apply:yes]",
};

pub struct UsersResetLink;

#[async_trait]
impl Task for UsersResetLink {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        let given = USAGE.read(vars)?;
        let username = given.required("username")?;
        let apply = given.apply()?;
        let user = find_user(ctx, username).await?;
        if !user.is_active() {
            return Err(Error::Message(format!(
                "{} is deactivated. Let them in first: users:reactivate username:NAME apply:yes",
                user.username
            )));
        }
        if apply {
            let token = password_resets::make(&ctx.db, &user, None).await?;
            println!("{}/reset?token={token}", address(&ctx.config.server));
        } else {
            would(&format!(
                "print a link by which {} sets another password",
                user.username
            ));
        }
        Ok(())
    }
}
