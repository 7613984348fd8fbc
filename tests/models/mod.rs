//! The domain, without HTTP.

mod bodies;
mod groups;
mod journal;
mod sessions;
mod settings;
mod users;
