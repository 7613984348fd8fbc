//! Being an administrator or a member, being active or shut out: how it changes.

use chrono::Utc;
use loco_rs::{
    app::AppContext,
    model::{ModelError, ModelResult},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection,
    DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::LockType,
};
use serde_json::json;

use super::{Column, Entity, Model, Role};
use crate::models::{
    audit_events::{Action, Audit},
    memberships,
    messages::live,
    sessions, settings,
    signals::{self, Signal},
    site_bans,
    transactions::begin_write,
};

/// Why somebody stays what they are.
#[derive(Debug, thiserror::Error)]
pub enum StandingError {
    #[error("the last active administrator has to stay one")]
    LastAdministrator,
    /// The key of the text that says why.
    #[error("refused: {0}")]
    Refused(&'static str),
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// How somebody is shut out.
#[derive(Debug)]
pub(in crate::models) struct Shutting {
    pub action: Action,
    pub details: serde_json::Value,
    /// The operator for none.
    pub actor: Option<i64>,
    /// What they own passes on.
    pub for_good: bool,
}

impl From<DbErr> for StandingError {
    fn from(error: DbErr) -> Self {
        Self::Model(error.into())
    }
}

impl Model {
    /// Whether nobody would administer the installation without them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_last_administrator(&self, db: &impl ConnectionTrait) -> ModelResult<bool> {
        let others = Entity::find()
            .filter(administrators())
            .filter(Column::Id.ne(self.id));
        Ok(self.is_active() && self.role() == Role::Administrator && others.count(db).await? == 0)
    }

    /// Makes somebody `role`, by the user `actor` or the operator. Who is that already stays as they are.
    ///
    /// # Errors
    /// [`StandingError::LastAdministrator`] where nobody else would be one.
    pub async fn change_role(
        self,
        db: &DatabaseConnection,
        role: Role,
        actor: Option<i64>,
    ) -> Result<Self, StandingError> {
        let txn = begin_write(db).await?;
        let user = lock(&txn, self.id).await?;
        if user.role() == role {
            return Ok(user);
        }
        let action = match role {
            Role::Administrator => {
                // Or a new installation would wait for its first administrator still.
                settings::claim_administrator(&txn, user.id).await?;
                Action::UserPromoted
            }
            Role::Member if user.is_last_administrator(&txn).await? => {
                return Err(StandingError::LastAdministrator);
            }
            Role::Member => Action::UserDemoted,
        };
        let mut row = user.into_active_model();
        row.role = Set(role.as_str().to_owned());
        row.updated_at = Set(Utc::now().fixed_offset());
        let user = row.update(&txn).await?;
        record(&txn, action, &user, actor).await?;
        // Their open pages offer what they may do now. By a row, whoever asks: half a second is soon enough.
        signals::send(&txn, [Signal::Groups { user_id: user.id }]).await?;
        txn.commit().await?;
        Ok(user)
    }

    /// Shuts somebody out, by the user `actor` or the operator: no sign-in, no session, no socket. What they
    /// wrote stays, and their groups pass on. Who is out already stays as they are; that it has an end does not.
    ///
    /// # Errors
    /// [`StandingError::LastAdministrator`] where nobody would administer the installation.
    pub async fn deactivate(self, ctx: &AppContext, actor: Option<i64>) -> Result<Self, StandingError> {
        let txn = begin_write(&ctx.db).await?;
        let user = lock(&txn, self.id).await?;
        if !user.is_active() {
            if site_bans::close(&txn, user.id).await? > 0 {
                record(&txn, Action::UserDeactivated, &user, actor).await?;
                let heirs = memberships::succeed(&txn, user.id).await?;
                let signals: Vec<_> = heirs
                    .into_iter()
                    .map(|user_id| Signal::Groups { user_id })
                    .collect();
                conclude(ctx, txn, &signals).await?;
            }
            return Ok(user);
        }
        let shutting = Shutting {
            action: Action::UserDeactivated,
            details: json!({ "username": user.username }),
            actor,
            for_good: true,
        };
        let (id, signals) = (user.id, user.shut_out(&txn, shutting).await?);
        let user = lock(&txn, id).await?;
        conclude(ctx, txn, &signals).await?;
        Ok(user)
    }

    /// The same inside `txn`, where they are locked: what [`conclude`] has to tell.
    ///
    /// # Errors
    /// [`StandingError::LastAdministrator`] where nobody would administer the installation.
    pub(in crate::models) async fn shut_out(
        self,
        txn: &DatabaseTransaction,
        shutting: Shutting,
    ) -> Result<Vec<Signal>, StandingError> {
        if self.is_last_administrator(txn).await? {
            return Err(StandingError::LastAdministrator);
        }
        let id = self.id;
        let now = Utc::now().fixed_offset();
        let mut row = self.into_active_model();
        row.deactivated_at = Set(Some(now));
        row.updated_at = Set(now);
        row.update(txn).await?;
        sessions::Entity::delete_many()
            .filter(sessions::Column::UserId.eq(id))
            .exec(txn)
            .await?;
        Audit::new(shutting.action)
            .by(shutting.actor)
            .user(id)
            .with(shutting.details)
            .record(txn)
            .await?;
        let mut signals = vec![Signal::CutUser { user_id: id }];
        if shutting.for_good {
            let heirs = memberships::succeed(txn, id).await?;
            signals.extend(heirs.into_iter().map(|user_id| Signal::Groups { user_id }));
        }
        Ok(signals)
    }

    /// Lets somebody in again who was shut out, by the user `actor` or the operator.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reactivate(self, db: &DatabaseConnection, actor: Option<i64>) -> ModelResult<Self> {
        let txn = begin_write(db).await?;
        let user = lock(&txn, self.id).await?;
        if user.is_active() || user.is_deleted() {
            return Ok(user);
        }
        site_bans::close(&txn, user.id).await?;
        let mut row = user.into_active_model();
        row.deactivated_at = Set(None);
        row.updated_at = Set(Utc::now().fixed_offset());
        let user = row.update(&txn).await?;
        record(&txn, Action::UserReactivated, &user, actor).await?;
        txn.commit().await?;
        Ok(user)
    }
}

