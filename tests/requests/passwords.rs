//! What a password costs, and changing it.

use std::time::Instant;

use axum::http::{StatusCode, header};
use banter::models::users::Passwords;
use futures_util::future::join_all;

use crate::support::{
    client::{PASSWORD, header_of, texts_of, with_site},
    raw,
    server::Server,
};

/// Line 2.
#[tokio::test]
async fn sixty_four_characters_are_a_password() {
    with_site(async |site| {
        let long = "vt4#kQ9!".repeat(8);
        let form = [("username", "maria"), ("password", long.as_str())];
        let response = site.stranger().post("/register", &form).await;
        assert_eq!(response.status_code(), StatusCode::SEE_OTHER);
        let response = site.stranger().post("/login", &form).await;
        assert_eq!(response.status_code(), StatusCode::SEE_OTHER);
        // To the last one.
        let form = [("username", "maria"), ("password", &long[..63])];
        let response = site.stranger().post("/login", &form).await;
        assert_eq!(response.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}

/// Line 2.
#[tokio::test]
async fn a_password_of_a_megabyte_is_refused_before_any_hashing() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        // Nothing can be hashed any more: what tried to would never answer.
        site.ctx.shared_store.insert(Passwords::new(0).expect("random"));
        let huge = "x".repeat(1024 * 1024);
        let name = ("username", "maria");
        for form in [
            &[name, ("password", huge.as_str())],
            &[("username", huge.as_str()), ("password", "x")],
        ] {
            for path in ["/login", "/register"] {
                let response = site.stranger().post(path, form).await;
                assert_eq!(response.status_code(), StatusCode::PAYLOAD_TOO_LARGE, "{path}");
            }
        }
        let form = [
            ("current_password", huge.as_str()),
            ("new_password", huge.as_str()),
        ];
        let response = maria.post("/settings/password", &form).await;
        assert_eq!(response.status_code(), StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(texts_of(&response.text(), ".error-status"), ["Error 413"]);
    })
    .await;
}

/// Line 2.
#[tokio::test]
async fn a_password_that_many_have_is_refused() {
    with_site(async |site| {
        for common in [
            "password",
            "12345678",
            "qwertyuiop",
            "letmein1",
            "iloveyou",
            "maria.silva",
            "banana12",
        ] {
            let form = [("username", "maria.silva"), ("password", common)];
            let response = site.stranger().post("/register", &form).await;
            assert_eq!(
                response.status_code(),
                StatusCode::UNPROCESSABLE_ENTITY,
                "{common}"
            );
            assert_eq!(texts_of(&response.text(), "#password-error").len(), 1, "{common}");
        }
    })
    .await;
}

#[tokio::test]
async fn fifty_sign_ins_at_once_hold_the_memory_of_a_few_hashes() {
    let server = Server::start_with(&[("MALLOC_ARENA_MAX", "2")]).await;
    let address = server.address();
    let form = format!("username=maria&password={}", PASSWORD.replace(' ', "+"));
    assert_eq!(raw::form(&address, "/register", &[], &form).await.status, 303);
    assert_eq!(raw::form(&address, "/login", &[], &form).await.status, 303);
    let before = server.peak_memory();

    let forms: Vec<String> = (0..60)
        .map(|n| format!("username=nobody{n}&password=wrong"))
        .collect();
    let started = Instant::now();
    let answers = join_all(forms.iter().map(|form| raw::form(&address, "/login", &[], form))).await;
    let all = started.elapsed();
    assert!(answers.iter().all(|answer| answer.status == 422), "{answers:?}");
    // Two at a time, as settings.hashes_at_a_time says, are 38 MiB; sixty would be 1,140 MiB.
    let grown = (server.peak_memory() - before) / 1024;
    assert!(grown < 6 * 19, "{grown} MiB more for 60 sign-ins in {all:?}");
}

/// Line 6.
#[tokio::test]
async fn a_changed_password_ends_the_other_browsers_and_keeps_this_one() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let elsewhere = maria.sign_in_elsewhere().await;
        let other = site.join("other").await;
        let new = "a password of tomorrow";

        let form = [("current_password", "wrong"), ("new_password", new)];
        let response = maria.post("/settings/password", &form).await;
        assert_eq!(response.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(texts_of(&response.text(), "#current_password-error").len(), 1);
        assert!(!response.text().contains(new));
        let form = [("current_password", PASSWORD), ("new_password", "password1")];
        let response = maria.post("/settings/password", &form).await;
        assert_eq!(response.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(texts_of(&response.text(), "#new_password-error").len(), 1);
        let form = [("new_password", new)];
        let response = maria.post("/settings/password", &form).await;
        assert_eq!(response.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            elsewhere.get("/settings/password").await.status_code(),
            StatusCode::OK,
            "unchanged"
        );

        let form = [("current_password", PASSWORD), ("new_password", new)];
        let response = maria.post("/settings/password", &form).await;
        assert_eq!(
            header_of(&response, header::LOCATION).as_deref(),
            Some("/settings/password?saved=1")
        );
        let page = maria.get("/settings/password?saved=1").await;
        assert_eq!(page.status_code(), StatusCode::OK);
        assert_eq!(texts_of(&page.text(), ".notice[role=status]").len(), 1);
        assert_eq!(
            elsewhere.get("/settings/password").await.status_code(),
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            other.get("/settings/password").await.status_code(),
            StatusCode::OK
        );
        for (password, status) in [
            (PASSWORD, StatusCode::UNPROCESSABLE_ENTITY),
            (new, StatusCode::SEE_OTHER),
        ] {
            let form = [("username", "maria"), ("password", password)];
            assert_eq!(site.stranger().post("/login", &form).await.status_code(), status);
        }
    })
    .await;
}
