//! Deny by default: everything wants a signed-in user, except what is listed here.

use std::time::Duration;

use axum::{
    Form,
    body::{Body, to_bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::Response,
};
use axum_extra::extract::CookieJar;
use loco_rs::app::AppContext;
use serde::Deserialize;
use tokio::time::timeout;

use crate::{
    controllers::{
        composing::{boundary, text_of},
        extractors::{CurrentUser, Next as Destination, Scripted},
        respond::{error, error_page, retry_after, see_other, text},
    },
    models::sessions,
    views::{errors::ErrorPage, language, templates},
};

/// Paths that need nobody signed in. `/ws` refuses by itself: a browser can't read a refused upgrade.
pub(in crate::controllers) const PUBLIC: [&str; 11] = [
    "/language",
    "/login",
    "/login/code",
    "/register",
    "/join",
    "/forgot",
    "/reset",
    "/ws",
    "/_ping",
    "/_health",
    "/_readiness",
];

/// Public paths that are not for who has to set up a second factor first.
const NOT_CONFINED: [&str; 1] = ["/join"];

/// Where one sets it up.
const SET_UP: &str = "/settings/two-factor";

/// Bytes of a refused form that are looked at for a text worth giving back.
const KEPT: usize = 256 * 1024;

/// How long they may take to arrive.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) async fn require_session(
    ctx: &AppContext,
    mut request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let path = request.uri().path();
    if path.starts_with("/static/") {
        return next(request).await;
    }
    let is_public = PUBLIC.contains(&path);
    let jar = CookieJar::from_headers(request.headers());
    let current = match CurrentUser::find(ctx, &jar).await {
        Ok(current) => current,
        Err(failure) => {
            tracing::error!(error = %failure, "who is signed in could not be read");
            let scripted = Scripted::asks(request.headers());
            // Only the database can fail here: worth trying again.
            return retry_after(error(StatusCode::SERVICE_UNAVAILABLE, None, scripted), 1);
        }
    };
    let Some(current) = current.filter(|current| is_viewer(request.headers(), current)) else {
        return if is_public {
            next(request).await
        } else {
            send_to_sign_in(request).await
        };
    };
    if let Err(failure) = sessions::touch(&ctx.db, &current.session).await {
        tracing::warn!(error = %failure, "the use of a session could not be noted");
    }
    if current.session.confined && !is_for_confined(path) {
        return lead_to_set_up(request).await;
    }
    let language = current.user.language().unwrap_or_else(language::current);
    request.extensions_mut().insert(current);
    let mut response = language::speaking(language, next(request)).await;
    // Nobody who comes after at this browser sees it by the Back button.
    let headers = response.headers_mut();
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Whether the signed-in user is the one whom the asking page was made for, where it says so.
///
/// Somebody else may have signed in at this browser since: what the page still holds is not theirs to send.
fn is_viewer(headers: &HeaderMap, current: &CurrentUser) -> bool {
    let viewer = headers.get("banter-viewer");
    viewer.is_none_or(|viewer| viewer.as_bytes() == current.user.id.to_string().as_bytes())
}

/// Whether a session that is good for nothing but setting up a second factor is good for this.
fn is_for_confined(path: &str) -> bool {
    let set_up = path.strip_prefix(SET_UP);
    let is_set_up = set_up.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let is_public = PUBLIC.contains(&path) && !NOT_CONFINED.contains(&path);
    is_set_up || is_public || path == "/logout"
}

/// A page is asked for again afterwards; a script and a form are told as if nobody was signed in.
async fn lead_to_set_up(request: Request) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if Scripted::asks(request.headers()) || !is_read {
        return send_to_sign_in(request).await;
    }
    let to = request.uri().path_and_query().map_or("/", |to| to.as_str());
    see_other(&Destination::new(to).after(SET_UP))
}

/// A page is asked for again after signing in; a script and a form are told, and the form gets back what
/// was typed.
async fn send_to_sign_in(request: Request) -> Response {
    let scripted = Scripted::asks(request.headers());
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if scripted {
        return text(StatusCode::UNAUTHORIZED, templates::text("error-401-title"));
    }
    if is_read {
        let to = request.uri().path_and_query().map_or("/", |to| to.as_str());
        return see_other(&Destination::new(to).after("/login"));
    }
    let from = Destination::back(request.headers());
    let from = Destination::new(from.as_str());
    let headers = request.headers().clone();
    let kept = typed(&headers, request.into_body()).await;
    let status = StatusCode::UNAUTHORIZED;
    let mut page = ErrorPage::new(status.as_u16(), None, kept);
    page.login = from.after("/login");
    error_page(status, &page)
}

/// A message form, of which only the text matters.
#[derive(Deserialize)]
struct Typed {
    body: String,
}

/// The text of a message form.
async fn typed(headers: &HeaderMap, body: Body) -> Option<String> {
    if let Some(boundary) = boundary(headers) {
        // With files in it, which are too large to be kept.
        let text = timeout(PATIENCE, text_of(body, boundary)).await.ok()??;
        return Some(text).filter(|text| !text.trim().is_empty());
    }
    let bytes = timeout(PATIENCE, to_bytes(body, KEPT)).await.ok()?.ok()?;
    let request = Request::post("/")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(bytes))
        .ok()?;
    let Form(typed) = Form::<Typed>::from_request(request, &()).await.ok()?;
    Some(typed.body).filter(|text| !text.trim().is_empty())
}
