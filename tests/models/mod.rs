//! The domain, without HTTP.

mod audit_events;
mod bodies;
mod demo;
mod groups;
mod journal;
mod sessions;
mod settings;
mod users;
