//! The audit log: who did what that matters. Rows are only ever added; the database refuses the rest.

use chrono::Utc;
use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, EntityTrait,
};
use serde_json::{Value, json};

pub use super::_entities::audit_events::{ActiveModel, Column, Entity, Model};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// What is worth keeping for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    SignedIn,
    SignInFailed,
    SessionsEnded,
    PasswordChanged,
    PasswordReset,
    ResetLinkMade,
    ResetLinkMailed,
    EmailChanged,
    SecondFactorTurnedOn,
    SecondFactorTurnedOff,
    SecondFactorReset,
    SecondFactorRequired,
    SecondFactorOptional,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    ProfileChanged,
    UserCreated,
    UserPromoted,
    UserDemoted,
    UserDeactivated,
    UserReactivated,
    UserBanned,
    UserDeleted,
    UserUnbanned,
    GroupArchived,
    GroupRestored,
    GroupDeleted,
    GroupErased,
    InvitationMade,
    InvitationRevoked,
    MemberAdded,
    MemberRemoved,
    MemberBanned,
    BanLifted,
    RoleChanged,
    OwnerChanged,
    MessageDeleted,
    ReportResolved,
    MessagesPurged,
    FilesSwept,
    EpochRenewed,
    SessionsPruned,
    Seeded,
    // actions-inject (do not remove)
}

impl Action {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "session.started",
            Self::SignInFailed => "session.refused",
            Self::SessionsEnded => "sessions.ended",
            Self::PasswordChanged => "password.changed",
            Self::PasswordReset => "password.reset",
            Self::ResetLinkMade => "reset_link.made",
            Self::ResetLinkMailed => "reset_link.mailed",
            Self::EmailChanged => "email.changed",
            Self::SecondFactorTurnedOn => "second_factor.turned_on",
            Self::SecondFactorTurnedOff => "second_factor.turned_off",
            Self::SecondFactorReset => "second_factor.reset",
            Self::SecondFactorRequired => "second_factor.required",
            Self::SecondFactorOptional => "second_factor.optional",
            Self::RecoveryCodesMade => "recovery_codes.made",
            Self::RecoveryCodeUsed => "recovery_code.used",
            Self::ProfileChanged => "profile.changed",
            Self::UserCreated => "user.created",
            Self::UserPromoted => "user.promoted",
            Self::UserDemoted => "user.demoted",
            Self::UserDeactivated => "user.deactivated",
            Self::UserReactivated => "user.reactivated",
            Self::UserBanned => "user.banned",
            Self::UserDeleted => "user.deleted",
            Self::UserUnbanned => "user.unbanned",
            Self::GroupArchived => "group.archived",
            Self::GroupRestored => "group.restored",
            Self::GroupDeleted => "group.deleted",
            Self::GroupErased => "group.erased",
            Self::InvitationMade => "invitation.made",
            Self::InvitationRevoked => "invitation.revoked",
            Self::MemberAdded => "member.added",
            Self::MemberRemoved => "member.removed",
            Self::MemberBanned => "member.banned",
            Self::BanLifted => "ban.lifted",
            Self::RoleChanged => "role.changed",
            Self::OwnerChanged => "owner.changed",
            Self::MessageDeleted => "message.deleted",
            Self::ReportResolved => "report.resolved",
            Self::MessagesPurged => "messages.purged",
            Self::FilesSwept => "files.swept",
            Self::EpochRenewed => "epoch.renewed",
            Self::SessionsPruned => "sessions.pruned",
            Self::Seeded => "demo.seeded",
            // names-inject (do not remove)
        }
    }
}

/// One event on its way into the log: `Audit::new(Action::RoleChanged).by(1).user(2).group(3).record(&txn)`.
#[derive(Debug, Clone)]
#[must_use]
pub struct Audit {
    action: Action,
    actor_id: Option<i64>,
    user_id: Option<i64>,
    group_id: Option<i64>,
    details: Value,
}

impl Audit {
    /// By the operator, about nobody in particular.
    pub fn new(action: Action) -> Self {
        Self {
            action,
            actor_id: None,
            user_id: None,
            group_id: None,
            details: json!({}),
        }
    }

    /// The user who did it; nobody for the operator.
    pub fn by(mut self, user_id: impl Into<Option<i64>>) -> Self {
        self.actor_id = user_id.into();
        self
    }

    /// The user whom it was done to.
    pub fn user(mut self, user_id: i64) -> Self {
        self.user_id = Some(user_id);
        self
    }

    /// The group where it was done.
    pub fn group(mut self, group_id: i64) -> Self {
        self.group_id = Some(group_id);
        self
    }

    /// Names and numbers as they were: an object, never a secret or a message.
    pub fn with(mut self, details: Value) -> Self {
        self.details = details;
        self
    }

    /// Writes it, in the transaction of what it tells of.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record(self, db: &impl ConnectionTrait) -> ModelResult<()> {
        let row = ActiveModel {
            id: NotSet,
            action: Set(self.action.as_str().to_owned()),
            actor_id: Set(self.actor_id),
            user_id: Set(self.user_id),
            group_id: Set(self.group_id),
            details: Set(self.details.to_string()),
            created_at: Set(Utc::now().fixed_offset()),
        };
        Entity::insert(row).exec_without_returning(db).await?;
        Ok(())
    }
}
