//! What is kept of the current user, to take along.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use loco_rs::{controller::Routes, prelude::*};

use super::{
    deletions::data_page,
    extractors::{CurrentUser, Shared},
    respond::{page, retry_after},
};
use crate::models::{export, throttles::Throttles};

/// `POST /settings/data`: a ZIP file, made while it is sent.
async fn create(
    State(ctx): State<AppContext>,
    Shared(throttles): Shared<Throttles>,
    current: CurrentUser,
) -> Result<Response> {
    if let Err(seconds) = throttles.export(current.user.id) {
        let mut data = data_page(&ctx, &current).await?;
        data.export_error = Some("export-too-many");
        let response = page(StatusCode::TOO_MANY_REQUESTS, "settings/data.html", &data)?;
        return Ok(retry_after(response, seconds));
    }
    let body = Body::from_stream(export::stream(&ctx, current.user));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"banter-export.zip\""),
    );
    Ok(response)
}

pub fn routes() -> Routes {
    Routes::new().post("/settings/data", create)
}
