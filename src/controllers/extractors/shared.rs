//! What the initializers have put into the shared store.

use std::ops::Deref;

use axum::{extract::FromRequestParts, http::request::Parts};
use loco_rs::{Error, app::AppContext};

use crate::models::shared::shared;

/// A clone of the `T` of this process.
pub struct Shared<T>(pub T);

impl<T: Clone + Send + Sync + 'static> Shared<T> {
    /// # Errors
    /// Where no initializer has put one there.
    pub fn find(ctx: &AppContext) -> Result<Self, Error> {
        shared(ctx).map(Self)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone + Send + Sync + 'static> FromRequestParts<AppContext> for Shared<T> {
    type Rejection = Error;

    async fn from_request_parts(_: &mut Parts, ctx: &AppContext) -> Result<Self, Error> {
        Self::find(ctx)
    }
}
