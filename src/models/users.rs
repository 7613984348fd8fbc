//! People with an account: registering, signing in, changing the password, being deactivated.

use chrono::Utc;
use loco_rs::{
    app::AppContext,
    model::{ModelError, ModelResult},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait,
    IntoActiveModel, QueryFilter, sea_query::Expr,
};

pub use super::_entities::users::{ActiveModel, Column, Entity, Model};
use super::{messages::live, sessions, transactions::begin_write};

mod access;
pub(super) mod names;
mod passwords;
mod people;
mod registration;

pub use access::Access;
pub use names::key as name_key;
pub use passwords::Passwords;
pub use people::{People, find, find_active, find_actor, find_by_username};
pub use registration::{Refusals, Registration, RegistrationError};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// What somebody may do to the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Administrator,
    Member,
}

impl Role {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Member => "member",
        }
    }
}

/// Why a password could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordChangeError {
    #[error("the current password is wrong")]
    Wrong,
    #[error("the new password is refused: {0}")]
    Refused(&'static str),
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl Model {
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.deactivated_at.is_none()
    }

    #[must_use]
    pub fn role(&self) -> Role {
        match self.role.as_str() {
            "administrator" => Role::Administrator,
            _ => Role::Member,
        }
    }

    /// The active user of this name or email address and password. An unknown name takes as long as a
    /// wrong password. A hash weaker than today's is renewed.
    ///
    /// # Errors
    /// When the database or the hashing fails.
    pub async fn authenticate(
        db: &impl ConnectionTrait,
        passwords: &Passwords,
        login: &str,
        password: &str,
    ) -> ModelResult<Option<Self>> {
        let key = names::key(login);
        let user = Entity::find()
            .filter(
                Condition::any()
                    .add(Column::UsernameKey.eq(&key))
                    .add(Column::EmailKey.eq(&key)),
            )
            .one(db)
            .await?;
        let hash = user.as_ref().map(|user| user.password_hash.clone());
        let verified = passwords.verify(password, hash).await?;
        let Some(user) = user.filter(|user| verified.matches && user.is_active()) else {
            return Ok(None);
        };
        if !verified.weak {
            return Ok(Some(user));
        }
        let renewed = passwords.hash(password).await?;
        // Only in place of what was compared: the password may have been changed meanwhile.
        Entity::update_many()
            .col_expr(Column::PasswordHash, Expr::value(renewed))
            .filter(Column::Id.eq(user.id))
            .filter(Column::PasswordHash.eq(&user.password_hash))
            .exec(db)
            .await?;
        Ok(Entity::find_by_id(user.id).one(db).await?)
    }

    /// Changes the password and ends every session but `session_id`, with its sockets.
    ///
    /// # Errors
    /// [`PasswordChangeError::Wrong`] and [`PasswordChangeError::Refused`] for what the person can mend.
    pub async fn change_password(
        self,
        ctx: &AppContext,
        passwords: &Passwords,
        session_id: i64,
        current: &str,
        new: &str,
    ) -> Result<(), PasswordChangeError> {
        let hash = Some(self.password_hash.clone());
        if !passwords.verify(current, hash).await?.matches {
            return Err(PasswordChangeError::Wrong);
        }
        passwords
            .judge(new, &[&self.username])
            .await
            .map_err(PasswordChangeError::Refused)?;
        let id = self.id;
        let mut user = self.into_active_model();
        user.password_hash = Set(passwords.hash(new).await?);
        user.updated_at = Set(Utc::now().fixed_offset());
        let txn = begin_write(&ctx.db).await.map_err(ModelError::from)?;
        user.update(&txn).await.map_err(ModelError::from)?;
        sessions::Entity::delete_many()
            .filter(sessions::Column::UserId.eq(id))
            .filter(sessions::Column::Id.ne(session_id))
            .exec(&txn)
            .await
            .map_err(ModelError::from)?;
        txn.commit().await.map_err(ModelError::from)?;
        live::hub(ctx).inspect(|hub| hub.cut_user(id, Some(session_id)));
        Ok(())
    }

    /// Shuts somebody out: no sign-in, no session, no socket. What they wrote stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deactivate(self, ctx: &AppContext) -> ModelResult<Self> {
        let id = self.id;
        let now = Utc::now().fixed_offset();
        let mut user = self.into_active_model();
        user.deactivated_at = Set(Some(now));
        user.updated_at = Set(now);
        let txn = begin_write(&ctx.db).await?;
        let user = user.update(&txn).await?;
        sessions::Entity::delete_many()
            .filter(sessions::Column::UserId.eq(id))
            .exec(&txn)
            .await?;
        txn.commit().await?;
        live::hub(ctx).inspect(|hub| hub.cut_user(id, None));
        Ok(user)
    }
}
