//! `/me waves`: says what one does.
//!
//! The message keeps its text as it was typed, so that it can be edited; how it looks is the timeline's.

use async_trait::async_trait;

use super::{Call, Command, Done};
use crate::models::messages::{ACTION, PostError};

pub struct Me;

#[async_trait]
impl Command for Me {
    fn name(&self) -> &'static str {
        "me"
    }

    fn posts(&self) -> bool {
        true
    }

    async fn run(&self, call: Call<'_>) -> Result<Done, PostError> {
        if call.rest.is_empty() {
            return Err(PostError::Refused("command-me-nothing"));
        }
        Ok(Done::Post(format!("{ACTION}{}", call.rest)))
    }
}
