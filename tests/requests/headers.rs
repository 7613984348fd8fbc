//! What every answer carries.

use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use banter::controllers::extractors::SessionCookie;
use chrono::{Duration, Utc};
use loco_rs::environment::Environment;

use crate::support::{
    client::{PASSWORD, cookies_of, header_of, with_site, with_site_as},
    raw,
};

const CSP: &str = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; \
     base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

fn check(headers: &HeaderMap, what: &str) {
    for (name, value) in [
        ("content-security-policy", CSP),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        let all: Vec<_> = headers.get_all(name).iter().collect();
        assert_eq!(all, [value], "{name} of {what}");
    }
    for name in ["x-powered-by", "server", "strict-transport-security"] {
        assert!(!headers.contains_key(name), "{name} of {what}");
    }
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    with_site(async |site| {
        let (stranger, maria) = (site.stranger(), site.join("maria").await);
        let general = format!("/groups/{}", site.general().await.id);
        for (path, for_stranger, for_maria) in [
            ("/", 303, 303),
            ("/login", 200, 303),
            ("/register", 200, 303),
            (&general, 303, 200),
            ("/nowhere", 303, 404),
            ("/groups/999", 303, 404),
            (&format!("{general}?before=x"), 303, 400),
            ("/logout", 303, 405),
            ("/static/any/css/tokens.css", 200, 200),
            ("/static/any/nothing.css", 404, 404),
            ("/_ping", 200, 200),
            ("/_health", 200, 200),
            ("/_readiness", 200, 200),
            ("/ws", 400, 400),
        ] {
            for (person, status) in [(&stranger, for_stranger), (&maria, for_maria)] {
                let response = person.get(path).await;
                assert_eq!(response.status_code().as_u16(), status, "{path}");
                check(response.headers(), path);
                let response = person.get_fragment(path).await;
                check(response.headers(), path);
                let head = person.with_cookie(site.server.method(Method::HEAD, path)).await;
                // A socket opens by GET alone.
                let status = if path == "/ws" { 405 } else { status };
                assert_eq!(head.status_code().as_u16(), status, "HEAD {path}");
                assert!(head.as_bytes().is_empty(), "HEAD {path}");
                check(head.headers(), path);
            }
        }
        let huge = "x".repeat(300 * 1024);
        for (path, body, status) in [
            ("/login", huge.as_str(), 413),
            ("/login", "wrong", 422),
            ("/nowhere", "x", 401),
            ("/register", "short", 422),
        ] {
            let form = [("username", "maria"), ("password", body)];
            let response = stranger.post(path, &form).await;
            assert_eq!(response.status_code().as_u16(), status, "POST {path}");
            check(response.headers(), path);
        }
        let foreign = site
            .server
            .post("/login")
            .add_header("sec-fetch-site", "cross-site")
            .await;
        assert_eq!(foreign.status_code(), StatusCode::FORBIDDEN);
        check(foreign.headers(), "a foreign write");
    })
    .await;
}

/// Line 7.
#[tokio::test]
async fn behind_https_cookies_and_headers_are_for_https() {
    let https =
        |config: &mut loco_rs::config::Config| "https://127.0.0.1".clone_into(&mut config.server.host);
    with_site_as(Environment::Test, https, async |site| {
        let form = [("username", "maria"), ("password", PASSWORD)];
        let response = site.stranger().post("/register", &form).await;
        let cookie = header_of(&response, header::SET_COOKIE).expect("a cookie");
        let parts: Vec<&str> = cookie.split("; ").collect();
        assert!(parts[0].starts_with("__Host-banter="), "{cookie}");
        for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(parts.contains(&part), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "a __Host- cookie has none");
        let mut maria = site.stranger();
        maria.adopt(&response);
        let page = maria.get("/settings/password").await;
        assert_eq!(page.status_code(), StatusCode::OK);
        let hsts = header_of(&page, header::STRICT_TRANSPORT_SECURITY).expect("HSTS");
        assert_eq!(hsts, "max-age=63072000; includeSubDomains");
        // The same token under the name that any subdomain may set.
        let mut planted = site.stranger();
        planted.cookie = maria.cookie.replace("__Host-banter", "banter");
        assert_eq!(
            planted.get("/settings/password").await.status_code(),
            StatusCode::SEE_OTHER
        );
        let response = maria.post("/logout", &[]).await;
        let cookies = cookies_of(&response);
        assert!(
            cookies.iter().any(|cookie| cookie.starts_with("__Host-banter=;")),
            "{cookies:?}"
        );
        assert!(
            cookies.iter().all(|cookie| cookie.contains("; Secure")),
            "{cookies:?}"
        );

        // To the second, whatever zone the session's end is written in.
        let until = (Utc::now() + Duration::hours(1)).fixed_offset();
        let cookie = SessionCookie::issue(&site.ctx, "token".to_owned(), until);
        let age = cookie.max_age().expect("an age").whole_seconds();
        assert!((3_598..=3_600).contains(&age), "{age}");
    })
    .await;
}

