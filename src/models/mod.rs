//! The domain: what may happen, and how it is kept. Knows no HTTP and no HTML.

pub mod _entities;
pub mod attachments;
pub mod audit_events;
pub mod bans;
pub mod bookmarks;
pub mod demo;
pub mod drafts;
pub mod forwards;
pub mod groups;
pub mod inventory;
pub mod memberships;
pub mod mentions;
pub mod messages;
pub mod pins;
pub mod previews;
pub mod reactions;
pub mod revisions;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod shared;
pub mod signals;
pub mod throttles;
pub mod together;
pub mod transactions;
pub mod users;
