//! Errors as people should see them: a page that looks like the rest, a short text for a script.

use std::time::Duration;

use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};

use loco_rs::app::AppContext;
use tokio::time::timeout;

use super::forms;
use crate::controllers::{
    extractors::{CurrentUser, Scripted},
    respond::{error, see_other},
};

/// How long the database may take to say that it is there.
const ALIVE: Duration = Duration::from_secs(1);

pub(super) async fn show(ctx: &AppContext, request: Request, next: Next) -> Response {
    let scripted = Scripted::asks(request.headers());
    let machine = request.uri().path().starts_with("/_");
    let viewer = request
        .extensions()
        .get::<CurrentUser>()
        .map(|current| current.user.clone());
    let (uri, reads) = (request.uri().clone(), !scripted && forms::is_reader(&request));
    let response = next.run(request).await;
    let mut status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let is_ours = kind.is_some_and(|kind| {
        kind.starts_with("text/html") || (scripted && kind.starts_with("text/plain; charset=utf-8"))
    });
    if !is_error || is_ours || machine {
        return response;
    }
    if reads && status == StatusCode::METHOD_NOT_ALLOWED {
        return see_other(&forms::page(uri.path()));
    }
    // It is no fault of the program, and over when the database is back: worth trying again.
    if status == StatusCode::INTERNAL_SERVER_ERROR && !is_database_there(ctx).await {
        status = StatusCode::SERVICE_UNAVAILABLE;
    }
    let mut shown = error(status, viewer.as_ref(), scripted);
    for name in [
        header::RETRY_AFTER,
        header::ALLOW,
        header::CONTENT_RANGE,
        header::CONNECTION,
        header::UPGRADE,
        header::SEC_WEBSOCKET_VERSION,
    ] {
        if let Some(value) = response.headers().get(&name) {
            shown.headers_mut().insert(name, value.clone());
        }
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        let soon = HeaderValue::from_static("1");
        shown.headers_mut().entry(header::RETRY_AFTER).or_insert(soon);
    }
    shown
}

async fn is_database_there(ctx: &AppContext) -> bool {
    matches!(timeout(ALIVE, ctx.db.ping()).await, Ok(Ok(())))
}
