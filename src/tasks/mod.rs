//! Maintenance, by `cargo loco task`. Each runs one model verb in a process of its own.

mod sessions_prune;
mod users_create;

pub use sessions_prune::SessionsPrune;
pub use users_create::UsersCreate;
