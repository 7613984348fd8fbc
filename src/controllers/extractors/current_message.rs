//! The message that a path names, found through the group that its reader may see.

use axum::{extract::FromRequestParts, http::request::Parts};
use loco_rs::{Error, app::AppContext};

use super::{CurrentGroup, path};
use crate::models::{
    groups::Standing,
    messages::{self, Posted},
};

/// The message of `/groups/{id}/messages/{message_id}/…`, with what its group is to the current user. One of
/// another group is the same 404 as none.
#[derive(Debug, Clone)]
pub struct CurrentMessage {
    pub standing: Standing,
    pub posted: Posted,
}

impl FromRequestParts<AppContext> for CurrentMessage {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, ctx: &AppContext) -> Result<Self, Error> {
        let CurrentGroup(standing) = CurrentGroup::from_request_parts(parts, ctx).await?;
        let id = path::id(parts, ctx, "message_id").await?;
        let posted = messages::find_in(&ctx.db, standing.group.id, id).await?;
        Ok(Self {
            standing,
            posted: posted.ok_or(Error::NotFound)?,
        })
    }
}
