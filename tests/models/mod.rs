//! The domain, without HTTP.

mod groups;
mod journal;
mod sessions;
mod settings;
mod users;
