//! Pages and forms, over real HTTP.

mod access;
mod accounts;
mod assets;
pub mod attacks;
mod errors;
mod headers;
mod history;
mod logs;
mod matrix;
mod messages;
mod passwords;
mod production;
mod seed;
mod tasks;
mod throttles;
