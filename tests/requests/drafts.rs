//! What one has begun to write: theirs alone, on every device, and the last that was typed.

use axum::http::StatusCode;

use crate::support::client::{Person, attributes_of, texts_of, with_site};

const FIELD: &str = "#composer-body";

/// What the composer of a group shows.
async fn shown(person: &Person<'_>, group: i64) -> String {
    let page = person.get(&format!("/groups/{group}")).await.text();
    // A line break stands before it.
    texts_of(&page, FIELD)
        .remove(0)
        .trim_start_matches('\n')
        .to_owned()
}

async fn type_ago(person: &Person<'_>, text: &str, age: u64) -> StatusCode {
    let form = [("body", text), ("age", &age.to_string())];
    let kept = person.post_fragment("/groups/1/draft", &form).await;
    kept.status_code()
}

#[tokio::test]
async fn what_one_has_begun_is_there_on_ones_other_devices_and_nobody_elses() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = ada.make_group("private", "attic", &[&bo]).await;
        let phone = ada.sign_in_elsewhere().await;
        let path = format!("/groups/{attic}/draft");
        ada.does(&path, &[("body", "a canary\r\n in two lines")]).await;
        assert_eq!(shown(&phone, attic).await, "a canary\n in two lines");
        assert_eq!(shown(&phone, 1).await, "", "elsewhere there is none");
        for place in [format!("/groups/{attic}"), "/groups/sidebar".to_owned()] {
            let page = bo.get(&place).await.text();
            assert!(!page.contains("canary") && !page.contains("group-link-draft"));
        }
        // The group is marked, but for who has it open.
        assert!(phone.get("/groups/1").await.text().contains("group-link-draft"));
        assert!(
            !phone
                .get(&format!("/groups/{attic}"))
                .await
                .text()
                .contains("group-link-draft")
        );

        // Who has left has nothing there, and comes back to nothing.
        bo.does(&path, &[("body", "of bo")]).await;
        let id = bo.id().await;
        ada.does(&format!("/groups/{attic}/members/{id}/remove"), &[])
            .await;
        let refused = bo.post(&path, &[("body", "again")]).await;
        assert_eq!(refused.status_code(), StatusCode::NOT_FOUND);
        ada.does(
            &format!("/groups/{attic}/members"),
            &[("members", &id.to_string())],
        )
        .await;
        assert_eq!(shown(&bo, attic).await, "");
        assert_eq!(shown(&phone, attic).await, "a canary\n in two lines");
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_last_stays() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        assert_eq!(type_ago(&ada, "an hour ago", 3_600_000).await, StatusCode::OK);
        assert_eq!(
            type_ago(&ada, "two hours ago", 7_200_000).await,
            StatusCode::NO_CONTENT
        );
        assert_eq!(shown(&ada, 1).await, "an hour ago");
        assert_eq!(type_ago(&ada, "now", 0).await, StatusCode::OK);
        assert_eq!(type_ago(&ada, "late", 60_000).await, StatusCode::NO_CONTENT);
        assert_eq!(shown(&ada, 1).await, "now");
        // Who has seen what is there has typed after it, however long it took to tell.
        let page = ada.get("/groups/1").await.text();
        let seen = attributes_of(&page, "#composer [name=draft]", "value").remove(0);
        let form = [("body", "slow"), ("age", "60000"), ("seen", &seen)];
        let kept = ada.post_fragment("/groups/1/draft", &form).await;
        assert_eq!(kept.status_code(), StatusCode::OK);
        assert_eq!(shown(&ada, 1).await, "slow");
        // What was taken back is not brought back by what comes late, whatever it says of the time.
        assert_eq!(type_ago(&ada, "", 0).await, StatusCode::OK);
        assert_eq!(type_ago(&ada, "late", 1000).await, StatusCode::NO_CONTENT);
        assert_eq!(type_ago(&ada, "late", u64::MAX).await, StatusCode::NO_CONTENT);
        assert_eq!(shown(&ada, 1).await, "");
        let long = "é".repeat(4001);
        assert_eq!(type_ago(&ada, &long, 0).await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(type_ago(&ada, &"é".repeat(4000), 0).await, StatusCode::OK);
        assert_eq!(type_ago(&ada, "nul\0", 0).await, StatusCode::OK);
        assert_eq!(shown(&ada, 1).await, "nul");
    })
    .await;
}

