//! Maintenance, by `cargo loco task`. Each runs one model verb in a process of its own.

mod arguments;
mod messages_purge;
mod sessions_prune;
mod terminal;
mod users_create;

pub use messages_purge::MessagesPurge;
pub use sessions_prune::SessionsPrune;
pub use users_create::UsersCreate;

use loco_rs::{Error, Result, app::AppContext};

use crate::models::users;

/// The account of this name.
async fn find_user(ctx: &AppContext, username: &str) -> Result<users::Model> {
    let found = users::find_by_username(&ctx.db, username).await;
    found.map_err(|_| Error::Message(format!("there is nobody called {}", terminal::shown(username))))
}
