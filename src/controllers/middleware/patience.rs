//! How long a request may take: as Loco has it, but for those that bring files, which take as long as they are large.
//!
//! Of these `composing.rs` sees that they go on.

use std::time::Duration;

use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};
use loco_rs::{
    Result,
    app::AppContext,
    controller::middleware::{MiddlewareLayer, timeout::TimeOut},
};
use tokio::time::timeout;

/// Fifty megabytes arrive by then over half a megabit a second.
const FOR_FILES: Duration = Duration::from_mins(15);

/// In the place of Loco's own, with its configuration.
pub(super) struct Patience(pub TimeOut);

impl MiddlewareLayer for Patience {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn is_enabled(&self) -> bool {
        self.0.is_enabled()
    }

    fn config(&self) -> serde_json::Result<serde_json::Value> {
        self.0.config()
    }

    fn apply(&self, app: Router<AppContext>) -> Result<Router<AppContext>> {
        let patience = Duration::from_millis(self.0.timeout);
        Ok(app.layer(from_fn(move |request: Request, next: Next| async move {
            let brings_files = brings_files(request.method(), request.headers());
            let patience = if brings_files { FOR_FILES } else { patience };
            in_time(patience, next.run(request)).await
        })))
    }
}

async fn in_time(patience: Duration, answer: impl Future<Output = Response>) -> Response {
    let answered = timeout(patience, answer).await;
    answered.unwrap_or_else(|_| StatusCode::REQUEST_TIMEOUT.into_response())
}

fn brings_files(method: &Method, headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    *method == Method::POST && kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}