/// The ids of the active administrators.
///
/// # Errors
/// When the database fails.
pub async fn administrator_ids(db: &impl ConnectionTrait) -> ModelResult<Vec<i64>> {
    Ok(Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(administrators())
        .into_tuple()
        .all(db)
        .await?)
}

/// The user as they are now. All administrators are locked with them, in id order, so that of two who are
/// about to go at once the second sees that they are the last. Rows that point to them may still come.
pub(in crate::models) async fn lock(txn: &DatabaseTransaction, id: i64) -> ModelResult<Model> {
    let locked = Entity::find()
        .filter(Condition::any().add(administrators()).add(Column::Id.eq(id)))
        .order_by_asc(Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(txn)
        .await?;
    let user = locked.into_iter().find(|user| user.id == id);
    user.ok_or(ModelError::EntityNotFound)
}

/// Commits, and has open pages notice: this process's at once, others' by rows where this one has none.
pub(in crate::models) async fn conclude(
    ctx: &AppContext,
    txn: DatabaseTransaction,
    signals: &[Signal],
) -> ModelResult<()> {
    let hub = live::hub(ctx);
    // The rows come late to the process that writes them, too: should they be let in again by then, they stay.
    let rows = signals.iter().map(|signal| match *signal {
        Signal::CutUser { user_id } if hub.is_some() => Signal::Sessions { user_id },
        signal => signal,
    });
    signals::send(&txn, rows).await?;
    txn.commit().await?;
    if let Some(hub) = hub {
        signals::act(&ctx.db, &hub, signals).await;
    }
    Ok(())
}

async fn record(
    txn: &DatabaseTransaction,
    action: Action,
    user: &Model,
    actor: Option<i64>,
) -> ModelResult<()> {
    Audit::new(action)
        .by(actor)
        .user(user.id)
        .with(json!({ "username": user.username }))
        .record(txn)
        .await
}

fn administrators() -> Condition {
    Condition::all()
        .add(Column::Role.eq(Role::Administrator.as_str()))
        .add(Column::DeactivatedAt.is_null())
}
