//! Making a public room or a private group.

use std::collections::HashSet;

use chrono::Utc;
use loco_rs::{app::AppContext, model::ModelError};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    DbErr, EntityTrait, SqlErr,
};
use serde::Serialize;

use super::{ActiveModel, Entity, Kind, Model, names};
use crate::models::{
    blocks,
    memberships::{self, MOST_AT_ONCE, NewMember, Role},
    messages::{Entity as Messages, Line, live},
    signals::{self, Signal},
    transactions::begin_write,
    users,
};

/// What somebody fills in to make a group.
#[derive(Debug, Clone)]
pub struct Creation {
    /// `public` or `private`; nothing else can be asked for.
    pub kind: String,
    pub name: String,
    pub topic: String,
    /// The people to begin with, by id; only a private group has any.
    pub members: Vec<i64>,
}

/// What is wrong with it: the key of a text for each field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Refusals {
    pub kind: Option<&'static str>,
    pub name: Option<&'static str>,
    pub topic: Option<&'static str>,
    pub members: Option<&'static str>,
}

#[derive(Debug, thiserror::Error)]
pub enum CreationError {
    #[error("some fields are refused: {0:?}")]
    Fields(Refusals),
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl From<DbErr> for CreationError {
    fn from(error: DbErr) -> Self {
        Self::Model(error.into())
    }
}

/// Makes the group, with `user` as its owner.
///
/// # Errors
/// [`CreationError::Fields`] for what the person can mend.
pub async fn create(ctx: &AppContext, user: &users::Model, wanted: Creation) -> Result<Model, CreationError> {
    let kind = match wanted.kind.as_str() {
        "public" => Ok(Kind::Public),
        "private" => Ok(Kind::Private),
        _ => Err("group-kind"),
    };
    let (name, topic) = (names::name(&wanted.name), names::topic(&wanted.topic));
    let mut refusals = Refusals {
        kind: kind.err(),
        name: name.as_ref().err().copied(),
        topic: topic.as_ref().err().copied(),
        members: (wanted.members.len() > MOST_AT_ONCE).then_some("members-too-many"),
    };
    let (Ok(kind), Ok(name), Ok(topic), None) = (kind, name, topic, refusals.members) else {
        return Err(CreationError::Fields(refusals));
    };
    let others = match kind {
        Kind::Private => users::find_active(&ctx.db, &wanted.members).await?,
        _ => Vec::new(),
    };
    let named: HashSet<i64> = wanted.members.iter().copied().collect();
    if kind == Kind::Private && others.len() < named.len() {
        refusals.members = Some("members-unknown");
        return Err(CreationError::Fields(refusals));
    }
    let others: Vec<_> = others.into_iter().filter(|other| other.id != user.id).collect();
    let mut lines = vec![Line::Created { name: name.clone() }];
    if !others.is_empty() {
        lines.push(Line::added(&others));
    }

    let txn = begin_write(&ctx.db).await?;
    if blocks::is_blocked_by_any(&txn, user.id, others.iter().map(|other| other.id)).await? {
        refusals.members = Some("members-unwilling");
        return Err(CreationError::Fields(refusals));
    }
    let inserted = Entity::insert(row(kind, name, topic, lines.len()))
        .exec_with_returning(&txn)
        .await;
    let group = inserted.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            refusals.name = Some("group-name-taken");
            CreationError::Fields(std::mem::take(&mut refusals))
        }
        _ => error.into(),
    })?;
    let owner = NewMember {
        role: Role::Owner,
        ..NewMember::new(group.id, user.id)
    };
    let members = others.iter().map(|other| NewMember::new(group.id, other.id));
    let joined = memberships::insert(&txn, [owner].into_iter().chain(members)).await?;
    // Nobody can know of the group yet, so its first lines need no place between others.
    let rows = (1..)
        .zip(&lines)
        .map(|(seq, line)| line.row(group.id, user.id, seq));
    Messages::insert_many(rows).exec_without_returning(&txn).await?;
    txn.commit().await?;

    if let Some(hub) = live::hub(ctx) {
        let signals: Vec<_> = joined
            .into_iter()
            .map(|user_id| Signal::Groups { user_id })
            .collect();
        signals::act(&ctx.db, &hub, &signals).await;
    }
    Ok(group)
}

/// The name of a public room is its own; private groups may be called alike.
pub(super) fn unique_key(kind: Kind, name: &str) -> Option<String> {
    (kind == Kind::Public).then(|| format!("public:{}", names::key(name)))
}

fn row(kind: Kind, name: String, topic: String, lines: usize) -> ActiveModel {
    let now = Utc::now().fixed_offset();
    ActiveModel {
        id: NotSet,
        kind: Set(kind.as_str().to_owned()),
        name_key: Set(names::key(&name)),
        unique_key: Set(unique_key(kind, &name)),
        name: Set(name),
        topic: Set(topic),
        last_seq: Set(i64::try_from(lines).unwrap_or(i64::MAX)),
        reset_seq: Set(0),
        created_at: Set(now),
        updated_at: Set(now),
        archived_at: Set(None),
        deleted_at: Set(None),
    }
}
