//! The context that handlers get.

use loco_rs::{app::AppContext, controller::AppRoutes};

/// The routes with a context of their own. Axum clones it three times for each request: without the parts of the
/// configuration that only the start reads, which `models::shared` has.
#[must_use]
pub fn bind(routes: &AppRoutes, ctx: &AppContext) -> AppRoutes {
    let mut ctx = ctx.clone();
    let config = &mut ctx.config;
    (config.settings, config.scheduler, config.initializers) = (None, None, None);
    (config.queue, config.mailer, config.auth) = (None, None, None);
    let bound = routes.get_routes().iter().cloned().map(|mut routes| {
        for handler in &mut routes.handlers {
            handler.method = handler.method.clone().with_state(ctx.clone());
        }
        routes
    });
    AppRoutes::empty().add_routes(bound.collect())
}
