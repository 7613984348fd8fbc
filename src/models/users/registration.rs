//! Joining the installation, and becoming its first administrator.

use chrono::Utc;
use loco_rs::{
    app::AppContext,
    model::{ModelError, ModelResult},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, SqlErr,
};
use serde::Serialize;
use serde_json::json;

use super::{Access, Column, Entity, Model, Passwords, Role, deletion::is_reserved, names};
use crate::{
    models::{
        audit_events::{Action, Audit},
        groups,
        invitations::{self, Accept, Offer},
        memberships::{self, NewMember},
        messages::live,
        settings,
        signals::{self, Signal},
        transactions::begin_write,
    },
    settings::{Registration as Policy, Settings},
};

/// What somebody fills in to register.
#[derive(Debug, Default)]
pub struct Registration {
    pub username: String,
    pub email: String,
    pub password: String,
    pub setup_code: String,
    /// The token of a link that they came by.
    pub invitation: String,
}

/// What is wrong with it: the key of a text for each field.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Refusals {
    pub username: Option<&'static str>,
    pub email: Option<&'static str>,
    pub password: Option<&'static str>,
    pub setup_code: Option<&'static str>,
}

#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    #[error("some fields are refused: {0:?}")]
    Fields(Refusals),
    #[error("nobody may register now")]
    Shut(Access),
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// How an account comes about.
#[derive(Debug, Clone, Copy)]
enum Entry {
    /// Somebody registers; the first of all becomes the administrator.
    Person,
    /// Only the first of all may.
    OnlyAsFirst,
    /// By this link, which is used once more.
    Invited(i64),
    /// The operator says so, and says as what.
    Operator(Role),
}

impl Registration {
    /// Makes the account and joins it to the default group, and to the one of an invitation.
    ///
    /// # Errors
    /// [`RegistrationError`]: what the person can mend, field by field; or that nobody may.
    pub async fn register(
        self,
        ctx: &AppContext,
        site: &Settings,
        passwords: &Passwords,
    ) -> Result<Model, RegistrationError> {
        let offer = invitations::find(&ctx.db, &self.invitation).await?;
        let access = Access::now(ctx, site).await?.with(offer.as_ref());
        if !access.has_form() {
            return Err(RegistrationError::Shut(access));
        }
        let wrong_code =
            access == Access::SetupCode && site.setup_code.as_deref() != Some(self.setup_code.trim());
        let entry = match (access, &offer) {
            (Access::Welcome, Some(offer)) => Entry::Invited(offer.invitation.id),
            _ if access != Access::Open && site.registration != Policy::Open => Entry::OnlyAsFirst,
            _ => Entry::Person,
        };
        let wrong_code = wrong_code.then_some("setup-code-wrong");
        let user = self.create(ctx, passwords, wrong_code, entry).await?;
        if let Some(Offer {
            invitation,
            group: Some(group),
            ..
        }) = offer
        {
            let accept = Accept {
                user_id: user.id,
                invitation_id: invitation.id,
                claimed: access == Access::Welcome,
            };
            // They have their account all the same, and the link leads them there once more.
            if let Err(error) = live::change(ctx, group.id, accept).await {
                tracing::info!(%error, group.id = group.id, "an invitation was not good any more");
            }
        }
        Ok(user)
    }

    /// Makes the account on the operator's word, whoever may register.
    ///
    /// # Errors
    /// [`RegistrationError::Fields`] for what is refused.
    pub async fn create_by_operator(
        self,
        ctx: &AppContext,
        passwords: &Passwords,
        role: Role,
    ) -> Result<Model, RegistrationError> {
        self.create(ctx, passwords, None, Entry::Operator(role)).await
    }

