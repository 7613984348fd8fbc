//! What every request passes, from the outside in: compression, headers, the language, the guard, the session gate,
//! error pages.

mod errors;
mod forms;
mod gate;
mod guard;
mod headers;
mod languages;
mod patience;

pub(super) use guard::is_same_origin;
use patience::Patience;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{Extensions, HeaderMap, StatusCode, Version, header},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use loco_rs::{
    app::AppContext,
    controller::middleware::{MiddlewareLayer, default_middleware_stack},
};
use tower::ServiceBuilder;
use tower_http::compression::{CompressionLayer, DefaultPredicate, Predicate, predicate::SizeAbove};

/// Bytes from which an answer is compressed. The answer to a post is smaller: what could be saved of it is worth less
/// than what a compressor costs to set up.
const COMPRESSED_FROM: u16 = 4096;

/// Loco's own that do nothing here: no answer has an `ETag` to compare, and nobody asks for the number of a request.
const UNUSED: [&str; 2] = ["etag", "request_id"];

/// Loco's middleware, right around the routes.
#[must_use]
pub fn of_loco(ctx: &AppContext) -> Vec<Box<dyn MiddlewareLayer>> {
    let mut stack = default_middleware_stack(ctx);
    stack.retain(|layer| !UNUSED.contains(&layer.name()));
    let timeout = ctx.config.server.middlewares.timeout_request.clone();
    for layer in &mut stack {
        if layer.name() == "timeout_request" {
            *layer = Box::new(Patience(timeout.clone().unwrap_or_default()));
        }
    }
    stack
}

/// What can be had in parts is counted in the bytes that it has.
fn is_no_file(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    !headers.contains_key(header::ACCEPT_RANGES)
}

/// Wraps the app's routes. The first layer is the first to see a request.
pub fn wrap(router: Router, ctx: &AppContext) -> Router {
    // It is cloned for each request, and a context has all of the configuration in it.
    let ctx = Arc::new(ctx.clone());
    let worth_it = DefaultPredicate::new()
        .and(SizeAbove::new(COMPRESSED_FROM))
        .and(is_no_file);
    let compression = CompressionLayer::new().compress_when(worth_it);
    // Around the router as a whole: `Router::layer` would go around every route, and with each of these a request would
    // clone its route and all that is around it once more.
    let service = ServiceBuilder::new()
        .layer(compression)
        .layer(from_fn_with_state(ctx, pass))
        .service(router);
    Router::new().fallback_service(service)
}

/// One layer: each would box its answer and clone all that is within it once more.
async fn pass(State(ctx): State<Arc<AppContext>>, request: Request, next: Next) -> Response {
    let errors = |request| errors::show(&ctx, request, next);
    let gate = |request| gate::require_session(&ctx, request, errors);
    let guard = |request| guard::refuse_strangers(&ctx, request, gate);
    let languages = |request| languages::speak(request, guard);
    headers::secure(&ctx, request, languages).await
}
