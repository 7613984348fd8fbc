//! The way in: to the group that was open last, else to the one where newcomers arrive.

use axum_extra::extract::CookieJar;
use loco_rs::{controller::Routes, prelude::*};

use super::{
    extractors::{CurrentUser, LastGroup},
    respond::see_other,
};
use crate::models::groups;

/// `GET /`
async fn show(State(ctx): State<AppContext>, current: CurrentUser, jar: CookieJar) -> Result<Response> {
    let last = match LastGroup::find(&jar) {
        Some(id) => groups::Standing::find(&ctx.db, &current.user, id).await.ok(),
        None => None,
    };
    let group = match last {
        Some(standing) => standing.group,
        None => groups::Model::default_group(&ctx.db).await?,
    };
    Ok(see_other(&format!("/groups/{}", group.id)))
}

pub fn routes() -> Routes {
    Routes::new().get("/", show)
}
