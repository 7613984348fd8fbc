//! What tests are written with: the app with people in it, sockets, a server process, a browser.

#![expect(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "helpers of tests fail by panicking"
)]

pub mod authenticator;
pub mod browser;
pub mod client;
pub mod database;
pub mod files;
pub mod network;
pub mod qr;
pub mod raw;
pub mod server;
pub mod smtp;
pub mod socket;
pub mod unread;
pub mod visitor;
pub mod web;
pub mod wire;
