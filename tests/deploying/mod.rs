//! The binaries as operators run them.

mod alone;
mod documentation;
mod files;
mod health;
mod previews;
mod proxy;
#[cfg(feature = "shuttle")]
mod shuttle;
mod stopping;
mod upkeep;
