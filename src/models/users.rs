//! People with an account: registering, signing in, changing the password, being promoted and deactivated.

use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

pub use super::_entities::users::{ActiveModel, Column, Entity, Model};
use super::{
    audit_events::{Action, Audit},
    site_bans,
    throttles::Throttles,
};

mod access;
mod credentials;
mod deletion;
mod language;
pub(super) mod names;
mod passwords;
mod people;
mod picture;
mod profile;
mod registration;
mod roster;
mod standing;
mod telling;

pub use access::Access;
pub use credentials::CredentialError;
pub use deletion::{DeletionError, NOBODY, is_gone, owned_alone};
pub use names::{is_name_character, key as name_key};
pub use passwords::Passwords;
pub(super) use people::find_by_login;
pub use people::{People, find, find_active, find_actor, find_by_username, is_called, suggest};
pub(in crate::models) use picture::pictures_among;
pub use profile::{Lasting, Profile, ProfileError, ProfileRefusals, Status, StatusRefusals};
pub use registration::{Refusals, Registration, RegistrationError};
pub use roster::{Roster, State};
pub(super) use standing::{Shutting, conclude, lock};
pub use standing::{StandingError, administrator_ids};
pub use telling::TOLD;

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

/// Why somebody who proved to be it can't sign in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error("banned from the site")]
    Banned(Box<site_bans::Model>),
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl From<sea_orm::DbErr> for SignInError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Model(error.into())
    }
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
    /// [`SignInError::Banned`] for who is, after the right password only; when the database or the hashing fails.
    pub async fn authenticate(
        db: &impl ConnectionTrait,
        passwords: &Passwords,
        throttles: &Throttles,
        login: &str,
        password: &str,
    ) -> Result<Option<Self>, SignInError> {
        let user = find_by_login(db, login).await?;
        let hash = user.as_ref().map(|user| user.password_hash.clone());
        let verified = passwords.verify(password, hash).await?;
        let known = user.as_ref().map(|user| user.id);
        let Some(mut user) = user.filter(|_| verified.matches) else {
            record_refusal(db, throttles, known).await?;
            return Ok(None);
        };
        if !user.is_active() {
            user = match site_bans::end_if_over(db, user).await? {
                Ok(user) => user,
                Err(ban) => {
                    record_refusal(db, throttles, known).await?;
                    return ban.map_or(Ok(None), |ban| Err(SignInError::Banned(Box::new(ban))));
                }
            };
        }
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
}

/// Nothing of what was typed: a password lands in the field of the name often enough.
pub(super) async fn record_refusal(
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
