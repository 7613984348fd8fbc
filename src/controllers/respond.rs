//! Answers that several controllers give.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use loco_rs::Result;
use serde::Serialize;

use crate::{
    models::users,
    views::{errors::ErrorPage, templates},
};

/// A page of `template`.
///
/// # Errors
/// When the template fails.
pub fn page(status: StatusCode, template: &str, data: &impl Serialize) -> Result<Response> {
    Ok((status, Html(templates::render(template, data)?)).into_response())
}

/// The page that says what went wrong.
#[must_use]
pub fn error_page(status: StatusCode, page: &ErrorPage) -> Response {
    self::page(status, "errors/show.html", page).unwrap_or_else(|error| {
        tracing::error!(%error, "the error page could not be rendered");
        status.into_response()
    })
}

/// What went wrong, as who asks can show it: a page, or a line for a script.
#[must_use]
pub fn error(status: StatusCode, viewer: Option<&users::Model>, scripted: bool) -> Response {
    let page = ErrorPage::new(status.as_u16(), viewer, None);
    if scripted {
        text(status, page.summary())
    } else {
        error_page(status, &page)
    }
}

/// A short text for a script.
#[must_use]
pub fn text(status: StatusCode, text: String) -> Response {
    (
        status,
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        text,
    )
        .into_response()
}

/// Says when to try again.
#[must_use]
pub fn retry_after(mut response: Response, seconds: u64) -> Response {
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// One address, two answers: a script gets another than a page.
#[must_use]
pub fn vary(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("hx-request"));
    response
}

/// On to another page after a form: by 303, or for a script by a header that HTMX follows.
#[must_use]
pub fn lead_to(scripted: bool, path: &str) -> Response {
    if scripted {
        ([("hx-redirect", path)], String::new()).into_response()
    } else {
        see_other(path)
    }
}

/// 303: go on by GET.
#[must_use]
pub fn see_other(path: &str) -> Response {
    Redirect::to(path).into_response()
}
