//! `/help`: what may be commanded here.

use async_trait::async_trait;

use super::{Call, Command, Done, offered};
use crate::models::messages::PostError;

pub struct Help;

#[async_trait]
impl Command for Help {
    fn name(&self) -> &'static str {
        "help"
    }

    async fn run(&self, call: Call<'_>) -> Result<Done, PostError> {
        Ok(Done::Listed(offered(call.standing, "")))
    }
}
