//! The group that a path names, found through the user who asks.

use axum::{extract::FromRequestParts, http::request::Parts};
use loco_rs::{Error, app::AppContext};

use super::{CurrentUser, Shared, path};
use crate::controllers::surroundings::forbidden;
use crate::models::groups::{Standing, Standings};

/// The group of `/groups/{id}/…`, with what it is to the current user: one that they may see. Any other is the
/// same 404.
#[derive(Debug, Clone)]
pub struct CurrentGroup(pub Standing);

/// A [`CurrentGroup`] whose members the current user may add and remove; 403 for others who may see it.
#[derive(Debug, Clone)]
pub struct ModeratedGroup(pub Standing);

/// A [`CurrentGroup`] that the current user may rename, archive and delete; 403 for others who may see it.
#[derive(Debug, Clone)]
pub struct ManagedGroup(pub Standing);

impl FromRequestParts<AppContext> for CurrentGroup {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, ctx: &AppContext) -> Result<Self, Error> {
        let current = <CurrentUser as FromRequestParts<AppContext>>::from_request_parts(parts, ctx).await?;
        let id = path::id(parts, ctx, "id").await?;
        let Shared(standings) = Shared::<Standings>::find(ctx)?;
        Ok(Self(standings.find(&current.user, id).await?))
    }
}

impl FromRequestParts<AppContext> for ModeratedGroup {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, ctx: &AppContext) -> Result<Self, Error> {
        let CurrentGroup(standing) = CurrentGroup::from_request_parts(parts, ctx).await?;
        standing
            .may_moderate()
            .then_some(Self(standing))
            .ok_or_else(forbidden)
    }
}

impl FromRequestParts<AppContext> for ManagedGroup {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, ctx: &AppContext) -> Result<Self, Error> {
        let CurrentGroup(standing) = CurrentGroup::from_request_parts(parts, ctx).await?;
        standing
            .may_manage()
            .then_some(Self(standing))
            .ok_or_else(forbidden)
    }
}