#[tokio::test]
async fn production_answers_to_its_own_name_only() {
    let named =
        |config: &mut loco_rs::config::Config| "https://chat.example.org".clone_into(&mut config.server.host);
    with_site_as(Environment::Production, named, async |site| {
        let address = site.host();
        for (host, status) in [
            ("chat.example.org", 200),
            ("CHAT.example.ORG:443", 200),
            ("chat.example.org:8443", 200),
            ("evil.example", 400),
            ("chat.example.org.evil.example", 400),
            ("127.0.0.1", 400),
            ("", 400),
        ] {
            let host = format!("Host: {host}");
            let answer = raw::request(&address, "GET", "/register", &[&host], b"").await;
            // Nobody is here yet, so that the form says why there is none.
            let expected = if status == 200 { 403 } else { status };
            assert_eq!(answer.status, expected, "{host}");
            assert_eq!(answer.header("content-security-policy"), Some(CSP), "{host}");
            let forwarded = ["Host: evil.example", "X-Forwarded-Host: chat.example.org"];
            let answer = raw::request(&address, "GET", "/register", &forwarded, b"").await;
            assert_eq!(answer.status, 400);
            assert!(!answer.body.contains("evil.example"));
        }
        // Whoever watches the server knows its number, not its name.
        for path in ["/_ping", "/_health", "/_readiness"] {
            assert_eq!(
                raw::request(&address, "GET", path, &[], b"").await.status,
                200,
                "{path}"
            );
        }
        assert_eq!(
            raw::request(&address, "GET", "/login", &[], b"").await.status,
            400
        );
    })
    .await;
}

#[tokio::test]
async fn a_page_and_its_fragment_are_told_apart() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let path = format!("/groups/{}", site.general().await.id);
        let varies = |response: &axum_test::TestResponse| {
            let all = response.headers().get_all(header::VARY).iter();
            all.filter_map(|value| value.to_str().ok())
                .collect::<Vec<_>>()
                .join(", ")
                .to_lowercase()
        };
        let (page, fragment) = (maria.get(&path).await, maria.get_fragment(&path).await);
        assert!(varies(&page).contains("hx-request") && varies(&fragment).contains("hx-request"));
        assert!(page.text().starts_with("<!doctype html>"));
        assert!(
            fragment.text().trim_start().starts_with("<ol id=\"messages\""),
            "{}",
            fragment.text()
        );
    })
    .await;
}

#[tokio::test]
async fn pages_are_compressed_and_short_answers_are_not() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let group = format!("/groups/{}", site.general().await.id);
        let get = async |path: &str| {
            let request = maria.with_cookie(site.server.get(path));
            request.add_header(header::ACCEPT_ENCODING, "gzip").await
        };
        let page = get(&group).await;
        assert_eq!(
            header_of(&page, header::CONTENT_ENCODING).as_deref(),
            Some("gzip")
        );
        assert!(header_of(&page, HeaderName::from_static("vary")).is_some());
        let request = maria.with_cookie(site.server.post(&format!("{group}/messages")));
        let request = request
            .add_header("hx-request", "true")
            .form(&[("body", "Hello")]);
        let short = request.add_header(header::ACCEPT_ENCODING, "gzip").await;
        assert!(short.text().contains("Hello"));
        assert_eq!(header_of(&short, header::CONTENT_ENCODING), None);
    })
    .await;
}
