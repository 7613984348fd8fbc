//! The ids that a path names.

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use loco_rs::{Error, Result, app::AppContext};

/// The id that stands for `{name}` in the path. What is no number is the same 404 as what is not there.
pub(super) async fn id(parts: &mut Parts, ctx: &AppContext, name: &str) -> Result<i64> {
    let params = RawPathParams::from_request_parts(parts, ctx)
        .await
        .map_err(|_| Error::NotFound)?;
    let id = params.iter().find(|(known, _)| *known == name);
    id.and_then(|(_, value)| value.parse().ok())
        .ok_or(Error::NotFound)
}
