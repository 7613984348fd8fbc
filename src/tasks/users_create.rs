//! `users:create`: makes an account, or the first administrator of a new installation.

use std::io::{BufRead, IsTerminal, stdin};

use async_trait::async_trait;
use loco_rs::{
    Error, Result,
    app::AppContext,
    task::{Task, TaskInfo, Vars},
};

use crate::{
    models::users::{Passwords, Registration, RegistrationError, Role},
    views::templates,
};

const USAGE: &str = "users:create username:NAME [email:ADDRESS] [admin:yes], with the password as one line on \
     standard input";

pub struct UsersCreate;

#[async_trait]
impl Task for UsersCreate {
    fn task(&self) -> TaskInfo {
        TaskInfo {
            name: "users:create".to_owned(),
            detail: format!("Make an account: {USAGE}"),
        }
    }

    async fn run(&self, ctx: &AppContext, vars: &Vars) -> Result<()> {
        let given = |name: &str| vars.cli.get(name).cloned();
        let username = given("username").ok_or_else(|| usage("username is missing"))?;
        let role = match given("admin").as_deref() {
            Some("yes") => Role::Administrator,
            None | Some("no") => Role::Member,
            Some(_) => return Err(usage("admin is yes or no")),
        };
        if let Some(unknown) = vars
            .cli
            .keys()
            .find(|name| !["username", "email", "admin"].contains(&name.as_str()))
        {
            return Err(usage(&format!("{unknown} is not an argument of this task")));
        }
        let password = read_password()?;
        let registration = Registration {
            username,
            email: given("email").unwrap_or_default(),
            password,
            setup_code: String::new(),
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
        return Err(usage("the password is missing"));
    }
    Ok(password.to_owned())
}

fn usage(problem: &str) -> Error {
    Error::Message(format!("{problem}. Usage: {USAGE}"))
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
