//! `users:ban`: keeps somebody out of the site, for a reason, and until when.

use async_trait::async_trait;
use loco_rs::{
    Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use super::{arguments::Usage, explain, find_user, last_administrator, terminal::would};
use crate::{models::site_bans, views::templates};

const USAGE: Usage = Usage {
    task: "users:ban",
    does: "Ban somebody from the site at once, for good or for some days",
    arguments: "username:NAME reason:TEXT [days:NUMBER] [apply:yes]",
};

pub struct UsersBan;

#[async_trait]
impl Task for UsersBan {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        let given = USAGE.read(vars)?;
        let username = given.required("username")?;
        let reason = given.required("reason")?;
        let days = given.text("days").unwrap_or_default();
        let apply = given.apply()?;
        let terms = site_bans::Terms::new(reason, days).map_err(|key| USAGE.refuse(&templates::text(key)))?;
        let user = find_user(ctx, username).await?;
        let name = user.username.clone();
        let until = terms.until().map_or_else(
            || "for good".to_owned(),
            |end| format!("until {}", end.format("%F %H:%M UTC")),
        );
        if !user.is_active() {
            println!("{name} is shut out already.");
        } else if user.is_last_administrator(&ctx.db).await? {
            return Err(last_administrator(&name));
        } else if apply {
            let banned = site_bans::ban(ctx, user, &terms, None).await;
            banned.map_err(|error| explain(&name, error))?;
            println!("{name} is banned {until}: signed out everywhere, and told why at the sign-in.");
        } else {
            would(&format!("ban {name} {until}, and sign them out everywhere"));
        }
        Ok(())
    }
}
