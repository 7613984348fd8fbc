//! What changes for open pages besides messages: done at once in a server, and told to servers by a row where
//! a task has no sockets of its own.

use chrono::Utc;
use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, EntityTrait,
};

pub use super::_entities::signals::{ActiveModel, Column, Entity, Model};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// One thing that sockets have to notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// A user is shut out: all their sockets close.
    CutUser { user_id: i64 },
    /// A user may not be in a group any more: their sockets there close.
    CutMember { group_id: i64, user_id: i64 },
    /// A group is gone: all its sockets close.
    CutGroup { group_id: i64 },
    /// Messages of a group have been purged: pages read their window again.
    Reset { group_id: i64 },
    /// The groups of a user have changed: their sidebars are read again.
    Groups { user_id: i64 },
    /// The database has a new epoch: every page begins anew.
    Epoch,
}

impl Signal {
    fn kind(self) -> &'static str {
        match self {
            Self::CutUser { .. } => "cut_user",
            Self::CutMember { .. } => "cut_member",
            Self::CutGroup { .. } => "cut_group",
            Self::Reset { .. } => "reset",
            Self::Groups { .. } => "groups",
            Self::Epoch => "epoch",
        }
    }

    fn ids(self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::CutUser { user_id } | Self::Groups { user_id } => (None, Some(user_id)),
            Self::CutMember { group_id, user_id } => (Some(group_id), Some(user_id)),
            Self::CutGroup { group_id } | Self::Reset { group_id } => (Some(group_id), None),
            Self::Epoch => (None, None),
        }
    }
}

/// Tells the servers, in the transaction of what has changed.
///
/// # Errors
/// When the database fails.
pub async fn send(db: &impl ConnectionTrait, signals: impl IntoIterator<Item = Signal>) -> ModelResult<()> {
    let now = Utc::now().fixed_offset();
    let rows: Vec<_> = signals
        .into_iter()
        .map(|signal| {
            let (group_id, user_id) = signal.ids();
            ActiveModel {
                id: NotSet,
                kind: Set(signal.kind().to_owned()),
                group_id: Set(group_id),
                user_id: Set(user_id),
                created_at: Set(now),
            }
        })
        .collect();
    for chunk in rows.chunks(500) {
        Entity::insert_many(chunk.iter().cloned())
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}
