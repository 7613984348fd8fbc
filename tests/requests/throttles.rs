//! How often one may try.

use axum::http::{StatusCode, header};
use banter::models::{groups, messages};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::support::client::{PASSWORD, Site, attributes_of, header_of, texts_of, with_site};

async fn try_to_sign_in(site: &Site, login: &str, password: &str) -> StatusCode {
    let form = [("username", login), ("password", password)];
    site.stranger().post("/login", &form).await.status_code()
}

/// Line 4.
#[tokio::test]
async fn the_eleventh_failure_has_to_wait() {
    with_site(async |site| {
        site.join("maria").await;
        site.join("other").await;
        for _ in 0..10 {
            assert_eq!(
                try_to_sign_in(site, "maria", "wrong").await,
                StatusCode::UNPROCESSABLE_ENTITY
            );
        }
        // Even with the right one: else the eleventh guess would be as good as the first.
        let form = [("username", "maria"), ("password", PASSWORD)];
        let response = site.stranger().post("/login", &form).await;
        assert_eq!(response.status_code(), StatusCode::TOO_MANY_REQUESTS);
        let wait = header_of(&response, header::RETRY_AFTER).expect("it says how long");
        assert!(
            (1..=61).contains(&wait.parse::<u64>().expect("seconds")),
            "{wait}"
        );
        assert_eq!(attributes_of(&response.text(), "#username", "value"), ["maria"]);
        assert!(header_of(&response, header::SET_COOKIE).is_none());
        assert_eq!(
            try_to_sign_in(site, "other", PASSWORD).await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            try_to_sign_in(site, "nobody", PASSWORD).await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    })
    .await;
}

/// Line 4.
#[tokio::test]
async fn an_unknown_account_is_throttled_like_a_known_one() {
    with_site(async |site| {
        site.join("maria").await;
        for _ in 0..10 {
            assert_eq!(
                try_to_sign_in(site, "nobody", "wrong").await,
                StatusCode::UNPROCESSABLE_ENTITY
            );
        }
        assert_eq!(
            try_to_sign_in(site, "nobody", "wrong").await,
            StatusCode::TOO_MANY_REQUESTS
        );
    })
    .await;
}

#[tokio::test]
async fn writing_the_name_differently_gives_no_more_tries() {
    with_site(async |site| {
        site.join("maria").await;
        let spellings = [
            "maria",
            "MARIA",
            " maria",
            "Maria ",
            "ｍaria",
            "mａria",
            "maｒia",
            "marｉa",
            "mariａ",
            "ＭＡＲＩＡ",
        ];
        for login in spellings {
            assert_eq!(
                try_to_sign_in(site, login, "wrong").await,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{login}"
            );
        }
        for login in ["ｍａria", "maria"] {
            assert_eq!(
                try_to_sign_in(site, login, "wrong").await,
                StatusCode::TOO_MANY_REQUESTS,
                "{login}"
            );
        }
    })
    .await;
}

/// Line 4.
#[tokio::test]
async fn a_forged_forwarding_header_gives_no_more_tries() {
    with_site(async |site| {
        site.join("maria").await;
        let form = [("username", "maria"), ("password", "wrong")];
        let mut answers = Vec::new();
        for n in 0..11 {
            let forged = format!("203.0.113.{n}");
            let request = site.server.post("/login").form(&form);
            let request = request
                .add_header("x-forwarded-for", forged.as_str())
                .add_header("x-real-ip", forged.as_str())
                .add_header("forwarded", format!("for={forged}"));
            answers.push(request.await.status_code());
        }
        assert_eq!(answers[9], StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answers[10], StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}

#[tokio::test]
async fn an_address_registers_so_many_an_hour() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        site.configure(|settings| settings.limits.registrations_per_hour = 3);
        let register = async |name: &str, forged: &str| {
            let form = [("username", name), ("password", PASSWORD)];
            let request = site.server.post("/register").form(&form);
            request.add_header("x-forwarded-for", forged).await
        };
        for (name, status) in [
            ("one", StatusCode::SEE_OTHER),
            ("not one", StatusCode::UNPROCESSABLE_ENTITY),
            ("two", StatusCode::SEE_OTHER),
            ("three", StatusCode::TOO_MANY_REQUESTS),
        ] {
            let forged = format!("203.0.113.{}", name.len());
            assert_eq!(register(name, &forged).await.status_code(), status, "{name}");
        }
        let response = register("three", "203.0.113.99").await;
        let wait = header_of(&response, header::RETRY_AFTER).expect("it says how long");
        assert!(wait.parse::<u64>().expect("seconds") > 60, "{wait}");
        let page = response.text();
        assert_eq!(texts_of(&page, "#register-error").len(), 1, "{page}");
        assert_eq!(attributes_of(&page, "#username", "value"), ["three"]);
        assert!(header_of(&response, header::SET_COOKIE).is_none());
        // Whoever has an account gets in.
        maria.sign_in_elsewhere().await;
    })
    .await;
}

#[tokio::test]
async fn guessing_the_current_password_is_throttled_too() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let form = [
            ("current_password", "wrong"),
            ("new_password", "a password of tomorrow"),
        ];
        for _ in 0..10 {
            let response = maria.post("/settings/password", &form).await;
            assert_eq!(response.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        }
        let form = [
            ("current_password", PASSWORD),
            ("new_password", "a password of tomorrow"),
        ];
        let response = maria.post("/settings/password", &form).await;
        assert_eq!(response.status_code(), StatusCode::TOO_MANY_REQUESTS);
        assert!(header_of(&response, header::RETRY_AFTER).is_some());
        assert_eq!(texts_of(&response.text(), "#current_password-error").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn too_many_messages_have_to_wait_and_are_given_back() {
    with_site(async |site| {
        site.configure(|settings| settings.limits.messages_per_10s = 3);
        let (maria, other) = (site.join("maria").await, site.join("other").await);
        let path = format!("/groups/{}/messages", site.general().await.id);
        for n in 0..3 {
            let response = maria.post(&path, &[("body", &format!("message {n}"))]).await;
            assert_eq!(response.status_code(), StatusCode::SEE_OTHER);
        }
        let form = [
            ("body", "one <b>too</b> many"),
            ("client_id", "client-id-of-the-page"),
        ];
        let response = maria.post(&path, &form).await;
        assert_eq!(response.status_code(), StatusCode::TOO_MANY_REQUESTS);
        let wait = header_of(&response, header::RETRY_AFTER).expect("it says how long");
        assert!((1..=5).contains(&wait.parse::<u64>().expect("seconds")), "{wait}");
        let page = response.text();
        assert_eq!(
            texts_of(&page, "#composer textarea[name=body]"),
            ["one <b>too</b> many"]
        );
        assert!(!texts_of(&page, "#composer-error").concat().is_empty());
        assert_eq!(texts_of(&page, "#messages > li").len(), 3);

        let response = maria.post_fragment(&path, &form).await;
        assert_eq!(response.status_code(), StatusCode::TOO_MANY_REQUESTS);
        assert!(header_of(&response, header::RETRY_AFTER).is_some());
        let kind = header_of(&response, header::CONTENT_TYPE).expect("a type");
        assert_eq!(kind, "text/plain; charset=utf-8");

        assert_eq!(
            other.post(&path, &form).await.status_code(),
            StatusCode::SEE_OTHER
        );
        let kept = messages::Entity::find()
            .count(&site.ctx.db)
            .await
            .expect("counts");
        assert_eq!(kept, 4);
    })
    .await;
}

#[tokio::test]
async fn who_makes_too_many_groups_has_to_wait_and_gets_the_form_back() {
    with_site(async |site| {
        site.configure(|settings| settings.limits.groups_per_hour = 2);
        let (maria, other) = (site.join("maria").await, site.join("other").await);
        for name in ["one", "two"] {
            maria.make_group("private", name, &[]).await;
        }
        let before = groups::Entity::find().count(&site.ctx.db).await.expect("counts");
        let form = [("kind", "private"), ("name", "three <b>"), ("topic", "kept")];
        for response in [
            maria.post("/groups", &form).await,
            maria.post_fragment("/groups", &form).await,
        ] {
            assert_eq!(response.status_code(), StatusCode::TOO_MANY_REQUESTS);
            let wait = header_of(&response, header::RETRY_AFTER).expect("it says how long");
            assert!(
                (1..=1801).contains(&wait.parse::<u64>().expect("seconds")),
                "{wait}"
            );
            let page = response.text();
            assert_eq!(attributes_of(&page, "#name", "value"), ["three <b>"]);
            assert_eq!(attributes_of(&page, "#topic", "value"), ["kept"]);
            assert!(!texts_of(&page, "#name-error").concat().is_empty(), "it says why");
        }
        let after = groups::Entity::find().count(&site.ctx.db).await.expect("counts");
        assert_eq!(after, before);
        other.make_group("private", "three", &[]).await;
    })
    .await;
}

#[tokio::test]
async fn changes_of_a_group_are_throttled_like_messages() {
    with_site(async |site| {
        let (maria, other) = (site.join("maria").await, site.join("other").await);
        let group = maria.make_group("private", "attic", &[&other]).await;
        site.configure(|settings| settings.limits.messages_per_10s = 1);
        let id = other.id().await.to_string();
        let here = |rest: &str| format!("/groups/{group}{rest}");
        maria
            .does(&here("/settings"), &[("name", "loft"), ("topic", "")])
            .await;
        for (path, form) in [
            (here("/settings"), vec![("name", "cellar"), ("topic", "")]),
            (here("/members"), vec![("members", id.as_str())]),
            (here("/members/leave"), vec![]),
            (here(&format!("/members/{id}/remove")), vec![]),
            (here(&format!("/members/{id}/role")), vec![("role", "owner")]),
            (here("/owner"), vec![("user_id", id.as_str())]),
            (here("/bans"), vec![("user_id", id.as_str())]),
            (here(&format!("/bans/{id}/lift")), vec![]),
            (here("/archive"), vec![]),
            (here("/restore"), vec![]),
        ] {
            for response in [
                maria.post(&path, &form).await,
                maria.post_fragment(&path, &form).await,
            ] {
                assert_eq!(response.status_code(), StatusCode::TOO_MANY_REQUESTS, "{path}");
                let wait = header_of(&response, header::RETRY_AFTER).expect("it says how long");
                assert!(
                    (1..=11).contains(&wait.parse::<u64>().expect("seconds")),
                    "{path}: {wait}"
                );
            }
        }
        let roles = site.roles(group).await;
        assert_eq!(roles.len(), 2, "{roles:?}");
        let page = other.get(&here("")).await.text();
        assert_eq!(texts_of(&page, ".room-name bdi"), ["loft"]);
    })
    .await;
}
