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
    let default = groups::Model::default_group(&ctx.db).await?.id;
    for id in LastGroup::find(&jar).into_iter().chain([default]) {
        match groups::Standing::find(&ctx.db, &current.user, id).await {
            Ok(_) => return Ok(see_other(&format!("/groups/{id}"))),
            Err(ModelError::EntityNotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    // Banned even from there: the other rooms are open.
    Ok(see_other("/groups"))
}

pub fn routes() -> Routes {
    Routes::new().get("/", show)
}
