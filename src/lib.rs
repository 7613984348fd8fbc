//! Banter: a chat that people host themselves.

pub mod app;
pub mod channels;
pub mod controllers;
pub mod health;
pub mod initializers;
pub mod models;
pub mod settings;
pub mod tasks;
pub mod views;
pub mod workers;
