//! `/{=name.kebab=} something`: <% if posts %>posts what follows it<% else %>tells its sender what followed it was heard<% endif %>.

use async_trait::async_trait;

use super::{Call, Command, Done};
use crate::models::<% if standing %>{groups::Standing, messages::PostError}<% else %>messages::PostError<% endif %>;

pub struct {=name.pascal=};

#[async_trait]
impl Command for {=name.pascal=} {
    fn name(&self) -> &'static str {
        "{=name.kebab=}"
    }

<% if standing %>    fn allows(&self, standing: &Standing) -> bool {
        standing.{=standing=}()
    }

<% endif %><% if posts %>    fn posts(&self) -> bool {
        true
    }

<% endif %>    async fn run(&self, call: Call<'_>) -> Result<Done, PostError> {
        if call.rest.is_empty() {
            return Err(PostError::Refused("command-{=name.kebab=}-nothing"));
        }
<% if posts %>        Ok(Done::Post(call.rest.to_owned()))
<% else %>        Ok(Done::Told("command-{=name.kebab=}-done"))
<% endif %>    }
}
