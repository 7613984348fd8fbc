//! What people get to see: one struct per template, and the frames of the sockets.
//!
//! Reads model structs; asks no database.

pub mod accounts;
pub mod admin;
pub mod assets;
pub mod attachments;
pub mod blocks;
pub mod bookmarks;
pub mod commands;
pub mod data;
pub mod emoji;
pub mod errors;
pub mod forwards;
pub mod frames;
pub mod groups;
pub mod invitations;
pub mod language;
pub mod lines;
pub mod locale;
pub mod mail;
pub mod members;
pub mod mentions;
pub mod messages;
pub mod notifications;
pub mod people;
pub mod previews;
pub mod reports;
pub mod revisions;
pub mod search;
pub mod settings;
pub mod shell;
pub mod shortcuts;
pub mod sidebar;
pub mod templates;
pub mod threads;
pub mod two_factor;
pub mod unread;
