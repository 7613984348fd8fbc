//! The language of a page: one's own choice, or else that of this browser, or else what it asks for.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum_test::TestResponse;

use crate::support::client::{Person, Site, attributes_of, cookies_of, header_of, texts_of, with_site};

/// A page as a browser gets it that wants `accepts` and has these cookies.
async fn page(site: &Site, path: &str, accepts: &str, cookie: &str) -> TestResponse {
    let mut request = site.server.get(path);
    for (name, value) in [(header::ACCEPT_LANGUAGE, accepts), (header::COOKIE, cookie)] {
        if !value.is_empty() {
            request = request.add_header(name, HeaderValue::from_str(value).expect("a header"));
        }
    }
    request.await
}

fn language_of(response: &TestResponse) -> String {
    attributes_of(&response.text(), "html", "lang").concat()
}

async fn language(site: &Site, path: &str, accepts: &str, cookie: &str) -> String {
    language_of(&page(site, path, accepts, cookie).await)
}

/// Chooses a language on the page that the browser names.
async fn choose(site: &Site, language: &str, referer: &str) -> TestResponse {
    let request = site.server.post("/language").form(&[("language", language)]);
    let referer = HeaderValue::from_str(referer).expect("a header");
    request.add_header(header::REFERER, referer).await
}

async fn set(person: &Person<'_>, language: &str) -> TestResponse {
    person.post("/settings/language", &[("language", language)]).await
}

#[tokio::test]
async fn a_browser_gets_the_language_that_it_asks_for() {
    with_site(async |site| {
        site.join("ada").await;
        for (accepts, expected) in [
            ("de-CH,de;q=0.9,en;q=0.5", "de"),
            ("fr,es;q=0.8,de;q=0.5", "es"),
            ("fr", "en"),
            ("", "en"),
        ] {
            assert_eq!(
                language(site, "/login", accepts, "").await,
                expected,
                "{accepts:?}"
            );
        }
        let login = page(site, "/login", "de", "").await;
        assert_eq!(texts_of(&login.text(), "h1"), ["Anmelden"]);
        let vary = header_of(&login, header::VARY).unwrap_or_default();
        assert!(vary.contains("accept-language"), "{vary}");
        // Whatever refuses speaks it, too.
        let missing = page(site, "/no/such/page", "es", &site.join("bo").await.cookie).await;
        assert_eq!(texts_of(&missing.text(), "h1"), ["Aquí no hay nada"]);
        let foreign = site
            .server
            .post("/login")
            .add_header(
                HeaderName::from_static("sec-fetch-site"),
                HeaderValue::from_static("cross-site"),
            )
            .add_header(header::ACCEPT_LANGUAGE, HeaderValue::from_static("de"));
        let foreign = foreign.await;
        assert_eq!(foreign.status_code(), StatusCode::FORBIDDEN);
        assert_eq!(texts_of(&foreign.text(), "h1"), ["Das darfst du nicht"]);
    })
    .await;
}

#[tokio::test]
async fn who_is_not_signed_in_chooses_for_this_browser() {
    with_site(async |site| {
        site.join("ada").await;
        let login = page(site, "/login", "de", "").await.text();
        assert_eq!(
            attributes_of(&login, ".account-language", "value"),
            ["en", "de", "es"]
        );
        assert_eq!(texts_of(&login, ".account-language[aria-current]"), ["Deutsch"]);
        let chosen = choose(site, "es", "http://localhost/login?next=%2Fgroups%2F1").await;
        let back = header_of(&chosen, header::LOCATION);
        assert_eq!(back.as_deref(), Some("/login?next=%2Fgroups%2F1"));
        let cookie = cookies_of(&chosen).concat();
        let cookie = cookie.split(';').next().expect("a cookie");
        assert_eq!(language(site, "/login", "de", cookie).await, "es");
        assert_eq!(language(site, "/login", "de", "banter-language=xx").await, "de");
        // Nobody is led elsewhere, and what is no language is none.
        for referer in [
            "http://localhost//evil.example",
            "javascript:alert(1)",
            "http://localhost",
        ] {
            let elsewhere = choose(site, "es", referer).await;
            assert_eq!(
                header_of(&elsewhere, header::LOCATION).as_deref(),
                Some("/"),
                "{referer}"
            );
        }
        let forgotten = cookies_of(&choose(site, "\u{1f37b}", "http://localhost/login").await).concat();
        assert!(
            forgotten.starts_with("banter-language=;") && forgotten.contains("Max-Age=0"),
            "{forgotten}"
        );
    })
    .await;
}

#[tokio::test]
async fn who_is_signed_in_chooses_for_all_their_browsers() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let settings = page(site, "/settings/language", "es", &ada.cookie).await;
        assert_eq!(language_of(&settings), "es", "first it is as the browser says");
        assert_eq!(texts_of(&settings.text(), ".kind-note"), ["Español"]);
        let chosen = set(&ada, "de").await;
        assert_eq!(
            header_of(&chosen, header::LOCATION).as_deref(),
            Some("/settings/language?saved=1")
        );
        let elsewhere = ada.sign_in_elsewhere().await;
        for person in [&ada, &elsewhere] {
            // Also where the browser itself is set otherwise.
            let cookie = format!("{}; banter-language=en", person.cookie);
            assert_eq!(language(site, "/people", "es", &cookie).await, "de");
        }
        let page = elsewhere.get("/settings/language?saved=1").await.text();
        assert_eq!(texts_of(&page, ".notice"), ["Deine Sprache ist geändert."]);
        assert_eq!(attributes_of(&page, "input[checked]", "value"), ["de"]);
        // What is refused, in a page and to a script, and dates and sizes.
        let refused = ada
            .post(
                "/settings/password",
                &[("current_password", "no"), ("new_password", "x")],
            )
            .await;
        let said = texts_of(&refused.text(), ".invalid-feedback");
        assert!(
            said[0].starts_with("Nimm 8 bis") || said[0].starts_with("Das ist nicht dein"),
            "{said:?}"
        );
        let refused = ada.post_fragment("/groups/1/messages", &[("body", "")]).await;
        assert_eq!(refused.text(), "Schreib erst etwas.");
        let profile = ada.get("/settings/profile").await.text();
        assert!(profile.contains("Ein beliebiges Bild bis "), "{profile}");
        // The sign-in page of this browser knows it from now on; and the choice can be taken back.
        let cookie = cookies_of(&chosen).concat();
        assert!(cookie.starts_with("banter-language=de;"), "{cookie}");
        let back = cookies_of(&set(&ada, "").await).concat();
        assert!(back.starts_with("banter-language=;"), "{back}");
        assert_eq!(language(site, "/people", "es", &ada.cookie).await, "es");
    })
    .await;
}
