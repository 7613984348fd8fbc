//! Reads the configuration, and refuses what must not run before anything is opened.

use loco_rs::{Result, config::Config, environment::Environment};

use super::database;
use crate::settings::Settings;

/// The configuration of `environment`, with a place for its database.
///
/// # Errors
/// With a sentence that says what to change.
pub fn load(environment: &Environment) -> Result<Config> {
    let config = environment.load()?;
    Settings::from_config(&config)?.check(&config, environment)?;
    database::make_place(&config.database)?;
    Ok(config)
}