    async fn create(
        self,
        ctx: &AppContext,
        passwords: &Passwords,
        setup_code: Option<&'static str>,
        entry: Entry,
    ) -> Result<Model, RegistrationError> {
        let username = names::username(&self.username);
        let email = names::email(&self.email);
        let mut refusals = Refusals {
            username: username.as_ref().err().copied(),
            email: email.as_ref().err().copied(),
            password: passwords
                .judge(&self.password, &[&self.username, &self.email])
                .await
                .err(),
            setup_code,
        };
        if refusals.username.is_none() && taken(&ctx.db, Column::UsernameKey, &self.username).await? {
            refusals.username = Some("username-taken");
        }
        if refusals.username.is_none() && is_reserved(&ctx.db, &self.username).await? {
            refusals.username = Some("username-taken");
        }
        if refusals.email.is_none() && taken(&ctx.db, Column::EmailKey, &self.email).await? {
            refusals.email = Some("email-taken");
        }
        let (Ok(username), Ok(email), true) = (username, email, refusals == Refusals::default()) else {
            return Err(RegistrationError::Fields(refusals));
        };
        let now = Utc::now().fixed_offset();
        let row = super::ActiveModel {
            id: NotSet,
            username_key: Set(names::key(&username)),
            username: Set(username),
            email_key: Set(email.as_deref().map(names::key)),
            email: Set(email),
            password_hash: Set(passwords.hash(&self.password).await?),
            role: Set(Role::Member.as_str().to_owned()),
            deactivated_at: Set(None),
            created_at: Set(now),
            updated_at: Set(now),
            ..Default::default()
        };
        insert(ctx, row, entry).await
    }
}

async fn insert(ctx: &AppContext, row: super::ActiveModel, entry: Entry) -> Result<Model, RegistrationError> {
    let txn = begin_write(&ctx.db).await.map_err(ModelError::from)?;
    let user = Entity::insert(row)
        .exec_with_returning(&txn)
        .await
        .map_err(|error| match error.sql_err() {
            // Somebody took the name between the look and the insert.
            Some(SqlErr::UniqueConstraintViolation(what)) if what.contains("email") => {
                RegistrationError::Fields(Refusals {
                    email: Some("email-taken"),
                    ..Default::default()
                })
            }
            Some(SqlErr::UniqueConstraintViolation(_)) => RegistrationError::Fields(Refusals {
                username: Some("username-taken"),
                ..Default::default()
            }),
            _ => RegistrationError::Model(error.into()),
        })?;
    let group = groups::Model::default_group(&txn).await?;
    let member = NewMember {
        last_read_seq: group.last_seq,
        ..NewMember::new(group.id, user.id)
    };
    memberships::insert(&txn, [member]).await?;
    let administrator = match entry {
        Entry::Operator(Role::Administrator) => {
            settings::claim_administrator(&txn, user.id).await?;
            true
        }
        Entry::Person => settings::claim_administrator(&txn, user.id).await?,
        // Two tried at once, and the other one is: the transaction is rolled back.
        Entry::OnlyAsFirst if !settings::claim_administrator(&txn, user.id).await? => {
            return Err(RegistrationError::Shut(Access::Closed));
        }
        Entry::OnlyAsFirst => true,
        // The same where somebody else has had the last use of a link.
        Entry::Invited(id) if !invitations::claim(&txn, id).await? => {
            return Err(RegistrationError::Shut(Access::Invited));
        }
        Entry::Invited(_) | Entry::Operator(Role::Member) => false,
    };
    let user = if administrator {
        promote(&txn, user).await?
    } else {
        user
    };
    let actor = match entry {
        Entry::Operator(_) => None,
        Entry::Person | Entry::OnlyAsFirst | Entry::Invited(_) => Some(user.id),
    };
    Audit::new(Action::UserCreated)
        .by(actor)
        .user(user.id)
        .with(json!({ "username": user.username, "role": user.role }))
        .record(&txn)
        .await?;
    let arrival = Signal::Members { group_id: group.id };
    let hub = live::hub(ctx);
    if hub.is_none() {
        signals::send(&txn, [arrival]).await?;
    }
    txn.commit().await.map_err(ModelError::from)?;
    if let Some(hub) = hub {
        signals::act(&ctx.db, &hub, &[arrival]).await;
    }
    Ok(user)
}

async fn promote(db: &impl ConnectionTrait, user: Model) -> ModelResult<Model> {
    let mut user = user.into_active_model();
    user.role = Set(Role::Administrator.as_str().to_owned());
    Ok(user.update(db).await?)
}

async fn taken(db: &impl ConnectionTrait, column: Column, typed: &str) -> ModelResult<bool> {
    let key = names::key(typed);
    Ok(!key.is_empty() && Entity::find().filter(column.eq(key)).count(db).await? > 0)
}
