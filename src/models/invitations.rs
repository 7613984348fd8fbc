//! Invitations by link: who has one may register, or join a group, until it is used up.
//!
//! Only the hash of the link's token is kept. A link is worth what its maker may do at the time of its use.

use chrono::{TimeDelta, Utc};
use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;

pub use super::_entities::invitations::{ActiveModel, Column, Entity, Model};
use super::{
    audit_events::{Action, Audit},
    groups::{self, Standing},
    sessions,
    transactions::begin_write,
    users,
};

mod accepting;

pub use accepting::Accept;

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// Links of the site, or of one group, that may be good at the same time.
const MOST: u64 = 50;

/// For how long a link may be good: names that a form has for it.
pub const LIFETIMES: [(&str, TimeDelta); 4] = [
    ("week", TimeDelta::weeks(1)),
    ("hour", TimeDelta::hours(1)),
    ("day", TimeDelta::days(1)),
    ("month", TimeDelta::days(30)),
];

/// How many may use a link.
pub const COUNTS: [i32; 4] = [10, 1, 25, 100];

/// What a link is to be good for. What is not offered becomes the first that is.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    pub lifetime: TimeDelta,
    pub most: i32,
}

/// A link that has just been made, with the token that only its maker will know.
#[derive(Debug)]
pub struct Made {
    pub invitation: Model,
    /// 128 random bits in hexadecimal.
    pub token: String,
}

/// A link that is good now.
#[derive(Debug, Clone)]
pub struct Offer {
    pub invitation: Model,
    pub inviter: users::Model,
    /// Where it leads; nowhere in particular if it is for the site.
    pub group: Option<groups::Model>,
}

impl Terms {
    #[must_use]
    pub fn parse(lifetime: &str, most: &str) -> Self {
        let known = LIFETIMES.iter().find(|(name, _)| *name == lifetime);
        let most = most.parse().ok().filter(|most| COUNTS.contains(most));
        Self {
            lifetime: known.unwrap_or(&LIFETIMES[0]).1,
            most: most.unwrap_or(COUNTS[0]),
        }
    }
}

impl Offer {
    /// Whether it opens an account where only the invited get one: members can't let strangers in by a group of
    /// their own.
    #[must_use]
    pub fn lets_register(&self) -> bool {
        self.inviter.role() == users::Role::Administrator
    }
}

/// Makes a link to the site or to a group; its maker may do that. `None` if there are too many.
///
/// # Errors
/// When the database fails.
pub async fn make(
    db: &DatabaseConnection,
    inviter: &users::Model,
    group_id: Option<i64>,
    terms: Terms,
) -> ModelResult<Option<Made>> {
    let token = sessions::new_token();
    let now = Utc::now().fixed_offset();
    let txn = begin_write(db).await?;
    if good(group_id).count(&txn).await? >= MOST {
        return Ok(None);
    }
    let row = ActiveModel {
        id: NotSet,
        token_hash: Set(sessions::hash(&token)),
        group_id: Set(group_id),
        inviter_id: Set(inviter.id),
        uses: Set(0),
        most: Set(terms.most),
        created_at: Set(now),
        expires_at: Set(now + terms.lifetime),
        revoked_at: Set(None),
    };
    let invitation = Entity::insert(row).exec_with_returning(&txn).await?;
    record(&txn, Action::InvitationMade, &invitation, inviter.id).await?;
    txn.commit().await?;
    Ok(Some(Made { invitation, token }))
}

/// The links of the site, or of a group, that are good, and who made them; the latest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &impl ConnectionTrait,
    group_id: Option<i64>,
) -> ModelResult<Vec<(Model, users::Model)>> {
    let found = good(group_id)
        .find_also_related(users::Entity)
        .order_by_desc(Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    let found = found.into_iter();
    Ok(found
        .filter_map(|(invitation, inviter)| Some((invitation, inviter?)))
        .collect())
}

/// Makes a link of the site, or of a group, worthless.
///
/// # Errors
/// [`ModelError::EntityNotFound`] for one of somewhere else, or when the database fails.
pub async fn revoke(
    db: &DatabaseConnection,
    actor_id: i64,
    group_id: Option<i64>,
    id: i64,
) -> ModelResult<()> {
    let txn = begin_write(db).await?;
    let invitation = good(group_id).filter(Column::Id.eq(id)).one(&txn).await?;
    let invitation = invitation.ok_or(ModelError::EntityNotFound)?;
    Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(Utc::now().fixed_offset()))
        .filter(Column::Id.eq(id))
        .exec(&txn)
        .await?;
    record(&txn, Action::InvitationRevoked, &invitation, actor_id).await?;
    txn.commit().await?;
    Ok(())
}

/// What the link with this token offers; `None` for one that is not good, for whatever reason.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &impl ConnectionTrait, token: &str) -> ModelResult<Option<Offer>> {
    let found = Entity::find()
        .filter(Column::TokenHash.eq(sessions::hash(token.trim())))
        .filter(is_good())
        .find_also_related(users::Entity)
        .one(db)
        .await?;
    let Some((invitation, Some(inviter))) = found else {
        return Ok(None);
    };
    let group = match invitation.group_id {
        None => None,
        Some(id) => match opened(db, &inviter, id).await? {
            Some(group) => Some(group),
            None => return Ok(None),
        },
    };
    let may_invite = inviter.is_active() && (group.is_some() || inviter.role() == users::Role::Administrator);
    Ok(may_invite.then_some(Offer {
        invitation,
        inviter,
        group,
    }))
}

/// Takes one use of a link: as many as it has succeed, however many try at once.
///
/// # Errors
/// When the database fails.
pub(super) async fn claim(db: &impl ConnectionTrait, id: i64) -> ModelResult<bool> {
    let claimed = Entity::update_many()
        .col_expr(Column::Uses, Expr::col(Column::Uses).add(1))
        .filter(Column::Id.eq(id))
        .filter(is_good())
        .exec(db)
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// The group, if whoever made the link may bring people into it now.
async fn opened(
    db: &impl ConnectionTrait,
    inviter: &users::Model,
    group_id: i64,
) -> ModelResult<Option<groups::Model>> {
    match Standing::find(db, inviter, group_id).await {
        Ok(standing) if standing.may_moderate() && !standing.group.is_archived() => Ok(Some(standing.group)),
        Ok(_) | Err(ModelError::EntityNotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

fn good(group_id: Option<i64>) -> sea_orm::Select<Entity> {
    let place = match group_id {
        Some(id) => Column::GroupId.eq(id),
        None => Column::GroupId.is_null(),
    };
    Entity::find().filter(place).filter(is_good())
}

fn is_good() -> Condition {
    Condition::all()
        .add(Column::RevokedAt.is_null())
        .add(Column::ExpiresAt.gt(Utc::now().fixed_offset()))
        .add(Expr::col((Entity, Column::Uses)).lt(Expr::col((Entity, Column::Most))))
}

async fn record(
    txn: &impl ConnectionTrait,
    action: Action,
    invitation: &Model,
    actor_id: i64,
) -> ModelResult<()> {
    let mut audit = Audit::new(action)
        .by(actor_id)
        .with(json!({ "invitation_id": invitation.id, "most": invitation.most }));
    if let Some(group_id) = invitation.group_id {
        audit = audit.group(group_id);
    }
    audit.record(txn).await
}
