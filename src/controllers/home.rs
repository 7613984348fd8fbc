//! The way in: to the group where one belongs.

use loco_rs::{controller::Routes, prelude::*};

use super::{extractors::CurrentUser, respond::see_other};
use crate::models::groups;

/// `GET /`
async fn show(State(ctx): State<AppContext>, _: CurrentUser) -> Result<Response> {
    let group = groups::Model::default_group(&ctx.db).await?;
    Ok(see_other(&format!("/groups/{}", group.id)))
}

pub fn routes() -> Routes {
    Routes::new().get("/", show)
}
