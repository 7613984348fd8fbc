//! The domain, without HTTP.

mod attachments;
mod audit_events;
mod bodies;
mod changes;
mod demo;
mod fields;
mod finding;
mod groups;
mod journal;
mod memberships;
mod purge;
mod replies;
mod revisions;
mod search;
mod sessions;
mod settings;
mod together;
mod transactions;
mod users;
