//! The group that a path names, found through the user who asks.

use axum::{
    extract::{FromRef, FromRequestParts, RawPathParams},
    http::request::Parts,
};
use loco_rs::{Error, app::AppContext};

use super::CurrentUser;
use crate::models::groups;

/// The group of `/groups/{id}/…`: one that the current user may see. Any other is the same 404.
#[derive(Debug, Clone)]
pub struct CurrentGroup(pub groups::Model);

impl<S> FromRequestParts<S> for CurrentGroup
where
    S: Send + Sync,
    AppContext: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let current = <CurrentUser as FromRequestParts<S>>::from_request_parts(parts, state).await?;
        let params = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|_| Error::NotFound)?;
        let id = params
            .iter()
            .find(|(name, _)| *name == "id")
            .map(|(_, value)| value);
        let id = id.and_then(|value| value.parse().ok()).ok_or(Error::NotFound)?;
        let ctx = AppContext::from_ref(state);
        Ok(Self(
            groups::Model::find_visible(&ctx.db, &current.user, id).await?,
        ))
    }
}
