//! Telling somebody by mail that what they sign in with has changed.

use loco_rs::app::AppContext;

use super::Model;
use crate::{
    models::audit_events::Action,
    workers::{ChangeToTell, TellChange},
};

/// What is told.
pub const TOLD: [Action; 6] = [
    Action::PasswordChanged,
    Action::PasswordReset,
    Action::EmailChanged,
    Action::SecondFactorTurnedOn,
    Action::SecondFactorTurnedOff,
    Action::SecondFactorReset,
];

impl Model {
    /// Tells the address that this user had before the change, where there is one and mail is configured. What has
    /// changed has changed, whether they hear of it or not.
    pub(in crate::models) async fn tell(&self, ctx: &AppContext, action: Action) {
        debug_assert!(TOLD.contains(&action), "there is no text for it");
        let (Some(to), true) = (self.email.clone(), ctx.mailer.is_some()) else {
            return;
        };
        let job = ChangeToTell {
            to,
            name: self.name().to_owned(),
            action: action.as_str().to_owned(),
            language: self.language.clone(),
        };
        if let Err(error) = TellChange::enqueue(ctx, job).await {
            tracing::error!(%error, user.id = self.id, "a change of an account could not be told by mail");
        }
    }
}
