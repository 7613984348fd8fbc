//! `/topic What this is about`: gives a group another topic.

use async_trait::async_trait;

use super::{Call, Command, Done};
use crate::models::{
    groups::{Edit, Standing},
    messages::PostError,
};

pub struct Topic;

#[async_trait]
impl Command for Topic {
    fn name(&self) -> &'static str {
        "topic"
    }

    fn allows(&self, standing: &Standing) -> bool {
        standing.may_manage()
    }

    async fn run(&self, call: Call<'_>) -> Result<Done, PostError> {
        if call.rest.is_empty() {
            return Err(PostError::Refused("command-topic-nothing"));
        }
        let change = Edit {
            actor_id: call.user.id,
            name: None,
            topic: Some(call.rest.to_owned()),
        };
        call.change(change).await?;
        Ok(Done::Told("command-topic-done"))
    }
}
