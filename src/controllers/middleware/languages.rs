//! The language of a request: the choice of this browser, or else what it asks for. The gate knows better of who is
//! signed in and has chosen one.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use axum_extra::extract::CookieJar;

use crate::{
    controllers::extractors::ChosenLanguage, models::languages::Language, views::language::speaking,
};

pub(super) async fn speak(request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    let language = asked(request.headers()).unwrap_or_default();
    let mut response = speaking(language, next(request)).await;
    let headers = response.headers_mut();
    let kind = headers.get(header::CONTENT_TYPE);
    if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        headers.append(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    }
    response
}

fn asked(headers: &HeaderMap) -> Option<Language> {
    let chosen = ChosenLanguage::find(&CookieJar::from_headers(headers));
    let accepted = || Language::accepted(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?);
    chosen.or_else(accepted)
}