#[tokio::test]
async fn what_is_sent_is_begun_no_more_and_what_was_typed_since_stays() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let version = async || {
            let page = ada.get("/groups/1").await.text();
            attributes_of(&page, "#composer [name=draft]", "value").remove(0)
        };
        // Without script the draft is changed in the form, which says where it comes from.
        type_ago(&ada, "Hel", 0).await;
        let seen = version().await;
        ada.does("/groups/1/messages", &[("body", "Hello"), ("draft", &seen)])
            .await;
        assert_eq!(shown(&ada, 1).await, "");
        // A script sends what it has kept, perhaps after more of it was kept.
        type_ago(&ada, "Hello a", 0).await;
        let seen = version().await;
        type_ago(&ada, "Hello again", 0).await;
        ada.does("/groups/1/messages", &[("body", "Hello again"), ("draft", &seen)])
            .await;
        assert_eq!(shown(&ada, 1).await, "");
        type_ago(&ada, "The next", 0).await;
        ada.does("/groups/1/messages", &[("body", "Late"), ("draft", &seen)])
            .await;
        assert_eq!(shown(&ada, 1).await, "The next");
        // What is refused is shown as it was typed.
        let refused = ada.post("/groups/1/messages", &[("body", " ")]).await;
        assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        let refused = ada
            .post("/groups/1/messages", &[("body", &"x".repeat(4001))])
            .await
            .text();
        assert!(texts_of(&refused, FIELD)[0].contains("xxx"));
    })
    .await;
}

#[tokio::test]
async fn what_is_answered_belongs_to_the_draft_as_long_as_it_is_there() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = bo.make_group("private", "attic", &[]).await;
        let (question, secret) = (bo.say(1, "Which cake?").await, bo.say(attic, "a canary").await);
        let quote = async || {
            let page = ada.get("/groups/1").await.text();
            assert!(!page.contains("canary"));
            let ids = attributes_of(&page, "#composer [name=reply_to]", "value");
            (ids[0].clone(), texts_of(&page, "#replying .quote-text"))
        };
        let form = |id: i64| [("body", "Carrot".to_owned()), ("reply_to", id.to_string())];
        let begin = async |id: i64| {
            let [body, reply] = form(id);
            ada.does("/groups/1/draft", &[(body.0, &body.1), (reply.0, &reply.1)])
                .await;
        };
        begin(question.id).await;
        assert_eq!(
            quote().await,
            (question.id.to_string(), vec!["Which cake?".to_owned()])
        );
        begin(secret.id).await;
        assert_eq!(quote().await.0, "");
        begin(question.id).await;
        bo.does(&format!("/groups/1/messages/{}/delete", question.id), &[])
            .await;
        assert_eq!(quote().await.0, "");
        assert_eq!(shown(&ada, 1).await, "Carrot");
    })
    .await;
}

#[tokio::test]
async fn nothing_is_begun_where_nobody_can_write_nor_endlessly() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let attic = ada.make_group("private", "attic", &[]).await;
        ada.does(&format!("/groups/{attic}/archive"), &[]).await;
        let refused = ada
            .post(&format!("/groups/{attic}/draft"), &[("body", "x")])
            .await;
        assert_eq!(refused.status_code(), StatusCode::FORBIDDEN);
        site.configure(|settings| settings.limits.revisions_per_10s = 3);
        let mut statuses = Vec::new();
        for _ in 0..4 {
            statuses.push(type_ago(&ada, "x", 0).await);
        }
        assert_eq!(statuses.last(), Some(&StatusCode::TOO_MANY_REQUESTS));
    })
    .await;
}

