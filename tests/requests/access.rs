//! Who may see and do what, in groups, and from which site.

use axum::http::{Method, StatusCode, header};
use axum_test::TestResponse;
use banter::models::{groups, messages};
use chrono::Utc;
use futures_util::future::join_all;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

use super::matrix::{routes, snapshot};
use crate::support::{
    client::{PASSWORD, Person, header_of, texts_of, with_site},
    socket::Socket,
};

/// What is to be seen of an answer, but for the moment it was given at.
fn seen(response: &TestResponse) -> (StatusCode, Vec<String>, String) {
    let headers = response.headers().iter();
    let headers = headers.filter(|(name, _)| *name != header::DATE);
    let mut headers: Vec<_> = headers
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    headers.sort();
    (response.status_code(), headers, response.text())
}

/// Fields that every form of a group would take.
const FORM: [(&str, &str); 8] = [
    ("body", "let me in"),
    ("members", "1"),
    ("user_id", "1"),
    ("role", "owner"),
    ("name", "mine"),
    ("topic", ""),
    ("confirm", "attic"),
    ("kind", "public"),
];

#[tokio::test]
async fn a_group_of_others_is_as_if_there_were_none_on_every_verb() {
    with_site(async |site| {
        let (member, maria) = (site.join("member").await, site.join("maria").await);
        let private = member.make_group("private", "attic", &[]).await;
        let message = member.say(private, "between us").await.id.to_string();
        let direct = member.start_direct(&member).await;
        let banned = member.make_group("public", "attic", &[]).await;
        let maria_id = maria.id().await.to_string();
        member
            .does(&format!("/groups/{banned}/bans"), &[("user_id", &maria_id)])
            .await;
        let deleted = maria.make_group("public", "the deleted one", &[]).await;
        let mut row = groups::Entity::find_by_id(deleted)
            .one(&site.ctx.db)
            .await
            .expect("answers")
            .expect("made")
            .into_active_model();
        row.deleted_at = Set(Some(Utc::now().fixed_offset()));
        row.update(&site.ctx.db).await.expect("deleted");
        let [none, private, direct, banned, deleted] =
            [private + 1000, private, direct, banned, deleted].map(|id| id.to_string());
        let before = snapshot(site).await;

        let ids = [
            none.as_str(),
            &private,
            &direct,
            &banned,
            &deleted,
            "0",
            "-1",
            "abc",
            "1e3",
            "99999999999999999999",
            "%00",
            "%FF",
            "1%20",
        ];
        let (mut pages, mut fragments) = (Vec::new(), Vec::new());
        let routes = routes(site).into_iter();
        let mut tried = 0;
        for (method, uri) in routes.filter(|(_, uri)| uri.starts_with("/groups/{id}")) {
            let uri = uri.replace("{message_id}", &message).replace("{user_id}", "1");
            let method: Method = method.parse().expect("a method");
            for id in ids {
                let path = uri.replace("{id}", id);
                let request = || maria.with_cookie(site.server.method(method.clone(), &path).form(&FORM));
                let response = request().await;
                assert_eq!(response.status_code(), StatusCode::NOT_FOUND, "{method} {path}");
                pages.push(seen(&response));
                fragments.push(seen(&request().add_header("hx-request", "true").await));
                // Before anything is read of the form, too.
                let response = maria.with_cookie(site.server.method(method.clone(), &path)).await;
                pages.push(seen(&response));
                tried += 1;
            }
            for method in [Method::PUT, Method::DELETE, Method::PATCH] {
                let answers = [&none, &private, &banned].map(|id| {
                    let path = uri.replace("{id}", id);
                    maria.with_cookie(site.server.method(method.clone(), &path))
                });
                let answers = join_all(answers.into_iter().map(IntoFuture::into_future)).await;
                assert!(
                    answers.iter().all(|answer| seen(answer) == seen(&answers[0])),
                    "{method} {uri}"
                );
            }
        }
        assert!(tried > 15 * ids.len(), "{tried}");
        for page in &pages {
            assert_eq!(*page, pages[0]);
        }
        for fragment in &fragments {
            assert_eq!(*fragment, fragments[0]);
        }
        assert!(!pages[0].2.contains("attic") && !pages[0].2.contains("between us"));
        assert_eq!(snapshot(site).await, before, "and nothing has changed");
        assert_eq!(
            member.get(&format!("/groups/{private}")).await.status_code(),
            StatusCode::OK
        );
    })
    .await;
}

