//! `users:list`: who has an account.

use async_trait::async_trait;
use loco_rs::{
    Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use super::{
    arguments::Usage,
    terminal::{count, print, shown},
};
use crate::models::users::{self, Role, Roster};

const USAGE: Usage = Usage {
    task: "users:list",
    does: "List who has an account",
    arguments: "[role:administrator|member] [deactivated:yes|no] [name:PART]",
};

pub struct UsersList;

#[async_trait]
impl Task for UsersList {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        let given = USAGE.read(vars)?;
        let roster = Roster {
            role: given.choice("role", &Role::NAMES)?,
            deactivated: given.yes_or_no("deactivated")?,
            name: given.text("name").map(str::to_owned),
            ..Roster::default()
        };
        let mut listed = 0;
        let mut page = roster.page(&ctx.db, None).await?;
        while let Some(last) = page.last().cloned() {
            for user in &page {
                if !print(&line(user))? {
                    return Ok(());
                }
                listed += 1;
            }
            page = roster.page(&ctx.db, Some(&last)).await?;
        }
        print(&count(listed, "person.", "people."))?;
        Ok(())
    }
}

fn line(user: &users::Model) -> String {
    let name = shown(&user.username);
    let (id, role) = (user.id, user.role().as_str());
    let since = user.created_at.format("%F");
    let email = shown(user.email.as_deref().unwrap_or_default());
    let state = user
        .deactivated_at
        .map_or_else(String::new, |at| format!("deactivated {}", at.format("%F")));
    format!("{id:>7}  {name:<32}  {role:<13}  {since}  {state:<22}  {email}")
}
