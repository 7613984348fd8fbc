//! `/shrug whatever`: a text, and that nothing can be done about it.

use async_trait::async_trait;

use super::{Call, Command, Done};
use crate::models::messages::PostError;

/// As Markdown has to be told it.
const SHRUG: &str = r"¯\\\_(ツ)\_/¯";

pub struct Shrug;

#[async_trait]
impl Command for Shrug {
    fn name(&self) -> &'static str {
        "shrug"
    }

    fn posts(&self) -> bool {
        true
    }

    async fn run(&self, call: Call<'_>) -> Result<Done, PostError> {
        Ok(Done::Post(
            format!("{} {SHRUG}", call.rest).trim_start().to_owned(),
        ))
    }
}
