//! All tests of the app in one binary: `models`, `requests` and `sockets` on either database, `browser`
//! in a real Chromium, `deploying` as operators run it, `structure` about the code itself.

mod browser;
mod deploying;
mod models;
mod proofs;
mod requests;
mod sockets;
mod structure;
pub mod support;
