//! `/leave`: ends one's own membership.

use async_trait::async_trait;

use super::{Call, Command, Done};
use crate::models::{groups::Standing, memberships, messages::PostError};

pub struct Leave;

#[async_trait]
impl Command for Leave {
    fn name(&self) -> &'static str {
        "leave"
    }

    fn allows(&self, standing: &Standing) -> bool {
        standing.is_member()
    }

    async fn run(&self, call: Call<'_>) -> Result<Done, PostError> {
        let user_id = call.user.id;
        call.change(memberships::Leave { user_id }).await?;
        Ok(Done::Left)
    }
}
