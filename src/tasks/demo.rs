//! `db seed`: fills an empty installation with the demo.

use loco_rs::{Error, Result, app::AppContext, db::migrate};
use migration::Migrator;

use crate::models::demo::{Demo, DemoError, Planted};

/// Writes the demo, and prints how one signs in.
///
/// # Errors
/// In production, and where anybody has an account.
pub async fn seed(ctx: &AppContext) -> Result<()> {
    let demo = Demo::new(ctx).map_err(explain)?;
    // The first command in a new checkout finds no tables.
    migrate::<Migrator>(&ctx.db).await?;
    let Planted {
        password,
        people,
        groups,
        messages,
    } = demo.plant(ctx).await.map_err(explain)?;
    println!(
        "The demo is there: {} people, {groups} groups, {messages} messages.",
        people.len()
    );
    println!("Sign in as one of them, with the password {password}, which is shown only now:");
    for user in people {
        println!("  {:<8}{}", user.username, user.role().as_str());
    }
    Ok(())
}

fn explain(error: DemoError) -> Error {
    match error {
        DemoError::Model(error) => error.into(),
        refused => Error::Message(refused.to_string()),
    }
}
