//! `users:create`: makes an account, or the first administrator of a new installation.

use std::io::{BufRead, IsTerminal, stdin};

use async_trait::async_trait;
use loco_rs::{
    Error, Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use super::arguments::Usage;
use crate::{
    models::users::{Passwords, Registration, RegistrationError, Role},
    views::templates,
};

const USAGE: Usage = Usage {
    task: "users:create",
    does: "Make an account",
    arguments: "username:NAME [email:ADDRESS] [admin:yes], with the password as one line on standard input",
};

pub struct UsersCreate;

#[async_trait]
impl Task for UsersCreate {
    fn task(&self) -> TaskInfo {
        USAGE.info()
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        let given = USAGE.read(vars)?;
        let username = given.required("username")?;
        let role = match given.yes_or_no("admin")? {
            Some(true) => Role::Administrator,
            Some(false) | None => Role::Member,
        };
        let password = read_password()?;
        let registration = Registration {
            username: username.to_owned(),
            email: given.text("email").unwrap_or_default().to_owned(),
            password,
            ..Registration::default()
        };
        let user = registration
            .create_by_operator(ctx, &Passwords::new(1)?, role)
            .await
            .map_err(explain)?;
        println!("Made the {} {}.", user.role().as_str(), user.username);
        Ok(())
    }
}

/// Asks at a terminal, without showing it; else takes a line of standard input.
fn read_password() -> Result<String> {
    if stdin().is_terminal() {
        return Ok(rpassword::prompt_password("Password: ")?);
    }
    let mut line = String::new();
    stdin().lock().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(USAGE.refuse("the password is missing"));
    }
    Ok(password.to_owned())
}

fn explain(error: RegistrationError) -> Error {
    match error {
        RegistrationError::Fields(refusals) => {
            let keys = [refusals.username, refusals.email, refusals.password];
            let texts: Vec<String> = keys.into_iter().flatten().map(templates::text).collect();
            Error::Message(texts.join(" "))
        }
        RegistrationError::Shut(_) => Error::string("nobody may register"),
        RegistrationError::Model(error) => error.into(),
    }
}
