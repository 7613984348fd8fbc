//! HTTP: extract, call the model, render. No queries, no transactions, no rules.

pub mod assets;
pub mod attachments;
pub mod bookmarks;
mod composing;
pub mod drafts;
pub mod extractors;
pub mod forwards;
pub mod groups;
pub mod home;
pub mod members;
pub mod mentions;
pub mod messages;
pub mod middleware;
pub mod passwords;
pub mod people;
pub mod pins;
pub mod previews;
mod ranges;
pub mod registrations;
pub mod respond;
pub mod revisions;
pub mod search;
pub mod sessions;
pub mod socket;
pub mod surroundings;
pub mod threads;
