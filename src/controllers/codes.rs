//! The second step of signing in: the code.

use std::sync::Arc;

use axum::{Form, http::StatusCode, response::IntoResponse};
use axum_extra::extract::CookieJar;
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{ClientIp, Next, PendingSignIn, Shared, Visit},
    respond::{page, retry_after, see_other},
    sessions::admit,
};
use crate::{
    models::{
        second_factors::{self, Answer},
        sessions,
        throttles::Throttles,
        users,
    },
    settings::Settings,
    views::{shell::Shell, two_factor::CodePage},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Params {
    next: Next,
    code: String,
    /// The authenticator is not at hand.
    recovery: Option<String>,
}

/// `GET /login/code`
async fn new(
    State(ctx): State<AppContext>,
    jar: CookieJar,
    Query(params): Query<Params>,
) -> Result<Response> {
    if waiting(&ctx, &jar).await?.is_none() {
        return Ok(see_other(&params.next.after("/login")));
    }
    page(StatusCode::OK, "accounts/code.html", &code_page(&params, None))
}

/// `POST /login/code`
async fn create(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    Shared(throttles): Shared<Throttles>,
    ClientIp(ip): ClientIp,
    visit: Visit,
    Form(params): Form<Params>,
) -> Result<Response> {
    let Some(user) = waiting(&ctx, &visit.jar).await? else {
        return expired(&params);
    };
    let tried = throttles.sign_in(&user.username, ip);
    if let Err(seconds) = tried.and_then(|()| throttles.code(user.id)) {
        let data = code_page(&params, Some("login-too-many"));
        let response = page(StatusCode::TOO_MANY_REQUESTS, "accounts/code.html", &data)?;
        return Ok(retry_after(response, seconds));
    }
    let token = PendingSignIn::find(&ctx, &visit.jar);
    match second_factors::answer(&ctx.db, &throttles, &token, &params.code).await? {
        Answer::Right(proven) => {
            let started = sessions::start_proven(&ctx.db, &proven, site.session_days, &visit.device).await?;
            let response = admit(&ctx, visit, started, &params.next).await?;
            let forget = CookieJar::new().add(PendingSignIn::removal(&ctx));
            Ok((forget, response).into_response())
        }
        Answer::Wrong => {
            let wrong = if params.recovery.is_some() {
                "recovery-wrong"
            } else {
                "code-wrong"
            };
            let data = code_page(&params, Some(wrong));
            page(StatusCode::UNPROCESSABLE_ENTITY, "accounts/code.html", &data)
        }
        Answer::Gone => expired(&params),
    }
}

async fn waiting(ctx: &AppContext, jar: &CookieJar) -> Result<Option<users::Model>> {
    let token = PendingSignIn::find(ctx, jar);
    Ok(second_factors::waiting(&ctx.db, &token).await?)
}

fn code_page(params: &Params, error: Option<&'static str>) -> CodePage {
    CodePage {
        shell: Shell::new(None),
        next: params.next.to_string(),
        recovery: params.recovery.is_some(),
        other: params.next.after("/login/code"),
        restart: params.next.after("/login"),
        expired: false,
        error,
    }
}

/// Too late, or too many codes: it begins again.
fn expired(params: &Params) -> Result<Response> {
    let data = CodePage {
        expired: true,
        ..code_page(params, None)
    };
    page(StatusCode::UNPROCESSABLE_ENTITY, "accounts/code.html", &data)
}

pub fn routes() -> Routes {
    Routes::new().get("/login/code", new).post("/login/code", create)
}
