//! Refuses what no page of this site sends: writes from other sites, other hosts; and says that the
//! server stops.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use loco_rs::{app::AppContext, environment::Environment};

use crate::{
    controllers::respond::{error, retry_after},
    models::messages::live,
    settings::host_name,
};

pub(super) async fn refuse_strangers(
    ctx: &AppContext,
    request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let headers = request.headers();
    // Whoever watches the server asks it by its number, and learns nothing but its health.
    let is_probe = request.uri().path().starts_with("/_");
    let is_strange = !is_own_host(headers, &ctx.config.server.host);
    if ctx.environment == Environment::Production && is_strange && !is_probe {
        return error(StatusCode::BAD_REQUEST, None, false);
    }
    if !is_read(request.method()) && is_cross_site(headers) {
        return error(StatusCode::FORBIDDEN, None, false);
    }
    if request.uri().path() == "/_readiness" && !live::journal(ctx).is_ok_and(|journal| journal.is_open()) {
        return retry_after(StatusCode::SERVICE_UNAVAILABLE.into_response(), 10);
    }
    next(request).await
}

/// Whether `Origin` names the host that the request was sent to. A missing one does not.
pub(in crate::controllers) fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some((_, origin)) = text(header::ORIGIN).and_then(|origin| origin.split_once("://")) else {
        return false;
    };
    text(header::HOST).is_some_and(|host| host.eq_ignore_ascii_case(origin))
}

fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// What browsers say of where a write comes from. A client that says nothing is no browser, and carries
/// nobody's cookie unknowingly.
fn is_cross_site(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site != "same-origin" && site != "none";
    }
    headers.contains_key(header::ORIGIN) && !is_same_origin(headers)
}

fn is_own_host(headers: &HeaderMap, own: &str) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host.is_some_and(|host| host_name(host).eq_ignore_ascii_case(host_name(own)))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| (name.parse().expect("a name"), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn an_origin_is_the_host_or_foreign() {
        for (origin, same) in [
            ("http://chat.example", true),
            ("https://chat.example", true),
            ("https://chat.example:444", false),
            ("https://chat.example.evil", false),
            ("null", false),
            ("", false),
        ] {
            assert_eq!(
                is_same_origin(&headers(&[("host", "chat.example"), ("origin", origin)])),
                same,
                "{origin}"
            );
        }
        assert!(!is_same_origin(&headers(&[("host", "chat.example")])));
    }

    #[test]
    fn fetch_metadata_decides_before_the_origin() {
        assert!(is_cross_site(&headers(&[
            ("sec-fetch-site", "cross-site"),
            ("host", "a"),
            ("origin", "http://a")
        ])));
        assert!(is_cross_site(&headers(&[("sec-fetch-site", "same-site")])));
        assert!(!is_cross_site(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(is_cross_site(&headers(&[
            ("host", "a"),
            ("origin", "null"),
            ("hx-request", "true")
        ])));
    }
}
