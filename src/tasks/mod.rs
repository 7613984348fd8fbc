//! Maintenance, by `cargo loco task`. Each runs one model verb in a process of its own.

mod arguments;
mod attachments_sweep;
mod db_epoch;
mod demo;
mod groups_list;
mod messages_purge;
mod search_index;
mod sessions_prune;
mod terminal;
mod users_ban;
mod users_create;
mod users_deactivate;
mod users_delete;
mod users_list;
mod users_promote;
mod users_reactivate;
mod users_reset_link;
mod users_reset_second_factor;
mod users_unban;

pub use attachments_sweep::AttachmentsSweep;
pub use db_epoch::DbEpoch;
pub use demo::seed;
pub use groups_list::GroupsList;
pub use messages_purge::MessagesPurge;
pub use search_index::SearchIndex;
pub use sessions_prune::SessionsPrune;
pub use users_ban::UsersBan;
pub use users_create::UsersCreate;
pub use users_deactivate::UsersDeactivate;
pub use users_delete::UsersDelete;
pub use users_list::UsersList;
pub use users_promote::UsersPromote;
pub use users_reactivate::UsersReactivate;
pub use users_reset_link::UsersResetLink;
pub use users_reset_second_factor::UsersResetSecondFactor;
pub use users_unban::UsersUnban;

use loco_rs::{Error, Result, app::AppContext, model::ModelError};

use crate::{
    models::users::{self, StandingError},
    views::templates,
};

/// The account of this name.
async fn find_user(ctx: &AppContext, username: &str) -> Result<users::Model> {
    users::find_by_username(&ctx.db, username)
        .await
        .map_err(|error| match error {
            ModelError::EntityNotFound => {
                Error::Message(format!("there is nobody called {}", terminal::shown(username)))
            }
            error => error.into(),
        })
}

fn explain(username: &str, error: StandingError) -> Error {
    match error {
        StandingError::LastAdministrator => last_administrator(username),
        StandingError::Refused(key) => Error::Message(format!("{username}: {}", templates::text(key))),
        StandingError::Model(error) => error.into(),
    }
}

fn last_administrator(username: &str) -> Error {
    Error::Message(format!(
        "{username} is the last active administrator. Make somebody else one first: users:promote username:NAME \
         apply:yes"
    ))
}
