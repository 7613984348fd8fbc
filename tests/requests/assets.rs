//! The browser's files.

use axum::http::{HeaderName, StatusCode, header};
use axum_test::TestResponse;
use banter::views::assets;

use crate::support::{
    client::{attributes_of, cookies_of, header_of, with_site},
    raw,
};

#[tokio::test]
async fn every_file_that_a_page_names_is_there() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let general = format!("/groups/{}", site.general().await.id);
        let mut files = Vec::new();
        for page in [
            maria.get(&general).await,
            maria.get("/settings/password").await,
            maria.get("/nowhere").await,
            site.stranger().get("/login").await,
            site.stranger().get("/register").await,
        ] {
            let page = page.text();
            files.extend(attributes_of(&page, "link[href]", "href"));
            files.extend(attributes_of(&page, "script[src], img[src]", "src"));
            files.extend(attributes_of(&page, "use[href]", "href"));
        }
        assert!(files.len() > 20, "{files:?}");
        for file in files {
            assert!(file.starts_with(assets::base_path()), "{file}");
            let file = file.split('#').next().expect("a path");
            let response = site.stranger().get(file).await;
            assert_eq!(response.status_code(), StatusCode::OK, "{file}");
            let kind = header_of(&response, header::CONTENT_TYPE).expect("a type");
            let expected = match file.rsplit_once('.').expect("an extension").1 {
                "css" => "text/css; charset=utf-8",
                "js" => "text/javascript; charset=utf-8",
                "svg" => "image/svg+xml",
                other => panic!("{other}"),
            };
            assert_eq!(kind, expected, "{file}");
            assert!(!response.as_bytes().is_empty(), "{file}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_comes_compressed_to_who_takes_that() {
    with_site(async |site| {
        let path = format!("{}/bootstrap.min.css", assets::base_path());
        let plain = site.server.get(&path).await;
        assert_ne!(
            header_of(&plain, header::CONTENT_ENCODING).as_deref(),
            Some("gzip")
        );
        let packed = site
            .server
            .get(&path)
            .add_header(header::ACCEPT_ENCODING, "br, gzip")
            .await;
        assert_eq!(
            header_of(&packed, header::CONTENT_ENCODING).as_deref(),
            Some("gzip")
        );
        assert!(packed.as_bytes().starts_with(&[0x1f, 0x8b]), "it is gzip");
        assert!(packed.as_bytes().len() * 3 < plain.as_bytes().len());
        for response in [plain, packed] {
            assert_eq!(
                header_of(&response, header::VARY).as_deref(),
                Some("accept-encoding")
            );
        }
    })
    .await;
}

#[tokio::test]
async fn scripts_come_without_their_comments_line_by_line() {
    with_site(async |site| {
        let path = format!("{}/js/app.js", assets::base_path());
        let sent = site.stranger().get(&path).await.text();
        let source = include_str!("../../assets/static/js/app.js");
        assert_eq!(sent.lines().count(), source.lines().count());
        for (sent, source) in sent.lines().zip(source.lines()) {
            let is_comment = source.trim_start().starts_with("//");
            assert_eq!(sent, if is_comment { "" } else { source });
        }
        assert!(source.lines().any(|line| line.starts_with("// ")));
    })
    .await;
}

#[tokio::test]
async fn a_file_is_kept_for_ever_only_where_its_address_changes_with_it() {
    with_site(async |site| {
        let kept = async |build: &str| {
            let response = site.server.get(&format!("/static/{build}/css/tokens.css")).await;
            assert_eq!(response.status_code(), StatusCode::OK);
            header_of(&response, header::CACHE_CONTROL)
        };
        let current = assets::base_path().trim_start_matches("/static/");
        // A debug build shows a changed file under the same address.
        let forever = Some("public, max-age=31536000, immutable".to_owned());
        let expected = if cfg!(debug_assertions) {
            Some("no-cache".to_owned())
        } else {
            forever
        };
        assert_eq!(kept(current).await, expected);
        assert_eq!(kept("another").await.as_deref(), Some("no-cache"));
    })
    .await;
}

#[tokio::test]
async fn what_is_no_file_of_ours_is_not_found() {
    with_site(async |site| {
        let address = site.host();
        let build = assets::base_path();
        for path in [
            format!("{build}/nothing.css"),
            format!("{build}/"),
            build.to_string(),
            "/static/".to_owned(),
            format!("{build}/../../Cargo.toml"),
            format!("{build}/../views/errors/show.html"),
            format!("{build}/%2e%2e/views/errors/show.html"),
            format!("{build}/..%2fviews%2ferrors%2fshow.html"),
            format!("{build}/..%5cviews"),
            format!("{build}/%2fetc%2fpasswd"),
            format!("{build}//etc/passwd"),
            format!("{build}/css/../../../config/test.yaml"),
            format!("{build}/css"),
            format!("{build}/css/tokens.css/"),
            format!("{build}/css/tokens.css%00"),
            format!("{build}/%FF"),
            "/static/../config/test.yaml".to_owned(),
        ] {
            let answer = raw::request(&address, "GET", &path, &["Accept: text/html"], b"").await;
            // Outside /static/ a stranger is sent to the sign-in, as for every path.
            assert!(matches!(answer.status, 404 | 400), "{path}: {}", answer.status);
            for secret in ["[workspace]", "{% extends", "root:", "database:"] {
                assert!(!answer.body.contains(secret), "{path}");
            }
            assert_eq!(
                answer.header("content-type"),
                Some("text/html; charset=utf-8"),
                "{path}"
            );
        }
        let answer = raw::request(&address, "POST", &format!("{build}/css/tokens.css"), &[], b"").await;
        assert_eq!(answer.status, 405);
    })
    .await;
}

#[tokio::test]
async fn a_group_may_be_made_ahead_and_counts_as_open_when_somebody_comes() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let attic = ada.make_group("public", "attic", &[]).await;
        let path = format!("/groups/{attic}");
        let remembers = |response: &TestResponse| {
            let cookies = cookies_of(response);
            let named = format!("banter-group={attic};");
            cookies.iter().any(|cookie| cookie.starts_with(&named))
        };
        let request = ada.with_cookie(site.server.get(&path));
        let ahead = request.add_header("sec-purpose", "prefetch;prerender").await;
        assert_eq!(ahead.status_code(), StatusCode::OK);
        assert!(!remembers(&ahead), "nobody is there yet");
        let rules = header_of(&ahead, HeaderName::from_static("speculation-rules")).expect("rules");
        let rules = site.server.get(rules.trim_matches('"')).await;
        assert_eq!(
            header_of(&rules, header::CONTENT_TYPE).as_deref(),
            Some("application/speculationrules+json")
        );
        for named in [".group-link:not(", ":focus-visible"] {
            assert!(rules.text().contains(named), "{}", rules.text());
        }
        assert!(remembers(&ada.get(&path).await));
    })
    .await;
}
