//! Who may see and do what, in groups, and from which site.

use axum::http::{Method, StatusCode, header};
use banter::models::messages;
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::support::client::{PASSWORD, Person, header_of, texts_of, with_site};

/// Posts as a browser does and finds the message.
async fn post(person: &Person<'_>, group: i64, body: &str) -> messages::Model {
    let response = person
        .post(&format!("/groups/{group}/messages"), &[("body", body)])
        .await;
    let to = header_of(&response, header::LOCATION).expect("posted");
    let id = to.split_once("#message-").expect("to the message").1;
    let id: i64 = id.parse().expect("a number");
    let found = messages::Entity::find_by_id(id).one(&person.site.ctx.db).await;
    found.expect("the database answers").expect("it is there")
}

#[tokio::test]
async fn a_group_of_others_is_as_if_there_were_none() {
    with_site(async |site| {
        let (member, maria) = (site.join("member").await, site.join("maria").await);
        let private = site.private_group("attic", &[&member]).await.id;
        let message = post(&member, private, "between us").await.id;
        let none = private + 1000;
        let ids = [
            private.to_string(),
            none.to_string(),
            "0".to_owned(),
            "-1".to_owned(),
            "abc".to_owned(),
            "1e3".to_owned(),
            "99999999999999999999".to_owned(),
            "%00".to_owned(),
            "%FF".to_owned(),
            "1%20".to_owned(),
        ];
        let mut pages = Vec::new();
        let mut fragments = Vec::new();
        for id in ids {
            let paths = [
                format!("/groups/{id}"),
                format!("/groups/{id}?before=1"),
                format!("/groups/{id}/messages/{message}"),
                format!("/groups/{id}/messages/999999"),
                format!("/groups/{id}/messages/abc"),
            ];
            for path in paths {
                let response = maria.get(&path).await;
                assert_eq!(response.status_code(), StatusCode::NOT_FOUND, "{path}");
                pages.push(response.text());
                let response = maria.get_fragment(&path).await;
                assert_eq!(response.status_code(), StatusCode::NOT_FOUND, "{path}");
                fragments.push(response.text());
            }
            let path = format!("/groups/{id}/messages");
            let response = maria.post(&path, &[("body", "let me in")]).await;
            assert_eq!(response.status_code(), StatusCode::NOT_FOUND, "{path}");
            pages.push(response.text());
            let response = maria.post_fragment(&path, &[("body", "let me in")]).await;
            assert_eq!(response.status_code(), StatusCode::NOT_FOUND, "{path}");
            fragments.push(response.text());
        }
        assert!(pages.iter().all(|page| *page == pages[0]), "all the same page");
        assert!(
            fragments.iter().all(|text| *text == fragments[0]),
            "all the same text"
        );
        assert!(!pages[0].contains("attic") && !pages[0].contains("between us"));
        assert_eq!(
            member.get(&format!("/groups/{private}")).await.status_code(),
            StatusCode::OK
        );
        let path = format!("/groups/{private}/messages/{message}");
        assert_eq!(member.get(&path).await.status_code(), StatusCode::OK);
        assert_eq!(
            messages::Entity::find()
                .count(&site.ctx.db)
                .await
                .expect("counts"),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn a_private_group_shows_on_no_page_of_others() {
    with_site(async |site| {
        let (member, maria) = (site.join("member").await, site.join("maria").await);
        let private = site.private_group("canarygroup", &[&member]).await.id;
        post(&member, private, "canaryword").await;
        let general = format!("/groups/{}", site.general().await.id);
        for path in [general.as_str(), "/settings/password", "/nowhere"] {
            let page = maria.get(path).await.text();
            assert!(!page.contains("canary"), "{path}");
        }
        let page = member.get(&general).await.text();
        assert_eq!(texts_of(&page, "nav#groups bdi"), ["general", "canarygroup"]);
    })
    .await;
}

#[tokio::test]
async fn a_message_is_found_under_its_own_group_only() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let (general, attic) = (
            site.general().await.id,
            site.private_group("attic", &[&maria]).await.id,
        );
        let message = post(&maria, attic, "upstairs").await.id;
        let own = maria.get(&format!("/groups/{attic}/messages/{message}")).await;
        assert_eq!(own.status_code(), StatusCode::OK);
        let other = maria.get(&format!("/groups/{general}/messages/{message}")).await;
        assert_eq!(other.status_code(), StatusCode::NOT_FOUND);
        assert!(!other.text().contains("upstairs"));
        for id in ["abc", "-1", "999999", "99999999999999999999", "%FF", "1.0"] {
            let response = maria.get(&format!("/groups/{attic}/messages/{id}")).await;
            assert_eq!(response.status_code(), StatusCode::NOT_FOUND, "{id}");
            assert_eq!(response.text(), other.text(), "{id}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_form_says_of_author_and_place_is_ignored() {
    with_site(async |site| {
        let (other, maria) = (site.join("other").await, site.join("maria").await);
        let general = site.general().await.id;
        let attic = site.private_group("attic", &[&other]).await.id;
        let others_id = other.user().await.id.to_string();
        let attic_id = attic.to_string();
        let form = [
            ("body", "mine"),
            ("author_id", others_id.as_str()),
            ("user_id", &others_id),
            ("author", "other"),
            ("group_id", &attic_id),
            ("id", "77"),
            ("seq", "77"),
            ("version", "77"),
            ("kind", "system"),
            ("html", "<b>bold</b>"),
            ("role", "administrator"),
            ("created_at", "2001-01-01T00:00:00Z"),
            ("deleted_at", "2001-01-01T00:00:00Z"),
        ];
        let response = maria.post(&format!("/groups/{general}/messages"), &form).await;
        assert_eq!(response.status_code(), StatusCode::SEE_OTHER);
        let all = messages::Entity::find().all(&site.ctx.db).await.expect("answers");
        let [message] = all.as_slice() else {
            panic!("{all:?}")
        };
        assert_eq!(message.author_id, maria.user().await.id);
        assert_eq!((message.group_id, message.seq, message.version), (general, 1, 1));
        assert_eq!(message.html, "<p>mine</p>");
        assert!(message.id != 77 && message.deleted_at.is_none() && message.edited_at.is_none());
        assert!(message.created_at.to_rfc3339().as_str() > "2020");

        let form = [
            ("username", "eve"),
            ("password", PASSWORD),
            ("role", "administrator"),
            ("id", "1"),
            ("deactivated_at", ""),
        ];
        let mut eve = site.stranger();
        eve.adopt(&eve.post("/register", &form).await);
        "eve".clone_into(&mut eve.username);
        assert_eq!(eve.user().await.role, "member");
    })
    .await;
}

/// Every form, with what would succeed.
async fn writes(person: &Person<'_>) -> [(String, Vec<(&'static str, &'static str)>); 5] {
    let general = person.site.general().await.id;
    [
        (
            "/login".to_owned(),
            vec![("username", "maria"), ("password", PASSWORD)],
        ),
        (
            "/register".to_owned(),
            vec![("username", "eve"), ("password", PASSWORD)],
        ),
        (format!("/groups/{general}/messages"), vec![("body", "hello")]),
        (
            "/settings/password".to_owned(),
            vec![
                ("current_password", PASSWORD),
                ("new_password", "a password of tomorrow"),
            ],
        ),
        ("/logout".to_owned(), vec![]),
    ]
}

#[tokio::test]
async fn a_write_from_another_site_is_refused() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let host = site.host();
        let (own, other_port) = (format!("http://{host}"), format!("http://{host}0"));
        let foreign: [&[(&str, &str)]; 9] = [
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site"), ("origin", &own)],
            &[("sec-fetch-site", "cross-site"), ("hx-request", "true")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("origin", "null"), ("hx-request", "true")],
            &[("origin", &other_port)],
            &[
                ("origin", "https://evil.example"),
                ("x-requested-with", "XMLHttpRequest"),
                ("hx-request", "true"),
            ],
        ];
        let before = crate::requests::matrix::snapshot(site).await;
        for (path, form) in writes(&maria).await {
            for headers in foreign {
                for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
                    let request = site.server.method(method, &path).form(&form);
                    let request = headers
                        .iter()
                        .fold(maria.with_cookie(request), |request, (name, value)| {
                            request.add_header(*name, *value)
                        });
                    let response = request.await;
                    assert_eq!(
                        response.status_code(),
                        StatusCode::FORBIDDEN,
                        "{path} {headers:?}"
                    );
                    assert!(
                        header_of(&response, header::SET_COOKIE).is_none(),
                        "{path} {headers:?}"
                    );
                }
            }
        }
        assert_eq!(
            crate::requests::matrix::snapshot(site).await,
            before,
            "nothing has changed"
        );
        let own: [&[(&str, &str)]; 4] = [
            &[],
            &[("sec-fetch-site", "same-origin"), ("origin", &own)],
            &[("origin", &own)],
            &[("sec-fetch-site", "none")],
        ];
        for headers in own {
            let (path, form) = (
                format!("/groups/{}/messages", site.general().await.id),
                [("body", "hello")],
            );
            let request = maria.with_cookie(site.server.post(&path).form(&form));
            let request = headers.iter().fold(request, |request, (name, value)| {
                request.add_header(*name, *value)
            });
            assert_eq!(request.await.status_code(), StatusCode::SEE_OTHER, "{headers:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_link_from_another_site_still_opens() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let path = format!("/groups/{}", site.general().await.id);
        let request = maria.with_cookie(site.server.get(&path));
        let response = request.add_header("sec-fetch-site", "cross-site").await;
        assert_eq!(response.status_code(), StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_page_that_was_made_for_somebody_else_says_nothing_in_this_name() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let (id, path) = (maria.user().await.id, "/groups/1/messages");
        for (viewer, status) in [(id + 1, StatusCode::UNAUTHORIZED), (id, StatusCode::OK)] {
            let request = site
                .server
                .post(path)
                .form(&[("body", "whose?"), ("client_id", "client-one")]);
            let request = request
                .add_header("hx-request", "true")
                .add_header("banter-viewer", viewer.to_string());
            assert_eq!(
                maria.with_cookie(request).await.status_code(),
                status,
                "viewer {viewer}"
            );
        }
    })
    .await;
}
