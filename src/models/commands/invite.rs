//! `/invite @maria @sam`: adds people to a group.

use async_trait::async_trait;
use loco_rs::model::ModelError;

use super::{Call, Command, Done};
use crate::models::{
    groups::{Kind, Standing},
    memberships::Add,
    messages::PostError,
    users,
};

pub struct Invite;

#[async_trait]
impl Command for Invite {
    fn name(&self) -> &'static str {
        "invite"
    }

    fn allows(&self, standing: &Standing) -> bool {
        standing.group.kind() != Kind::Direct && standing.may_moderate()
    }

    async fn run(&self, call: Call<'_>) -> Result<Done, PostError> {
        let mut user_ids = Vec::new();
        for word in call.rest.split([' ', '\n', ',']).filter(|word| !word.is_empty()) {
            let name = word.trim_start_matches('@');
            match users::find_by_username(&call.ctx.db, name).await {
                Ok(user) => user_ids.push(user.id),
                Err(ModelError::EntityNotFound) => return Err(PostError::Refused("members-unknown")),
                Err(error) => return Err(loco_rs::Error::from(error).into()),
            }
        }
        if user_ids.is_empty() {
            return Err(PostError::Refused("command-invite-nobody"));
        }
        let actor_id = call.user.id;
        call.change(Add { actor_id, user_ids }).await?;
        Ok(Done::Told("command-invite-done"))
    }
}
