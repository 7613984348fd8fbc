//! The language that somebody reads in: at this browser, or wherever they sign in.

use axum::{
    Form,
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use axum_extra::extract::CookieJar;
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{ChosenLanguage, CurrentUser, Next, Shared},
    respond::{page, see_other},
    surroundings::{sidebar, throttle},
};
use crate::{
    models::{languages::Language, throttles::Throttles},
    views::{settings::LanguagePage, shell::Shell},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Flash {
    saved: Option<String>,
}

/// A tag; anything else for what the browser says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Params {
    language: String,
}

/// `POST /language`: for who is not signed in. Back to the page that it was chosen on.
async fn choose(
    State(ctx): State<AppContext>,
    headers: HeaderMap,
    jar: CookieJar,
    Form(params): Form<Params>,
) -> Result<Response> {
    let language = Language::parse(&params.language);
    let jar = jar.add(ChosenLanguage::remember(&ctx, language));
    Ok((jar, see_other(Next::back(&headers).as_str())).into_response())
}

/// `GET /settings/language`
async fn edit(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    headers: HeaderMap,
    Query(flash): Query<Flash>,
) -> Result<Response> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE);
    let accepted = accepted.and_then(|accepted| Language::accepted(accepted.to_str().ok()?));
    let data = LanguagePage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(&ctx, &current, None).await?,
        chosen: current.user.language().map(Language::tag).unwrap_or_default(),
        browser: accepted.unwrap_or_default().name(),
        saved: flash.saved.map(|_| "language-saved"),
    };
    page(StatusCode::OK, "settings/language.html", &data)
}

/// `POST /settings/language`: from now on, wherever they sign in; and at this browser when they have signed out.
async fn update(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    jar: CookieJar,
    Form(params): Form<Params>,
) -> Result<Response> {
    if let Some(wait) = throttle(&throttles, &current) {
        return Ok(wait);
    }
    let language = Language::parse(&params.language);
    current.user.read_in(&ctx.db, language).await?;
    let jar = jar.add(ChosenLanguage::remember(&ctx, language));
    Ok((jar, see_other("/settings/language?saved=1")).into_response())
}

pub fn routes() -> Routes {
    Routes::new()
        .post("/language", choose)
        .get("/settings/language", edit)
        .post("/settings/language", update)
}
