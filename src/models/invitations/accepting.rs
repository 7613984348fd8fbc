//! Coming into a group by a link.

use async_trait::async_trait;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::{Entity, claim, opened};
use crate::models::{
    audit_events::{Action, Audit},
    bans, groups,
    memberships::{self, NewMember},
    messages::{Change, ChangeError, Changed, Line},
    users,
};

/// The key of the text that says that a link is worth nothing.
const GONE: &str = "invitation-gone";

/// Joins the group that a link leads to.
#[derive(Debug, Clone, Copy)]
pub struct Accept {
    pub user_id: i64,
    pub invitation_id: i64,
    /// Registering has taken the use already.
    pub claimed: bool,
}

#[async_trait]
impl Change for Accept {
    async fn make(&self, txn: &DatabaseTransaction, group: &groups::Model) -> Result<Changed, ChangeError> {
        let user_id = users::find_actor(txn, self.user_id).await?.id;
        if memberships::role(txn, group.id, user_id).await?.is_some() {
            return Ok(Changed::default());
        }
        let invitation = Entity::find_by_id(self.invitation_id).one(txn).await?;
        let invitation = invitation.ok_or(ChangeError::NotFound)?;
        let banned = bans::Entity::find()
            .filter(bans::Column::GroupId.eq(group.id))
            .filter(bans::Column::UserId.eq(user_id));
        // Whoever was banned learns nothing new.
        if invitation.group_id != Some(group.id) || banned.count(txn).await? > 0 {
            return Err(ChangeError::Refused(GONE));
        }
        let inviter = users::find(txn, invitation.inviter_id).await?;
        if !inviter.is_active() || opened(txn, &inviter, group.id).await?.is_none() {
            return Err(ChangeError::Refused(GONE));
        }
        if !self.claimed && !claim(txn, invitation.id).await? {
            return Err(ChangeError::Refused(GONE));
        }
        let member = NewMember {
            last_read_seq: group.last_seq,
            ..NewMember::new(group.id, user_id)
        };
        let joined = memberships::insert(txn, [member]).await?;
        Audit::new(Action::MemberAdded)
            .by(user_id)
            .group(group.id)
            .with(json!({ "users": [user_id], "invitation_id": invitation.id }))
            .record(txn)
            .await?;
        Ok(Changed::default()
            .line(user_id, Line::Joined)
            .members(group, joined))
    }
}
