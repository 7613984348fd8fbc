//! What every request passes, from the outside in: compression, headers, the guard, the session gate, error pages.

mod errors;
mod gate;
mod guard;
mod headers;

pub(super) use guard::is_same_origin;

use std::sync::Arc;

use axum::{Router, middleware::from_fn_with_state};
use loco_rs::app::AppContext;
use tower_http::compression::{CompressionLayer, DefaultPredicate, Predicate, predicate::SizeAbove};

/// Bytes from which an answer is compressed. The answer to a post is smaller: what could be saved of it is worth less
/// than what a compressor costs to set up.
const COMPRESSED_FROM: u16 = 4096;

/// Wraps the app's routes. The last layer is the first to see a request.
pub fn wrap(router: Router, ctx: &AppContext) -> Router {
    // Each layer is cloned for each request, and a context has all of the configuration in it.
    let ctx = Arc::new(ctx.clone());
    router
        .layer(from_fn_with_state(ctx.clone(), errors::show_errors))
        .layer(from_fn_with_state(ctx.clone(), gate::require_session))
        .layer(from_fn_with_state(ctx.clone(), guard::refuse_strangers))
        .layer(from_fn_with_state(ctx, headers::secure))
        .layer(
            CompressionLayer::new()
                .compress_when(DefaultPredicate::new().and(SizeAbove::new(COMPRESSED_FROM))),
        )
}
