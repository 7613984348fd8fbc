//! What one signs in with: the password and the email address. Changing either takes the password.

use chrono::Utc;
use loco_rs::{
    app::AppContext,
    model::{ModelError, ModelResult},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect, SqlErr, sea_query::LockType,
};

use super::{Column, Entity, Model, Passwords, names};
use crate::models::{
    audit_events::{Action, Audit},
    password_resets, sessions,
    transactions::begin_write,
};

/// Why a password or an address could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum CredentialError {
    #[error("the current password is wrong")]
    Wrong,
    #[error("the new one is refused: {0}")]
    Refused(&'static str),
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl From<DbErr> for CredentialError {
    fn from(error: DbErr) -> Self {
        Self::Model(error.into())
    }
}

impl Model {
    /// Changes the password and ends every session but `session_id`, with its sockets.
    ///
    /// # Errors
    /// [`CredentialError::Wrong`] and [`CredentialError::Refused`] for what the person can mend.
    pub async fn change_password(
        self,
        ctx: &AppContext,
        passwords: &Passwords,
        session_id: i64,
        current: &str,
        new: &str,
    ) -> Result<(), CredentialError> {
        self.prove(passwords, current).await?;
        let judged = passwords.judge(new, &[&self.username]).await;
        judged.map_err(CredentialError::Refused)?;
        let hash = passwords.hash(new).await?;
        let txn = begin_write(&ctx.db).await?;
        let before = self.unchanged(&txn).await?;
        let mut user = before.clone().into_active_model();
        user.password_hash = Set(hash);
        user.updated_at = Set(Utc::now().fixed_offset());
        user.update(&txn).await?;
        before
            .conclude(ctx, txn, Action::PasswordChanged, session_id)
            .await
    }

    /// Changes the email address, an empty one to none, and ends every session but `session_id`.
    ///
    /// # Errors
    /// [`CredentialError::Wrong`] and [`CredentialError::Refused`] for what the person can mend.
    pub async fn change_email(
        self,
        ctx: &AppContext,
        passwords: &Passwords,
        session_id: i64,
        current: &str,
        new: &str,
    ) -> Result<(), CredentialError> {
        self.prove(passwords, current).await?;
        let email = names::email(new).map_err(CredentialError::Refused)?;
        if email == self.email {
            return Ok(());
        }
        let key = email.as_deref().map(names::key);
        let txn = begin_write(&ctx.db).await?;
        if let Some(key) = &key
            && is_taken(&txn, self.id, key).await?
        {
            return Err(CredentialError::Refused("email-taken"));
        }
        let before = self.unchanged(&txn).await?;
        let mut user = before.clone().into_active_model();
        user.email = Set(email);
        user.email_key = Set(key);
        user.updated_at = Set(Utc::now().fixed_offset());
        user.update(&txn).await.map_err(|error| match error.sql_err() {
            // Somebody took it meanwhile.
            Some(SqlErr::UniqueConstraintViolation(_)) => CredentialError::Refused("email-taken"),
            _ => error.into(),
        })?;
        before.conclude(ctx, txn, Action::EmailChanged, session_id).await
    }

    /// # Errors
    /// [`CredentialError::Wrong`] for what is not their password.
    pub(in crate::models) async fn prove(
        &self,
        passwords: &Passwords,
        current: &str,
    ) -> Result<(), CredentialError> {
        let hash = Some(self.password_hash.clone());
        if passwords.verify(current, hash).await?.matches {
            Ok(())
        } else {
            Err(CredentialError::Wrong)
        }
    }

    /// The row as it is now, locked. What proved to be the password may be it no more.
    pub(in crate::models) async fn unchanged(
        &self,
        txn: &DatabaseTransaction,
    ) -> Result<Self, CredentialError> {
        let now = Entity::find_by_id(self.id)
            .lock(LockType::NoKeyUpdate)
            .one(txn)
            .await?;
        let now = now.filter(|now| now.is_active() && now.password_hash == self.password_hash);
        now.ok_or(CredentialError::Wrong)
    }

    /// Ends every session but `session_id` and the links for another password, commits, cuts the sockets of those that have ended,
    /// and tells them by mail. `self` is who they were before the change.
    pub(in crate::models) async fn conclude(
        &self,
        ctx: &AppContext,
        txn: DatabaseTransaction,
        action: Action,
        session_id: i64,
    ) -> Result<(), CredentialError> {
        sessions::end_others(&txn, self.id, session_id).await?;
        password_resets::forget(&txn, self.id).await?;
        Audit::new(action).by(self.id).user(self.id).record(&txn).await?;
        txn.commit().await?;
        sessions::cut(ctx, self.id).await;
        self.tell(ctx, action).await;
        Ok(())
    }
}

async fn is_taken(db: &impl ConnectionTrait, id: i64, email_key: &str) -> ModelResult<bool> {
    let others = Entity::find()
        .filter(Column::EmailKey.eq(email_key))
        .filter(Column::Id.ne(id));
    Ok(others.count(db).await? > 0)
}
