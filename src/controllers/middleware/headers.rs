//! Headers that every answer has, and the line that every request logs.

use std::time::Instant;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};
use loco_rs::app::AppContext;

use crate::settings::is_https;

/// No inline script or style, nothing from elsewhere. Images may be data, for Bootstrap's own.
const CSP: &str = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; \
     base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

const ALWAYS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, CSP),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Not `no-referrer`: forms would come from Origin `null`.
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Two years, as the preload lists ask for.
const HSTS: &str = "max-age=63072000; includeSubDomains";

pub(super) async fn secure(
    ctx: &AppContext,
    request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    // Without the query, which may tell what people look for, and in one line whatever is in it.
    let path = request.uri().path().escape_debug().to_string();
    let mut response = next(request).await;
    set(response.headers_mut(), is_https(&ctx.config.server.host));
    let status = response.status().as_u16();
    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    // What comes with every page, and from whoever watches the server, is not worth a line each.
    if path.starts_with("/static/") || path.starts_with("/_") {
        tracing::debug!(http.method = %method, http.path = %path, http.status = status, http.milliseconds = milliseconds, "answered a request");
    } else {
        tracing::info!(http.method = %method, http.path = %path, http.status = status, http.milliseconds = milliseconds, "answered a request");
    }
    response
}

fn set(headers: &mut HeaderMap, https: bool) {
    for (name, value) in ALWAYS {
        // Somebody's file allows even less.
        if name != header::CONTENT_SECURITY_POLICY || !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
}
