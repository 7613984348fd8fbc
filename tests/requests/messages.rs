//! Posting, with and without script.

use axum::http::{StatusCode, header};
use axum_test::TestResponse;
use banter::models::messages;
use futures_util::future::join_all;
use sea_orm::{EntityTrait, QueryOrder};

use crate::support::{
    client::{Person, Site, attributes_of, header_of, texts_of, with_site},
    socket::Socket,
};

async fn kept(site: &Site) -> Vec<messages::Model> {
    let all = messages::Entity::find()
        .order_by_asc(messages::Column::Id)
        .all(&site.ctx.db)
        .await;
    all.expect("the database answers")
}

async fn path(site: &Site) -> String {
    format!("/groups/{}/messages", site.general().await.id)
}

/// What a refused form gives back, and under which key it would be sent again.
fn given_back(response: &TestResponse) -> (String, String) {
    let page = response.text();
    let errors = texts_of(&page, "#composer-error");
    assert!(!errors.concat().is_empty(), "it says why: {page}");
    assert_eq!(
        attributes_of(&page, "#composer textarea", "aria-invalid"),
        ["true"]
    );
    let text = texts_of(&page, "#composer textarea[name=body]").concat();
    let client_id = attributes_of(&page, "#composer input[name=client_id]", "value").concat();
    assert_eq!(client_id.len(), 32, "{client_id}");
    (text, client_id)
}

#[tokio::test]
async fn a_form_leads_to_the_message() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let group = site.general().await.id;
        let page = maria.get(&format!("/groups/{group}")).await.text();
        assert_eq!(texts_of(&page, "#messages > li").len(), 0);
        let action = attributes_of(&page, "form#composer", "action").concat();
        let client_id = attributes_of(&page, "#composer input[name=client_id]", "value").concat();
        let form = [("body", "*hello*"), ("client_id", client_id.as_str())];
        let response = maria.post(&action, &form).await;
        assert_eq!(response.status_code(), StatusCode::SEE_OTHER);
        let id = kept(site).await[0].id;
        let to = header_of(&response, header::LOCATION).expect("sent on");
        assert_eq!(to, format!("/groups/{group}#message-{id}"));

        let page = maria.get(&format!("/groups/{group}")).await.text();
        let row = format!("#messages > li#message-{id}");
        assert_eq!(texts_of(&page, &format!("{row} .message-body em")), ["hello"]);
        assert_eq!(texts_of(&page, &format!("{row} bdi.message-author")), ["maria"]);
        let author = maria.user().await.id.to_string();
        for (name, value) in [
            ("data-seq", "1"),
            ("data-version", "1"),
            ("data-author-id", &author),
            ("data-client-id", &client_id),
        ] {
            assert_eq!(attributes_of(&page, &row, name), [value], "{name}");
        }
        assert_eq!(attributes_of(&page, "#messages", "data-last-seq"), ["1"]);
        assert_eq!(attributes_of(&page, "#messages", "data-first-seq"), ["1"]);
        let again = attributes_of(&page, "#composer input[name=client_id]", "value").concat();
        assert_ne!(again, client_id, "the next message is another");
        assert_eq!(texts_of(&page, "#composer textarea[name=body]"), [""]);
    })
    .await;
}

#[tokio::test]
async fn a_script_gets_the_frame_that_everybody_gets() {
    with_site(async |site| {
        let (maria, other) = (site.join("maria").await, site.join("other").await);
        let group = site.general().await.id;
        let page = other.get(&format!("/groups/{group}")).await.text();
        let epoch = attributes_of(&page, "#messages", "data-epoch").concat();
        let form = [("body", "hello & <welcome>"), ("client_id", "0123456789abcdef")];
        let response = maria.post_fragment(&path(site).await, &form).await;
        assert_eq!(response.status_code(), StatusCode::OK);
        assert_eq!(
            header_of(&response, header::CONTENT_TYPE).as_deref(),
            Some("text/html; charset=utf-8")
        );
        let frame = response.text();
        let mut socket = Socket::open(&other, group, 0, &epoch).await;
        let (from, to, replayed) = socket.next_messages().await;
        assert_eq!((from, to), (0, 1));
        assert_eq!(replayed, frame);
        let form = [("body", "live"), ("client_id", "1123456789abcdef")];
        let live = maria.post_fragment(&path(site).await, &form).await.text();
        assert_eq!(socket.next_messages().await, (1, 2, live));
        assert!(
            !frame.contains("is-mine") && !frame.contains("data-day"),
            "{frame}"
        );
        let got = maria.get_fragment(&format!("/groups/{group}?after=0")).await;
        assert_eq!(
            texts_of(&got.text(), "#messages .message-body"),
            ["hello & <welcome>", "live"]
        );
    })
    .await;
}

