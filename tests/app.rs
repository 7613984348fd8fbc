//! All tests of the app in one binary: `models`, `requests` and `sockets` on either database, `browser`
//! in a real Chromium, `deploying` as operators run it, `structure` about the code itself, `promises` what
//! holds whatever happens to the machine, in a few seconds each: `proofs` itself is for `bin/prove`, which takes longer.

mod browser;
mod deploying;
mod models;
mod promises;
pub mod proofs;
mod requests;
mod sockets;
mod structure;
pub mod support;
