//! The domain, without HTTP.

mod bodies;
mod changes;
mod finding;
mod groups;
mod journal;
mod purge;
mod sessions;
mod settings;
mod users;
