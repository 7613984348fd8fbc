//! Puts the app's middleware around its routes.

use async_trait::async_trait;
use axum::Router;
use loco_rs::{
    Result,
    app::{AppContext, Initializer},
};

use crate::controllers::middleware;

pub struct Web;

#[async_trait]
impl Initializer for Web {
    fn name(&self) -> String {
        "web".to_owned()
    }

    async fn after_routes(&self, router: Router, ctx: &AppContext) -> Result<Router> {
        Ok(middleware::wrap(router, ctx))
    }
}
