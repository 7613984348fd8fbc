//! Who may register now, and as what.

use loco_rs::{app::AppContext, environment::Environment, model::ModelResult};

use serde::Serialize;

use crate::{
    models::{invitations::Offer, settings},
    settings::{Registration as Policy, Settings},
};

/// Who may register now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    Open,
    /// Nobody has: this person becomes the administrator.
    First,
    /// Nobody has: the person with the set-up code becomes the administrator.
    SetupCode,
    /// Nobody has, and the operator has to begin.
    NotSetUp,
    /// Only who has a link that opens an account.
    Invited,
    /// This person has one.
    Welcome,
    Closed,
}

impl Access {
    /// Whether there is a form to fill in.
    #[must_use]
    pub fn has_form(self) -> bool {
        matches!(self, Self::Open | Self::First | Self::SetupCode | Self::Welcome)
    }

    /// The same for who has this link.
    #[must_use]
    pub fn with(self, offer: Option<&Offer>) -> Self {
        match self {
            Self::Invited if offer.is_some_and(Offer::lets_register) => Self::Welcome,
            access => access,
        }
    }

    /// By the policy; before anybody has registered, by the environment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn now(ctx: &AppContext, site: &Settings) -> ModelResult<Self> {
        if settings::has_administrator(&ctx.db).await? {
            return Ok(match site.registration {
                Policy::Open => Self::Open,
                Policy::Invited => Self::Invited,
                Policy::Closed => Self::Closed,
            });
        }
        Ok(match (&ctx.environment, &site.setup_code) {
            (_, Some(_)) => Self::SetupCode,
            (Environment::Production, None) => Self::NotSetUp,
            _ => Self::First,
        })
    }
}
