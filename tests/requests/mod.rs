//! Pages and forms, over real HTTP.

mod access;
mod accounts;
mod assets;
mod attachments;
pub mod attacks;
mod authority;
mod bookmarks;
mod drafts;
mod errors;
mod forwards;
mod headers;
mod history;
mod logs;
pub mod matrix;
mod mentions;
mod messages;
mod old_defects;
mod passwords;
mod previews;
mod production;
mod replies;
mod revisions;
mod search;
mod seed;
mod slow_clients;
mod tasks;
mod throttles;
