//! The file that a path names, found through the group that its reader may see.

use axum::{extract::FromRequestParts, http::request::Parts};
use loco_rs::{Error, app::AppContext};

use super::{CurrentGroup, CurrentUser, path};
use crate::models::{
    attachments::{self, Model},
    groups::Standing,
};

/// The file of `/groups/{id}/…/{attachment_id}`, with what its group is to the current user. One of another group, and
/// what somebody else has not posted yet, is the same 404 as none.
#[derive(Debug, Clone)]
pub struct CurrentAttachment {
    pub standing: Standing,
    pub file: Model,
}

impl FromRequestParts<AppContext> for CurrentAttachment {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, ctx: &AppContext) -> Result<Self, Error> {
        let current = <CurrentUser as FromRequestParts<AppContext>>::from_request_parts(parts, ctx).await?;
        let CurrentGroup(standing) = CurrentGroup::from_request_parts(parts, ctx).await?;
        let id = path::id(parts, ctx, "attachment_id").await?;
        let file = attachments::find_for(&ctx.db, standing.group.id, current.user.id, id).await?;
        Ok(Self { standing, file })
    }
}
