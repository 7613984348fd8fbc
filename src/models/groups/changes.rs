//! What the owners of a group may do to it.

use async_trait::async_trait;
use chrono::Utc;
use loco_rs::app::AppContext;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, IntoActiveModel, SqlErr};
use serde_json::json;

use super::{Model, Standing, creation::unique_key, names};
use crate::{
    models::{
        audit_events::{Action, Audit},
        memberships,
        messages::{Change, ChangeError, Changed, Line, live},
        signals::Signal,
        users,
    },
    workers::EraseGroup,
};

/// Gives it another name and topic; `None` keeps what is there.
#[derive(Debug, Clone)]
pub struct Edit {
    pub actor_id: i64,
    pub name: Option<String>,
    pub topic: Option<String>,
}

/// Makes it read-only, or opens it again.
#[derive(Debug, Clone, Copy)]
pub struct Archive {
    pub actor_id: i64,
    pub archived: bool,
}

/// Takes it away from everybody at once.
#[derive(Debug, Clone)]
pub struct Delete {
    pub actor_id: i64,
    /// The group's name, typed to be sure.
    pub confirm: String,
}

/// Deletes the group as far as anybody can see; a worker deletes its rows.
///
/// # Errors
/// [`ChangeError`]; the group is as it was then.
pub async fn delete(ctx: &AppContext, group_id: i64, delete: Delete) -> Result<(), ChangeError> {
    live::change(ctx, group_id, delete).await?;
    // Should the queue fail, the next start finds it.
    if let Err(error) = EraseGroup::enqueue(ctx, group_id).await {
        tracing::error!(%error, group.id = group_id, "the rows of a deleted group are left for the next start");
    }
    Ok(())
}

#[async_trait]
impl Change for Edit {
    async fn make(&self, txn: &DatabaseTransaction, group: &Model) -> Result<Changed, ChangeError> {
        manage(txn, group, self.actor_id).await?;
        let name = self.name.as_deref().unwrap_or(&group.name);
        let name = names::name(name).map_err(ChangeError::Refused)?;
        let topic = self.topic.as_deref().unwrap_or(&group.topic);
        let topic = names::topic(topic).map_err(ChangeError::Refused)?;
        let mut changed = Changed::default();
        if name != group.name {
            changed = changed.line(self.actor_id, Line::Renamed { name: name.clone() });
        }
        if topic != group.topic {
            let line = match topic.as_str() {
                "" => Line::TopicCleared,
                topic => Line::Topic {
                    topic: topic.to_owned(),
                },
            };
            changed = changed.line(self.actor_id, line);
        }
        if changed.lines.is_empty() {
            return Ok(changed);
        }
        let mut row = group.clone().into_active_model();
        row.name_key = Set(names::key(&name));
        row.unique_key = Set(unique_key(group.kind(), &name));
        row.name = Set(name);
        row.topic = Set(topic);
        row.updated_at = Set(Utc::now().fixed_offset());
        row.update(txn).await.map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => ChangeError::Refused("group-name-taken"),
            _ => error.into(),
        })?;
        Ok(changed.signal(Signal::Header { group_id: group.id }))
    }
}

#[async_trait]
impl Change for Archive {
    async fn make(&self, txn: &DatabaseTransaction, group: &Model) -> Result<Changed, ChangeError> {
        manage(txn, group, self.actor_id).await?;
        if self.archived == group.is_archived() {
            return Ok(Changed::default());
        }
        keep_default(txn, group).await?;
        let now = Utc::now().fixed_offset();
        let mut row = group.clone().into_active_model();
        row.archived_at = Set(self.archived.then_some(now));
        row.updated_at = Set(now);
        row.update(txn).await?;
        let (line, action) = if self.archived {
            (Line::Archived, Action::GroupArchived)
        } else {
            (Line::Restored, Action::GroupRestored)
        };
        Audit::new(action)
            .by(self.actor_id)
            .group(group.id)
            .record(txn)
            .await?;
        let changed = Changed::default().line(self.actor_id, line);
        Ok(changed.signal(Signal::Header { group_id: group.id }))
    }
}

#[async_trait]
impl Change for Delete {
    async fn make(&self, txn: &DatabaseTransaction, group: &Model) -> Result<Changed, ChangeError> {
        manage(txn, group, self.actor_id).await?;
        keep_default(txn, group).await?;
        if names::name(&self.confirm).as_ref() != Ok(&group.name) {
            return Err(ChangeError::Refused("group-confirm-wrong"));
        }
        let mut row = group.clone().into_active_model();
        row.deleted_at = Set(Some(Utc::now().fixed_offset()));
        // Its name is free again.
        row.unique_key = Set(None);
        row.update(txn).await?;
        let details = json!({ "name": group.name, "kind": group.kind, "last_seq": group.last_seq });
        Audit::new(Action::GroupDeleted)
            .by(self.actor_id)
            .group(group.id)
            .with(details)
            .record(txn)
            .await?;
        let members = memberships::user_ids(txn, group.id).await?;
        Ok(Changed::default()
            .signal(Signal::CutGroup { group_id: group.id })
            .groups_of(members))
    }
}

async fn manage(txn: &DatabaseTransaction, group: &Model, actor_id: i64) -> Result<Standing, ChangeError> {
    let actor = users::find_actor(txn, actor_id).await?;
    let standing = Standing::find(txn, &actor, group.id).await?;
    if standing.may_manage() {
        Ok(standing)
    } else {
        Err(ChangeError::Forbidden)
    }
}

/// Newcomers arrive there.
async fn keep_default(txn: &DatabaseTransaction, group: &Model) -> Result<(), ChangeError> {
    if super::is_default(txn, group.id).await? {
        return Err(ChangeError::Refused("group-default"));
    }
    Ok(())
}