/// What the composer of a thread shows: the text, and what it quotes.
async fn in_thread(person: &Person<'_>, root: i64) -> (String, Vec<String>) {
    let page = person
        .get(&format!("/groups/1/messages/{root}/thread"))
        .await
        .text();
    let text = texts_of(&page, "#thread-body").remove(0);
    let quotes = texts_of(&page, "#thread-composer .replying:not([hidden]) .quote-text");
    (text.trim_start_matches('\n').to_owned(), quotes)
}

#[tokio::test]
async fn what_is_begun_in_a_thread_stays_there() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let root = bo.say(1, "Cake at three").await.id;
        let form = [("body", "Which cake?"), ("reply_to", &*root.to_string())];
        let frame = bo.post_fragment("/groups/1/messages", &form).await.text();
        let reply = attributes_of(&frame, "[data-thread-id]", "id").concat();
        let reply: i64 = reply.trim_start_matches("message-").parse().expect("an id");
        let other = bo.say(1, "Elsewhere").await.id;
        let begin = async |thread: i64, body: &str, reply_to: i64| {
            let (thread, reply_to) = (thread.to_string(), reply_to.to_string());
            let form = [("thread", &*thread), ("body", body), ("reply_to", &reply_to)];
            ada.post_fragment("/groups/1/draft", &form).await
        };
        type_ago(&ada, "in the group", 0).await;
        assert_eq!(begin(root, "Carrot", root).await.status_code(), StatusCode::OK);
        assert_eq!(in_thread(&ada, root).await, ("Carrot".to_owned(), vec![]));
        assert_eq!(begin(root, "Carrot", reply).await.status_code(), StatusCode::OK);
        let phone = ada.sign_in_elsewhere().await;
        let found = ("Carrot".to_owned(), vec!["Which cake?".to_owned()]);
        assert_eq!(in_thread(&phone, root).await, found);
        assert_eq!(in_thread(&phone, other).await.0, "");
        assert_eq!(in_thread(&bo, root).await.0, "");
        assert_eq!(shown(&ada, 1).await, "in the group");
        // Only where there is a thread of the group.
        let attic = bo.make_group("private", "attic", &[]).await;
        let secret = bo.say(attic, "a canary").await.id;
        for none in [reply, secret, 999] {
            assert_eq!(begin(none, "x", none).await.status_code(), StatusCode::NOT_FOUND);
        }
        // What is sent there is begun no more; what is begun in the group is.
        let page = ada.get(&format!("/groups/1/messages/{root}/thread")).await.text();
        let seen = attributes_of(&page, "#thread-composer [name=draft]", "value").remove(0);
        let form = [
            ("body", "Carrot"),
            ("draft", &*seen),
            ("thread", &*root.to_string()),
            ("reply_to", &*reply.to_string()),
        ];
        ada.does("/groups/1/messages", &form).await;
        assert_eq!(in_thread(&phone, root).await.0, "");
        assert_eq!(shown(&ada, 1).await, "in the group");
    })
    .await;
}

/// The groups that are marked, as an open page hears it.
async fn marked(person: &Person<'_>, open: i64) -> String {
    let marks = person.get_fragment(&format!("/unread?open={open}")).await.text();
    attributes_of(&marks, "#marks", "data-drafts").concat()
}

#[tokio::test]
async fn the_mark_of_what_is_begun_comes_with_what_is_unread() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let attic = ada.make_group("private", "attic", &[]).await;
        let root = ada.say(1, "Cake at three").await.id;
        assert_eq!(marked(&ada, attic).await, "");
        type_ago(&ada, "Hel", 0).await;
        assert_eq!(marked(&ada, attic).await, "1");
        assert_eq!(marked(&ada, 1).await, "", "not for who has it open");
        type_ago(&ada, "", 0).await;
        assert_eq!(marked(&ada, attic).await, "");
        // What is begun in a thread is found in the thread.
        let form = [("thread", &*root.to_string()), ("body", "Hel"), ("reply_to", "")];
        ada.does("/groups/1/draft", &form).await;
        assert_eq!(marked(&ada, attic).await, "");
    })
    .await;
}