#[tokio::test]
async fn the_same_request_again_is_the_same_message() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let path = path(site).await;
        let form = [("body", "once"), ("client_id", "0123456789abcdef")];
        let first = maria.post_fragment(&path, &form).await.text();
        for _ in 0..3 {
            let again = maria.post_fragment(&path, &form).await;
            assert_eq!(again.status_code(), StatusCode::OK);
            assert_eq!(again.text(), first);
        }
        let id = kept(site).await[0].id;
        let plain = maria.post(&path, &form).await;
        let to = header_of(&plain, header::LOCATION).expect("sent on");
        assert!(to.ends_with(&format!("#message-{id}")), "{to}");
        // Line ends are the browser's, not the author's.
        let many =
            (0..10).map(|_| maria.post(&path, &[("body", "once\r\n"), ("client_id", "0123456789abcdef")]));
        let many = many.map(|post| async { post.await.status_code() });
        assert!(
            join_all(many)
                .await
                .iter()
                .all(|status| *status == StatusCode::SEE_OTHER)
        );
        assert_eq!(kept(site).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn at_once_the_same_request_is_one_message_too() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let path = path(site).await;
        let form = [("body", "once"), ("client_id", "0123456789abcdef")];
        let posts = (0..20).map(|_| async { maria.post_fragment(&path, &form).await.text() });
        let answers = join_all(posts).await;
        assert!(answers.iter().all(|answer| *answer == answers[0]));
        assert_eq!(kept(site).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn another_text_under_the_same_key_is_a_conflict_and_given_back() {
    with_site(async |site| {
        let (maria, other) = (site.join("maria").await, site.join("other").await);
        let path = path(site).await;
        let client_id = "0123456789abcdef";
        maria
            .post(&path, &[("body", "first"), ("client_id", client_id)])
            .await;
        let form = [("body", "second <one>"), ("client_id", client_id)];
        let response = maria.post(&path, &form).await;
        assert_eq!(response.status_code(), StatusCode::CONFLICT);
        let (text, new_id) = given_back(&response);
        assert_eq!(text, "second <one>");
        assert_ne!(new_id, client_id);
        let response = maria.post_fragment(&path, &form).await;
        assert_eq!(response.status_code(), StatusCode::CONFLICT);
        assert_eq!(kept(site).await.len(), 1);
        // The same text elsewhere is another request, too.
        let attic = site.private_group("attic", &[&maria]).await.id;
        let form = [("body", "first"), ("client_id", client_id)];
        let response = maria.post(&format!("/groups/{attic}/messages"), &form).await;
        assert_eq!(response.status_code(), StatusCode::CONFLICT);
        // Keys are everybody's own.
        assert_eq!(
            other.post(&path, &form).await.status_code(),
            StatusCode::SEE_OTHER
        );
        let response = maria
            .post(&path, &[("body", text.as_str()), ("client_id", &new_id)])
            .await;
        assert_eq!(response.status_code(), StatusCode::SEE_OTHER);
        assert_eq!(kept(site).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn nothing_and_too_much_are_refused_and_given_back() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let path = path(site).await;
        let long = "é".repeat(4001);
        for text in ["", " \n\t ", "\u{200b}\u{200d}", "\u{3164}", "\0", long.as_str()] {
            let form = [("body", text), ("client_id", "0123456789abcdef")];
            let response = maria.post(&path, &form).await;
            assert_eq!(
                response.status_code(),
                StatusCode::UNPROCESSABLE_ENTITY,
                "{text:?}"
            );
            let (back, client_id) = given_back(&response);
            assert_eq!(back.trim(), text.replace('\0', "\u{fffd}").trim(), "{text:?}");
            assert_ne!(client_id, "0123456789abcdef");
            let response = maria.post_fragment(&path, &form).await;
            assert_eq!(
                response.status_code(),
                StatusCode::UNPROCESSABLE_ENTITY,
                "{text:?}"
            );
            let kind = header_of(&response, header::CONTENT_TYPE);
            assert_eq!(kind.as_deref(), Some("text/plain; charset=utf-8"));
            assert!(response.text().len() > 10 && !response.text().contains('<'));
        }
        assert!(kept(site).await.is_empty());
        let most = "é".repeat(4000);
        let response = maria.post(&path, &[("body", &most)]).await;
        assert_eq!(response.status_code(), StatusCode::SEE_OTHER);
        assert_eq!(kept(site).await[0].body, most);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_made_for_who_brings_none() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let path = path(site).await;
        for form in [&[("body", "same")][..], &[("body", "same"), ("client_id", "")]] {
            let response = maria.post(&path, form).await;
            assert_eq!(response.status_code(), StatusCode::SEE_OTHER);
        }
        let all = kept(site).await;
        assert_eq!(all.len(), 2);
        assert!(all.iter().all(|message| message.client_id.len() == 32));
        assert_ne!(all[0].client_id, all[1].client_id);
    })
    .await;
}

#[tokio::test]
async fn a_key_of_another_shape_is_refused_and_the_text_given_back() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let path = path(site).await;
        let long = "x".repeat(65);
        for client_id in [
            "short",
            long.as_str(),
            "with spaces in",
            "<script>alert(1)</script>",
            "\"onfocus=alert(1)",
            "line\nbreak-line",
            "nul\0nul\0nul",
            "ääääääää",
            "........",
            "%00%00%00%00",
        ] {
            let form = [("body", "keep me"), ("client_id", client_id)];
            let response = maria.post(&path, &form).await;
            assert_eq!(response.status_code(), StatusCode::BAD_REQUEST, "{client_id}");
            let (text, new_id) = given_back(&response);
            assert_eq!(text, "keep me");
            let response = maria.post_fragment(&path, &form).await;
            assert_eq!(response.status_code(), StatusCode::BAD_REQUEST, "{client_id}");
            assert!(
                messages::Entity::find()
                    .all(&site.ctx.db)
                    .await
                    .expect("answers")
                    .is_empty()
            );
            assert_ne!(new_id, client_id);
        }
        for client_id in ["12345678", "abc-DEF_0", &"x".repeat(64)] {
            let form = [("body", "keep me"), ("client_id", client_id)];
            assert_eq!(
                maria.post(&path, &form).await.status_code(),
                StatusCode::SEE_OTHER,
                "{client_id}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_posted_signed_out_is_given_back() {
    with_site(async |site| {
        site.join("maria").await;
        let path = path(site).await;
        let form = [
            ("body", "a long thought\nof mine </textarea><b>"),
            ("client_id", "0123456789abcdef"),
        ];
        let response = site.stranger().post(&path, &form).await;
        assert_eq!(response.status_code(), StatusCode::UNAUTHORIZED);
        let page = response.text();
        assert_eq!(
            texts_of(&page, "textarea#kept"),
            ["a long thought\nof mine </textarea><b>"]
        );
        assert_eq!(attributes_of(&page, "a.btn", "href"), ["/login?next=%2F"]);
        // From where the form was, and from nowhere else.
        let stranger = site.stranger();
        for (referer, next) in [
            (
                "https://chat.example.org/groups/1?before=9",
                "%2Fgroups%2F1%3Fbefore%3D9",
            ),
            ("https://chat.example.org//evil.example", "%2F"),
        ] {
            let request = site.server.post(&path).form(&form).add_header("referer", referer);
            let page = stranger.with_cookie(request).await.text();
            assert_eq!(
                attributes_of(&page, "a.btn", "href"),
                [format!("/login?next={next}")]
            );
        }
        let response = site.stranger().post_fragment(&path, &form).await;
        assert_eq!(response.status_code(), StatusCode::UNAUTHORIZED);
        assert!(!response.text().contains('<'));
        let response = site.stranger().post(&path, &[("body", " ")]).await;
        assert!(
            texts_of(&response.text(), "textarea").is_empty(),
            "nothing worth keeping"
        );
        assert!(kept(site).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn posting_joins_a_public_room() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let lobby = site.public_group("lobby").await.id;
        let names = async |person: &Person<'_>| {
            let page = person.get(&format!("/groups/{lobby}")).await.text();
            texts_of(&page, "nav#groups bdi")
        };
        assert_eq!(names(&maria).await, ["general"], "reading doesn't");
        maria
            .post(&format!("/groups/{lobby}/messages"), &[("body", "hello")])
            .await;
        assert_eq!(names(&maria).await, ["general", "lobby"]);
    })
    .await;
}

#[tokio::test]
async fn names_and_texts_of_any_script_arrive_as_they_were_written() {
    with_site(async |site| {
        let maria = site.join("مريم").await;
        let path = path(site).await;
        for text in ["天气 🌦️ ~ 100% + 1&1=2", "مرحبا ‏abc", "a\u{202e}b", "👩‍👩‍👧‍👦"]
        {
            let response = maria.post(&path, &[("body", text)]).await;
            assert_eq!(response.status_code(), StatusCode::SEE_OTHER, "{text}");
        }
        let page = maria
            .get(&format!("/groups/{}", site.general().await.id))
            .await
            .text();
        let shown = texts_of(&page, "#messages .message-body");
        assert_eq!(shown, ["天气 🌦️ ~ 100% + 1&1=2", "مرحبا ‏abc", "a\u{202e}b", "👩‍👩‍👧‍👦"]);
        // Whatever direction a name has, what stands beside it keeps its own.
        assert_eq!(texts_of(&page, "#messages bdi.message-author").len(), 4);
        assert_eq!(texts_of(&page, "bdi.account-name"), ["مريم"]);
        let outside = page.replace("<bdi class=\"message-author\">مريم</bdi>", "");
        let outside = outside.replace("<bdi class=\"account-name\" aria-hidden=\"true\">مريم</bdi>", "");
        let outside = outside.replace("<span class=\"visually-hidden\">Account of مريم</span>", "");
        assert!(
            !texts_of(&outside, "body #messages, body .sidebar")
                .concat()
                .contains("مريم")
        );
        assert_eq!(
            attributes_of(&page, "#messages .message-body", "dir"),
            ["auto"; 4]
        );
    })
    .await;
}
