//! What a member wants to be told of a group.

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{Column, Entity, Model};

/// How much of a group its sidebar mark tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Attention {
    /// Every message.
    #[default]
    Everything,
    /// What mentions one.
    Mentions,
    Nothing,
}

/// The hours for which a group can be muted: from one to a week.
pub const MUTES: [i64; 4] = [1, 8, 24, 168];

/// For how long a group is to be quiet from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mute {
    /// As it is.
    Keep,
    Lift,
    /// One of [`MUTES`].
    Hours(i64),
}

impl Attention {
    pub const ALL: [Self; 3] = [Self::Everything, Self::Mentions, Self::Nothing];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::Mentions => "mentions",
            Self::Nothing => "nothing",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }

    /// The same while the group is muted until then: mentions come through.
    #[must_use]
    pub fn muted(self, until: Option<DateTime<FixedOffset>>) -> Self {
        let is_muted = until.is_some_and(|until| until > Utc::now());
        if is_muted && self == Self::Everything {
            Self::Mentions
        } else {
            self
        }
    }
}

impl Mute {
    /// What a form says: nothing, `lift`, or a number of hours.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        match typed {
            "" => Some(Self::Keep),
            "lift" => Some(Self::Lift),
            hours => hours
                .parse()
                .ok()
                .filter(|hours| MUTES.contains(hours))
                .map(Self::Hours),
        }
    }
}

impl Model {
    /// What they chose. A choice that this version does not know is the loudest.
    #[must_use]
    pub fn attention(&self) -> Attention {
        Attention::parse(&self.attention).unwrap_or(Attention::Everything)
    }

    /// Until when they muted it, if that is still to come.
    #[must_use]
    pub fn muted(&self) -> Option<DateTime<FixedOffset>> {
        self.muted_until.filter(|until| *until > Utc::now())
    }
}

/// Keeps what a member chose.
///
/// # Errors
/// [`ModelError::EntityNotFound`] for who is no member, or when the database fails.
pub async fn choose(
    db: &impl ConnectionTrait,
    (group_id, user_id): (i64, i64),
    attention: Attention,
    mute: Mute,
) -> ModelResult<()> {
    let mut update = Entity::update_many()
        .col_expr(Column::Attention, Expr::value(attention.as_str()))
        .filter(Column::GroupId.eq(group_id))
        .filter(Column::UserId.eq(user_id));
    let until = match mute {
        Mute::Keep => None,
        Mute::Lift => Some(None),
        Mute::Hours(hours) => Some(Some((Utc::now() + TimeDelta::hours(hours)).fixed_offset())),
    };
    if let Some(until) = until {
        update = update.col_expr(Column::MutedUntil, Expr::value(until));
    }
    let chosen = update.exec(db).await?;
    if chosen.rows_affected == 0 {
        return Err(ModelError::EntityNotFound);
    }
    Ok(())
}
