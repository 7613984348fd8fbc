//! The browser's files, under an address that changes with them.

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use loco_rs::controller::Routes;

use crate::views::assets;

/// `GET /static/{build}/{file}`
async fn show(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some((asset, current)) = assets::find(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kept = if current && !cfg!(debug_assertions) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let accepts_gzip = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|accepted| accepted.to_str().ok())
        .is_some_and(|accepted| accepted.contains("gzip"));
    let compressed = asset.gzip.filter(|_| accepts_gzip);
    let is_compressed = compressed.is_some();
    let mut response = compressed.unwrap_or(asset.bytes).into_response();
    let headers = response.headers_mut();
    if is_compressed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    if let Ok(mime) = HeaderValue::from_str(&asset.mime) {
        headers.insert(header::CONTENT_TYPE, mime);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

pub fn routes() -> Routes {
    Routes::new().get("/static/{*path}", show)
}
