//! All tests of the app in one binary: `models`, `requests` and `sockets` on either database, `browser`
//! in a real Chromium, `structure` about the code itself.

mod browser;
mod models;
mod requests;
mod sockets;
mod structure;
pub mod support;
