//! Banter: a chat that people host themselves.

pub mod app;
pub mod channels;
pub mod controllers;
pub mod health;
pub mod initializers;
pub mod mailers;
pub mod models;
pub mod settings;
pub mod tasks;
pub mod views;
pub mod workers;

/// A request makes thousands of small allocations: with the C library's allocator they were a quarter of a post's cost.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