#[tokio::test]
async fn a_private_group_shows_on_no_page_of_others() {
    with_site(async |site| {
        let (member, maria) = (site.join("member").await, site.join("maria").await);
        let insider = site.join("insider").await;
        let private = member.make_group("private", "canarygroup", &[&insider]).await;
        let settings = format!("/groups/{private}/settings");
        let form = [("name", "canarygroup"), ("topic", "canarytopic")];
        member.does(&settings, &form).await;
        let message = member.say(private, "canaryword").await.id;
        let direct = member.start_direct(&insider).await;
        member.say(direct, "canarysecret").await;
        // They are in the private group now, and nowhere else.
        let _here = Socket::of_page(&member, private).await;

        let general = site.general().await.id;
        let asked = format!("?open={private}&group={private}&after={private}&picker=1");
        // What they type themselves is given back to them, so they type no whole word.
        let search = "?q=canarygr&add=canarygr&name=canarygr&picker=1&kind=private";
        let queries = [
            "",
            "?before=9",
            "?after=0",
            "?picker=1",
            "?q=canaryto",
            search,
            &asked,
        ];
        let words = ["canarygroup", "canarytopic", "canaryword", "canarysecret"];
        let mut tried = 0;
        for (_, uri) in routes(site).into_iter().filter(|(method, _)| method == "GET") {
            for group in [private, direct, general] {
                let path = uri
                    .replace("{id}", &group.to_string())
                    .replace("{message_id}", &message.to_string())
                    .replace("{username}", "insider")
                    .replace("{*path}", "any/css/tokens.css");
                for query in queries {
                    let path = format!("{path}{query}");
                    for response in [maria.get(&path).await, maria.get_fragment(&path).await] {
                        let page = response.text();
                        let found: Vec<_> = words.iter().filter(|word| page.contains(**word)).collect();
                        assert!(found.is_empty(), "{path} shows {found:?}");
                        tried += 1;
                    }
                }
            }
        }
        assert!(tried > 200, "{tried}");
        let page = maria.get(&format!("/groups/{general}")).await.text();
        assert_eq!(texts_of(&page, "#online-count"), ["0"]);
        let page = maria.get(&format!("/groups/{general}/members")).await.text();
        assert_eq!(
            page.matches("avatar-online").count(),
            1,
            "who looks is here, and who is elsewhere is not"
        );
        // A name that is taken says so only of what everybody may know.
        let form = [("kind", "public"), ("name", "canarygroup")];
        maria.does("/groups", &form).await;
        let page = insider.get("/people").await.text();
        assert_eq!(
            texts_of(&page, "nav#groups bdi"),
            ["general", "canarygroup", "member"]
        );
    })
    .await;
}

#[tokio::test]
async fn the_pages_of_the_directory_do_not_tell_where_a_private_name_would_stand() {
    with_site(async |site| {
        let (member, maria) = (site.join("member").await, site.join("maria").await);
        for name in ["alpha", "omega"] {
            maria.make_group("public", name, &[]).await;
        }
        let private = member.make_group("private", "middle", &[]).await;
        let direct = member.start_direct(&member).await;
        let rooms = async |after: i64| {
            let page = maria.get(&format!("/groups?after={after}")).await.text();
            texts_of(&page, "#entries .entry-link")
        };
        for id in [private, direct] {
            assert_eq!(rooms(id).await, rooms(999_999).await);
        }
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
        let message = maria.say(attic, "upstairs").await.id;
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
        let before = snapshot(site).await;
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
        assert_eq!(snapshot(site).await, before, "nothing has changed");
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
