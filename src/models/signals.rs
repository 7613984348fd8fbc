//! What changes for open pages besides messages.
//!
//! A server acts on it at once. A task has no sockets: it writes a row, and servers look for rows every half second.

mod watch;

use chrono::Utc;
use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, DatabaseConnection, EntityTrait,
};

use super::{
    groups, memberships,
    messages::{Event, live::Hub},
    sessions, settings,
};
use crate::channels::Topic;

pub use watch::watch;

pub use super::_entities::signals::{ActiveModel, Column, Entity, Model};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// Milliseconds within which pages ask for their groups.
const SOONEST: u64 = 100;
const LATEST: u64 = 5000;

/// One thing that sockets have to notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// A user is shut out: all their sockets close.
    CutUser { user_id: i64 },
    /// Some sessions of a user have ended: their sockets close.
    Sessions { user_id: i64 },
    /// A user may not be in a group any more: their sockets there close.
    CutMember { group_id: i64, user_id: i64 },
    /// A group is gone: all its sockets close.
    CutGroup { group_id: i64 },
    /// Messages of a group have been purged: pages read their window again.
    Reset { group_id: i64 },
    /// The groups of a user have changed: their sidebars are read again.
    Groups { user_id: i64 },
    /// A group has another name or is archived: the sidebars of its members are read again.
    Header { group_id: i64 },
    /// People have come to a group or gone: its pages show how many it has.
    Members { group_id: i64 },
    /// The database has a new epoch: every page begins anew.
    Epoch,
}

impl Signal {
    fn kind(self) -> &'static str {
        match self {
            Self::CutUser { .. } => "cut_user",
            Self::Sessions { .. } => "sessions",
            Self::CutMember { .. } => "cut_member",
            Self::CutGroup { .. } => "cut_group",
            Self::Reset { .. } => "reset",
            Self::Groups { .. } => "groups",
            Self::Header { .. } => "header",
            Self::Members { .. } => "members",
            Self::Epoch => "epoch",
        }
    }

    /// The signal of a row; `None` for one of a newer version.
    fn of(row: &Model) -> Option<Self> {
        Some(match (row.kind.as_str(), row.group_id, row.user_id) {
            ("cut_user", _, Some(user_id)) => Self::CutUser { user_id },
            ("sessions", _, Some(user_id)) => Self::Sessions { user_id },
            ("cut_member", Some(group_id), Some(user_id)) => Self::CutMember { group_id, user_id },
            ("cut_group", Some(group_id), _) => Self::CutGroup { group_id },
            ("reset", Some(group_id), _) => Self::Reset { group_id },
            ("groups", _, Some(user_id)) => Self::Groups { user_id },
            ("header", Some(group_id), _) => Self::Header { group_id },
            ("members", Some(group_id), _) => Self::Members { group_id },
            ("epoch", _, _) => Self::Epoch,
            _ => return None,
        })
    }

    fn ids(self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::CutUser { user_id } | Self::Sessions { user_id } | Self::Groups { user_id } => {
                (None, Some(user_id))
            }
            Self::CutMember { group_id, user_id } => (Some(group_id), Some(user_id)),
            Self::CutGroup { group_id }
            | Self::Reset { group_id }
            | Self::Header { group_id }
            | Self::Members { group_id } => (Some(group_id), None),
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

/// Lets the sockets of this process notice. What fails is only late: pages that come back see the truth.
pub async fn act(db: &DatabaseConnection, hub: &Hub, signals: &[Signal]) {
    let mut told = Vec::new();
    for signal in signals {
        match *signal {
            Signal::CutUser { user_id } => hub.cut_user(user_id),
            Signal::Sessions { user_id } => match sessions::good(db, user_id).await {
                Ok(good) => hub.cut_user_but(user_id, &good),
                // Whoever may come back does.
                Err(error) => {
                    tracing::error!(%error, user.id = user_id, "the ended sessions could not be told apart");
                    hub.cut_user(user_id);
                }
            },
            Signal::CutMember { group_id, user_id } => hub.cut_user_from(group_id, user_id),
            Signal::CutGroup { group_id } => hub.cut_group(group_id),
            Signal::Epoch => hub.restart(),
            Signal::Groups { user_id } => told.push(Topic::User(user_id)),
            Signal::Header { group_id } => match memberships::user_ids(db, group_id).await {
                Ok(members) => {
                    told.push(Topic::Group(group_id));
                    told.extend(members.into_iter().map(Topic::User));
                }
                Err(error) => tracing::error!(%error, group.id = group_id, "a change could not be told"),
            },
            Signal::Members { group_id } => {
                if let Err(error) = count(db, hub, group_id).await {
                    tracing::error!(%error, group.id = group_id, "the number of members could not be told");
                }
            }
            Signal::Reset { group_id } => {
                if let Err(error) = reset(db, hub, group_id).await {
                    tracing::error!(%error, group.id = group_id, "a purge could not be told");
                }
            }
        }
    }
    if told.is_empty() {
        return;
    }
    // A millisecond for each who is told: they all ask for it.
    let within = u64::try_from(told.len())
        .unwrap_or(u64::MAX)
        .clamp(SOONEST, LATEST);
    hub.publish_to_all(told, &Event::Groups { within });
}

async fn reset(db: &DatabaseConnection, hub: &Hub, group_id: i64) -> ModelResult<()> {
    let Some(group) = groups::find(db, group_id).await? else {
        return Ok(());
    };
    let event = Event::Reset {
        epoch: settings::epoch(db).await?,
        last_seq: group.last_seq,
    };
    hub.publish(Topic::Group(group_id), &event);
    hub.touch(Topic::Group(group_id));
    Ok(())
}

async fn count(db: &DatabaseConnection, hub: &Hub, group_id: i64) -> ModelResult<()> {
    match groups::find(db, group_id).await? {
        // Two people need not be counted.
        Some(group) if group.kind() != groups::Kind::Direct => {
            let count = memberships::count(db, group_id).await?;
            hub.publish(Topic::Group(group_id), &Event::Members { count });
        }
        _ => {}
    }
    Ok(())
}
