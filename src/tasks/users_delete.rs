//! `users:delete`: deletes an account; what it wrote stays, without a name.

use async_trait::async_trait;
use loco_rs::{
    Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use super::{arguments::Usage, explain, find_user, last_administrator, terminal::would};

const USAGE: Usage = Usage {
    task: "users:delete",
    does: "Delete an account for good; what it wrote stays, without a name",
    arguments: "username:NAME [apply:yes]",
};

pub struct UsersDelete;

#[async_trait]
impl Task for UsersDelete {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        let given = USAGE.read(vars)?;
        let username = given.required("username")?;
        let apply = given.apply()?;
        let user = find_user(ctx, username).await?;
        let name = user.username.clone();
        if user.is_deleted() {
            println!("{name} is deleted already.");
        } else if user.is_last_administrator(&ctx.db).await? {
            return Err(last_administrator(&name));
        } else if apply {
            let deleted = user.delete(ctx, None).await;
            deleted.map_err(|error| explain(&name, error))?;
            println!("{name} is deleted. Their messages stay, as of a deleted account.");
        } else {
            would(&format!(
                "delete the account {name} for good, with all but what it wrote"
            ));
        }
        Ok(())
    }
}
