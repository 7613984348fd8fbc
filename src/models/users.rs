//! People with an account: registering, signing in, changing the password, being promoted and deactivated.

use chrono::Utc;
use loco_rs::{
    app::AppContext,
    model::{ModelError, ModelResult},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait,
    IntoActiveModel, QueryFilter, sea_query::Expr,
};
use serde_json::json;

pub use super::_entities::users::{ActiveModel, Column, Entity, Model};
use super::{
    audit_events::{Action, Audit},
    messages::live,
    sessions,
    throttles::Throttles,
    transactions::begin_write,
};

mod access;
pub(super) mod names;
mod passwords;
mod people;
mod picture;
mod profile;
mod registration;
mod roster;
mod standing;

pub use access::Access;
pub use names::{is_name_character, key as name_key};
pub use passwords::Passwords;
pub use people::{People, find, find_active, find_actor, find_by_username, is_called, suggest};
pub(in crate::models) use picture::pictures_among;
pub use profile::{Lasting, Profile, ProfileError, ProfileRefusals, Status, StatusRefusals};
pub use registration::{Refusals, Registration, RegistrationError};
pub use roster::Roster;
pub use standing::StandingError;

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// What somebody may do to the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Administrator,
    Member,
}

impl Role {
    /// Each by the name that it is kept under.
    pub const NAMES: [(&str, Self); 2] = [
        (Self::Administrator.as_str(), Self::Administrator),
        (Self::Member.as_str(), Self::Member),
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Member => "member",
        }
    }
}

/// What is shown of somebody beside what they do: see [`super::messages::Author`].
pub(super) const FACE: [Column; 3] = [Column::Username, Column::DisplayName, Column::Picture];

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
    /// wrong password. A hash weaker than today's is renewed, and a refusal recorded.
    ///
    /// # Errors
    /// When the database or the hashing fails.
    pub async fn authenticate(
        db: &impl ConnectionTrait,
        passwords: &Passwords,
        throttles: &Throttles,
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
        let known = user.as_ref().map(|user| user.id);
        let Some(user) = user.filter(|user| verified.matches && user.is_active()) else {
            record_refusal(db, throttles, known).await?;
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
        Audit::new(Action::PasswordChanged)
            .by(id)
            .user(id)
            .record(&txn)
            .await?;
        txn.commit().await.map_err(ModelError::from)?;
        live::hub(ctx).inspect(|hub| hub.cut_user(id, Some(session_id)));
        Ok(())
    }
}

/// Nothing of what was typed: a password lands in the field of the name often enough.
async fn record_refusal(
    db: &impl ConnectionTrait,
    throttles: &Throttles,
    known: Option<i64>,
) -> ModelResult<()> {
    let Some(left_out) = throttles.refusal() else {
        return Ok(());
    };
    let mut audit = Audit::new(Action::SignInFailed);
    if let Some(user_id) = known {
        audit = audit.user(user_id);
    }
    if left_out > 0 {
        audit = audit.with(json!({ "left_out": left_out }));
    }
    audit.record(db).await
}
