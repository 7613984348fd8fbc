//! Whether everybody needs a second factor. Sessions of who has none are confined to setting one up, from the moment it
//! is asked for.

use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    QueryTrait,
};

use super::{Column, Entity, is_on};
use crate::models::{
    audit_events::{Action, Audit},
    sessions, settings,
    signals::{self, Signal},
    transactions::begin_write,
    users::{self, CredentialError},
};

/// # Errors
/// When the database fails.
pub async fn is_required(db: &impl ConnectionTrait) -> ModelResult<bool> {
    settings::second_factor(db).await
}

/// How many active people have none.
///
/// # Errors
/// When the database fails.
pub async fn without(db: &impl ConnectionTrait) -> ModelResult<u64> {
    let people = users::Entity::find()
        .filter(users::Column::DeactivatedAt.is_null())
        .filter(users::Column::Id.not_in_subquery(having()));
    Ok(people.count(db).await?)
}

/// Asks everybody for one, or lets everybody choose, by the administrator `actor`.
///
/// # Errors
/// [`CredentialError::Refused`] for who has none and asks others for one.
pub async fn require(
    db: &DatabaseConnection,
    actor: &users::Model,
    required: bool,
) -> Result<(), CredentialError> {
    let txn = begin_write(db).await?;
    if required && !is_on(&txn, actor.id).await? {
        return Err(CredentialError::Refused("security-own-first"));
    }
    // Sign-ins lock the row that this changes: those that read it before have committed by now.
    if !settings::set_second_factor(&txn, required).await? {
        return Ok(());
    }
    let confined = sessions::confine_without(&txn, required.then(having)).await?;
    // By rows, here too: half a second is soon enough, and there may be thousands.
    let cut = confined.into_iter().map(|user_id| Signal::Sessions { user_id });
    signals::send(&txn, cut).await?;
    let action = if required {
        Action::SecondFactorRequired
    } else {
        Action::SecondFactorOptional
    };
    Audit::new(action).by(actor.id).record(&txn).await?;
    txn.commit().await?;
    Ok(())
}

/// The ids of those who have one.
fn having() -> sea_orm::sea_query::SelectStatement {
    Entity::find()
        .select_only()
        .column(Column::UserId)
        .filter(Column::ConfirmedAt.is_not_null())
        .into_query()
}
