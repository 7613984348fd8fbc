//! Replies and threads by request: what a page shows of them, with and without script.

use axum::http::{StatusCode, header};

use crate::support::{
    client::{attributes_of, header_of, led_to, texts_of, with_site},
    files,
};

#[tokio::test]
async fn a_reply_quotes_and_links_what_it_answers() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let root = ada
            .say(1, "Cake at **three**\n\n<img src=x onerror=alert(1)>")
            .await;
        let id = root.id.to_string();
        let sent = ada
            .post(
                "/groups/1/messages",
                &[("body", "Which cake?"), ("reply_to", &id)],
            )
            .await;
        let reply = led_to(&sent, "/groups/1#message-");
        let page = ada.get("/groups/1").await.text();
        let quote = format!("#message-{reply} .quote");
        assert_eq!(texts_of(&page, &format!("{quote}-author")), ["ada"]);
        assert_eq!(
            texts_of(&page, &format!("{quote}-text")),
            ["Cake at three <img src=x onerror=alert(1)>"]
        );
        let path = format!("/groups/1/messages/{id}");
        assert_eq!(
            attributes_of(&page, &quote, "href"),
            [format!("{path}#message-{id}")]
        );
        let link = format!("#message-{id} .thread-link");
        assert_eq!(texts_of(&page, &link), ["1 reply"]);
        assert_eq!(attributes_of(&page, &link, "href"), [format!("{path}/thread")]);

        // A script gets the same row.
        let frame = ada
            .post_fragment("/groups/1/messages", &[("body", "Mine"), ("reply_to", &id)])
            .await;
        assert!(frame.text().contains("Cake at three &lt;img"), "{}", frame.text());

        // Nothing is left of a deleted one.
        ada.does(&format!("{path}/delete"), &[]).await;
        let page = ada.get("/groups/1").await.text();
        assert_eq!(texts_of(&page, &quote), ["In reply toDeleted message"]);
        assert!(!page.contains("Cake"), "{page}");
        assert_eq!(texts_of(&page, &link), ["2 replies"]);
        let thread = ada.get(&format!("{path}/thread")).await.text();
        assert!(!thread.contains("Cake"), "{thread}");
    })
    .await;
}

#[tokio::test]
async fn files_are_answered_by_their_names_and_answer_themselves() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let picture = files::png(4, 4);
        let form: [files::Part<'_>; 2] = [("body", None, b""), ("attachments", Some("roof.png"), &picture)];
        let sent = ada.post_files("/groups/1/messages", &form, false).await;
        let first = led_to(&sent, "/groups/1#message-").to_string();
        let form: [files::Part<'_>; 3] = [
            ("body", None, b""),
            ("reply_to", None, first.as_bytes()),
            ("attachments", Some("cellar.png"), &picture),
        ];
        let sent = ada.post_files("/groups/1/messages", &form, false).await;
        let second = led_to(&sent, "/groups/1#message-");
        let page = ada.get("/groups/1").await.text();
        let quote = format!("#message-{second} .quote-text");
        assert_eq!(texts_of(&page, &quote), ["📎 roof.png"]);
        // The form shows it as the message does.
        let form = ada
            .get(&format!("/groups/1/messages/{second}?reply=1"))
            .await
            .text();
        assert_eq!(texts_of(&form, "#replying .quote-text"), ["📎 cellar.png"]);
        ada.does(&format!("/groups/1/messages/{first}/delete"), &[]).await;
        let page = ada.get("/groups/1").await.text();
        assert_eq!(texts_of(&page, &quote), ["Deleted message"]);
    })
    .await;
}

/// Nobody can answer there any more: neither in a thread whose first message is deleted, nor where none is.
#[tokio::test]
async fn what_was_written_in_a_thread_that_is_gone_is_given_back_in_the_group() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let root = ada.say(1, "Cake at three").await.id;
        let write = async |thread: i64| {
            let (thread, to) = (thread.to_string(), root.to_string());
            let form = [("body", "Carrot"), ("reply_to", &*to), ("thread", &thread)];
            bo.post("/groups/1/messages", &form).await
        };
        ada.does(&format!("/groups/1/messages/{root}/delete"), &[]).await;
        for thread in [root, 999] {
            let refused = write(thread).await;
            assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
            let page = refused.text();
            assert_eq!(texts_of(&page, "#composer-body"), ["Carrot"]);
            assert!(!texts_of(&page, "#composer-error").concat().is_empty());
            assert!(texts_of(&page, "#thread-body").is_empty(), "nobody would see it");
        }
    })
    .await;
}

