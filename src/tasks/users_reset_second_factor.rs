//! `users:reset_second_factor`: lets somebody in who has lost their phone and their recovery codes.

use async_trait::async_trait;
use loco_rs::{
    Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use super::{arguments::Usage, find_user, terminal::would};
use crate::models::second_factors;

const USAGE: Usage = Usage {
    task: "users:reset_second_factor",
    does: "Take away a second factor that is lost; they sign in with their password alone",
    arguments: "username:NAME [apply:yes]",
};

pub struct UsersResetSecondFactor;

#[async_trait]
impl Task for UsersResetSecondFactor {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        let given = USAGE.read(vars)?;
        let username = given.required("username")?;
        let apply = given.apply()?;
        let user = find_user(ctx, username).await?;
        let name = &user.username;
        if !second_factors::is_on(&ctx.db, user.id).await? {
            println!("{name} has no second factor.");
        } else if apply {
            second_factors::reset(ctx, &user, None).await?;
            println!("{name} signs in with the password alone, and is signed out everywhere.");
        } else {
            would(&format!(
                "take the second factor of {name} away, and sign them out everywhere"
            ));
        }
        Ok(())
    }
}
