<%- if durable %>
//! The channel `{=name.kebab=}`: what members of a group tell it, as lines of its timeline.
//!
//! The journal writes them, so that everybody sees them at the same place, and who was away catches up with them.

use async_trait::async_trait;
use loco_rs::app::AppContext;
use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};

use crate::models::{
    blocks,
    groups::{self, Standing},
    messages::{Change, ChangeError, Changed, JournalError, Line, PostError, live},
    throttles::Throttles,
    users,
};

/// Characters that may be told at once.
pub const LONGEST: usize = 200;

/// What is told, as the line keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub text: String,
}

/// It on its way through the journal.
struct Tell {
    actor_id: i64,
    told: Told,
}

/// Tells a group something. `Ok` says that it is kept.
///
/// # Errors
/// [`PostError`]; nothing was told then.
pub async fn tell(
    ctx: &AppContext,
    throttles: &Throttles,
    user: &users::Model,
    standing: &Standing,
    text: &str,
) -> Result<(), PostError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(PostError::Refused("channel-{=name.kebab=}-nothing"));
    }
    if text.chars().count() > LONGEST {
        return Err(PostError::Refused("channel-{=name.kebab=}-long"));
    }
    throttles.message(user.id).map_err(PostError::TooMany)?;
    let tell = Tell {
        actor_id: user.id,
        told: Told { text: text.to_owned() },
    };
    match live::change(ctx, standing.group.id, tell).await {
        Ok(_) => Ok(()),
        Err(ChangeError::Refused(key)) => Err(PostError::Refused(key)),
        Err(ChangeError::Forbidden) => Err(JournalError::Forbidden.into()),
        Err(ChangeError::NotFound) => Err(JournalError::NotFound.into()),
        Err(ChangeError::Busy) => Err(JournalError::Busy.into()),
        Err(ChangeError::Storage(error)) => Err(JournalError::Storage(error).into()),
    }
}

#[async_trait]
impl Change for Tell {
    async fn make(&self, txn: &DatabaseTransaction, group: &groups::Model) -> Result<Changed, ChangeError> {
        // What was looked at before may have changed since.
        let user = users::find(txn, self.actor_id).await?;
        let standing = Standing::find(txn, &user, group.id).await?;
        if !standing.is_member() {
            return Err(ChangeError::Forbidden);
        }
        if group.is_archived() {
            return Err(ChangeError::Refused("composer-archived"));
        }
        // In a direct chat where one has blocked the other.
        if !blocks::silenced(txn, std::iter::once(group)).await?.is_empty() {
            return Err(ChangeError::Refused("direct-silenced"));
        }
        let line = Line::{=name.pascal=}(self.told.clone());
        Ok(Changed::default().line(self.actor_id, line))
    }
}
<%- elif nudge %>
//! The channel `{=name.kebab=}`: that something of a group has changed, for the pages that show it.
//!
//! What it is they ask for, so that nobody sees what they may not, and whoever asks last sees the latest.

use loco_rs::app::AppContext;

use crate::{
    channels::Topic,
    models::messages::{Event, live},
};

/// What a page asks for.
pub const NAME: &str = "{=name.kebab=}";

/// Has the pages that show it ask again. Behind the commit: what they ask for has to be there.
pub fn tell(ctx: &AppContext, group_id: i64) {
    // A task has no sockets.
    if let Some(hub) = live::hub(ctx) {
        hub.publish(Topic::Beside(group_id, NAME), &Event::Heard(NAME));
    }
}
<%- else %>
//! The channel `{=name.kebab=}`: what members tell those who have the group in front of them.
//!
//! It is kept nowhere: who does not listen misses it, and nothing is caught up with.

use loco_rs::{Error, app::AppContext};

use crate::{
    channels::Topic,
    models::{
        blocks,
        groups::Standing,
        messages::{Author, Event, JournalError, PostError, live},
        throttles::Throttles,
        users,
    },
};

/// What a page asks for.
pub const NAME: &str = "{=name.kebab=}";

/// Characters that may be told at once.
pub const LONGEST: usize = 200;

/// What is heard: all that it takes to show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub by: Author,
    pub text: String,
}

/// Tells it to whoever listens now.
///
/// # Errors
/// [`PostError`]; nobody has heard it then.
pub async fn tell(
    ctx: &AppContext,
    throttles: &Throttles,
    user: &users::Model,
    standing: &Standing,
    text: &str,
) -> Result<(), PostError> {
    if !standing.is_member() {
        return Err(JournalError::Forbidden.into());
    }
    if !standing.may_post() {
        return Err(PostError::Refused("composer-archived"));
    }
    // In a direct chat where one has blocked the other.
    let silenced = blocks::silenced(&ctx.db, std::iter::once(&standing.group)).await;
    if !silenced.map_err(Error::from)?.is_empty() {
        return Err(PostError::Refused("direct-silenced"));
    }
    let text = text.trim();
    if text.is_empty() {
        return Err(PostError::Refused("channel-{=name.kebab=}-nothing"));
    }
    if text.chars().count() > LONGEST {
        return Err(PostError::Refused("channel-{=name.kebab=}-long"));
    }
    throttles.message(user.id).map_err(PostError::TooMany)?;
    let told = Told {
        by: user.into(),
        text: text.to_owned(),
    };
    // A task has no sockets.
    if let Some(hub) = live::hub(ctx) {
        hub.publish(Topic::Beside(standing.group.id, NAME), &Event::{=name.pascal=}(told));
    }
    Ok(())
}
<%- endif %>