#[tokio::test]
async fn a_thread_is_a_page_of_its_own_and_a_fragment_for_a_script() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let root = ada.say(1, "Cake at three").await.id.to_string();
        let path = format!("/groups/1/messages/{root}/thread");
        let page = ada.get(&path).await.text();
        assert_eq!(
            texts_of(&page, "#thread .thread-root .message-body"),
            ["Cake at three"]
        );
        // Where one answers in the thread, one stays there.
        let form = [
            ("body", "Which cake?"),
            ("reply_to", root.as_str()),
            ("thread", root.as_str()),
        ];
        let sent = ada.post("/groups/1/messages", &form).await;
        let reply = led_to(&sent, &format!("{path}#thread-message-"));
        let page = ada.get(&path).await.text();
        assert_eq!(texts_of(&page, "#thread-messages .message-body"), ["Which cake?"]);
        assert_eq!(
            texts_of(&page, "#messages .message-body"),
            ["Cake at three", "Which cake?"]
        );
        // What all of them answer stands above.
        assert!(texts_of(&page, "#thread-messages .quote").is_empty());
        let ids = attributes_of(&page, "[id]", "id");
        let mut once = ids.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), ids.len(), "an id is there once");

        let fragment = ada.get_fragment(&path).await;
        assert_eq!(header_of(&fragment, header::VARY).as_deref(), Some("hx-request"));
        let fragment = fragment.text();
        assert!(!fragment.contains("<html") && fragment.contains(&format!("thread-message-{reply}")));
        // A reply's thread is the one that it is in.
        let other = ada.get(&format!("/groups/1/messages/{reply}/thread")).await;
        assert_eq!(other.status_code(), StatusCode::SEE_OTHER);
        assert_eq!(header_of(&other, header::LOCATION), Some(path));
    })
    .await;
}

#[tokio::test]
async fn what_can_not_be_answered_keeps_the_text() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let secret = site.private_group("attic", &[&ada]).await;
        let elsewhere = ada.say(secret.id, "The canary sings").await.id.to_string();
        let gone = ada.say(1, "gone").await;
        ada.does(&format!("/groups/1/messages/{}/delete", gone.id), &[])
            .await;
        let before = site.general().await.last_seq;
        let (gone, none) = (gone.id.to_string(), "x".to_owned());
        for reply_to in [&elsewhere, &gone, &none] {
            let form = [("body", "My answer"), ("reply_to", reply_to.as_str())];
            let page = ada.post("/groups/1/messages", &form).await;
            assert_eq!(page.status_code(), StatusCode::UNPROCESSABLE_ENTITY, "{reply_to}");
            let page = page.text();
            assert_eq!(texts_of(&page, "#composer-body"), ["My answer"]);
            assert!(texts_of(&page, "#composer-error")[0].contains("not there any more"));
            assert_eq!(attributes_of(&page, "#composer [name=reply_to]", "value"), [""]);
            assert!(!page.contains("canary"), "{page}");
            let script = ada.post_fragment("/groups/1/messages", &form).await;
            assert_eq!(script.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
            assert!(!script.text().contains("canary"));
        }
        // In a thread that is gone nobody could see it.
        let form = [
            ("body", "My answer"),
            ("reply_to", gone.as_str()),
            ("thread", gone.as_str()),
        ];
        let page = ada.post("/groups/1/messages", &form).await;
        assert_eq!(texts_of(&page.text(), "#composer-body"), ["My answer"]);
        assert_eq!(site.general().await.last_seq, before);
    })
    .await;
}

#[tokio::test]
async fn without_script_one_answers_from_the_message_s_own_page() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let root = ada.say(1, "Cake at three").await.id;
        let path = format!("/groups/1/messages/{root}");
        let page = ada.get(&path).await.text();
        let reply = format!("{path}?reply=1#composer-body");
        // The parser sees what is for pages without script as text.
        assert!(page.contains(&reply) && page.contains(&format!("\"{path}/thread\"")));
        assert_eq!(attributes_of(&page, "#composer [name=reply_to]", "value"), [""]);
        let page = ada.get(&format!("{path}?reply=1")).await.text();
        assert_eq!(
            attributes_of(&page, "#composer [name=reply_to]", "value"),
            [root.to_string()]
        );
        assert_eq!(texts_of(&page, "#replying .quote-text"), ["Cake at three"]);
        // A text that is refused is still an answer.
        let long = "x".repeat(4001);
        let form = [("body", long.as_str()), ("reply_to", &root.to_string())];
        let page = ada.post("/groups/1/messages", &form).await.text();
        assert_eq!(
            attributes_of(&page, "#composer [name=reply_to]", "value"),
            [root.to_string()]
        );
    })
    .await;
}
