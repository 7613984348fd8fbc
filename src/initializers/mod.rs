//! What is set up at the start. No rules of the domain.

pub mod configuration;
pub mod database;
pub mod live;
pub mod mail;
pub mod serving;
pub mod storage;
pub mod upkeep;
pub mod web;
