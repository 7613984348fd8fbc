//! What one has not read: counted rightly, told to oneself alone, and marked as read by oneself alone.

use axum::http::StatusCode;
use axum_test::TestResponse;
use banter::models::unread::Reads;

use crate::support::{
    client::{Person, attributes_of, texts_of, with_site},
    unread::{marks, shown},
};

/// Says that somebody has read a group up to a message, as a script does.
async fn read(person: &Person<'_>, group: i64, seq: i64) -> TestResponse {
    let form = [("seq", seq.to_string())];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    person
        .post_fragment(&format!("/groups/{group}/read"), &form)
        .await
}

#[tokio::test]
async fn what_others_have_written_since_is_counted_and_what_is_gone_is_not() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        assert_eq!(shown(&ada, 1).await, ("0".to_owned(), "0".to_owned()));
        ada.say(1, "My own").await;
        let first = bo.say(1, "One").await;
        let second = bo.say(1, "Two, @ada").await;
        assert_eq!(shown(&ada, 1).await, ("2".to_owned(), "1".to_owned()));
        // Without script, who writes below something has seen it.
        assert_eq!(shown(&bo, 1).await, ("0".to_owned(), "0".to_owned()));

        // A reaction is none, nor is a line; an edit brings a mention and takes it.
        bo.does(
            &format!("/groups/1/messages/{}/reactions", first.id),
            &[("emoji", "👍")],
        )
        .await;
        site.join("newcomer").await;
        let edit = format!("/groups/1/messages/{}/edit", first.id);
        bo.does(&edit, &[("body", "One, @ada")]).await;
        assert_eq!(shown(&ada, 1).await, ("2".to_owned(), "2".to_owned()));
        bo.does(&edit, &[("body", "One")]).await;
        bo.does(&format!("/groups/1/messages/{}/delete", second.id), &[])
            .await;
        assert_eq!(shown(&ada, 1).await, ("1".to_owned(), "0".to_owned()));

        // An answer in a thread is a message like others.
        let answer = [("body", "Three"), ("reply_to", &first.id.to_string())];
        bo.does("/groups/1/messages", &answer).await;
        assert_eq!(shown(&ada, 1).await.0, "2");
        read(&ada, 1, first.seq).await;
        assert_eq!(shown(&ada, 1).await.0, "1");
    })
    .await;
}

#[tokio::test]
async fn counting_stops_at_a_hundred() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        for number in 1..=99 {
            bo.say(1, &format!("{number}")).await;
        }
        assert_eq!(shown(&ada, 1).await.0, "99");
        bo.say(1, "100").await;
        assert_eq!(shown(&ada, 1).await.0, "99+");
        bo.say(1, "@ada").await;
        assert_eq!(shown(&ada, 1).await, ("99+".to_owned(), "1".to_owned()));
        let page = ada.get("/people").await.text();
        assert_eq!(
            texts_of(&page, "a[data-group-id='1'] .visually-hidden"),
            ["more than 99 unread, 1 mention"]
        );
        assert!(texts_of(&page, "title")[0].starts_with("(99+) "));
    })
    .await;
}

#[tokio::test]
async fn a_mark_never_moves_back_nor_beyond_what_there_is() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let first = bo.say(1, "One").await;
        let second = bo.say(1, "Two").await;
        let answer = read(&ada, 1, second.seq).await;
        assert_eq!(answer.status_code(), StatusCode::OK);
        assert_eq!(
            attributes_of(&answer.text(), "[data-group-id='1']", "data-read"),
            [second.seq.to_string()]
        );
        read(&ada, 1, first.seq).await;
        assert_eq!(shown(&ada, 1).await.0, "0");
        // What comes later is not read before it is there.
        read(&ada, 1, i64::MAX).await;
        bo.say(1, "Three").await;
        assert_eq!(shown(&ada, 1).await.0, "1");
        for seq in ["-1", "x", ""] {
            let refused = ada.post("/groups/1/read", &[("seq", seq)]).await;
            let status = refused.status_code();
            assert!(!status.is_server_error(), "{status}");
        }
        assert_eq!(shown(&ada, 1).await.0, "1");
    })
    .await;
}

#[tokio::test]
async fn unread_from_here_is_the_one_way_back() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let mut messages = Vec::new();
        for text in ["One", "Two", "Three"] {
            messages.push(bo.say(1, text).await);
        }
        read(&ada, 1, messages[2].seq).await;
        ada.does(&format!("/groups/1/messages/{}/unread", messages[1].id), &[])
            .await;
        assert_eq!(shown(&ada, 1).await.0, "2");
        let page = ada.get("/groups/1").await.text();
        assert_eq!(
            attributes_of(&page, "#messages > [data-new]", "id"),
            [format!("message-{}", messages[1].id)]
        );
        // Whoever is not in the room has nothing to mark.
        ada.does("/groups/1/members/leave", &[]).await;
        let path = format!("/groups/1/messages/{}/unread", messages[1].id);
        let refused = ada.post(&path, &[]).await;
        assert_eq!(refused.status_code(), StatusCode::FORBIDDEN);
        let answer = read(&ada, 1, 1).await.text();
        assert!(!answer.contains("data-group-id=\"1\""), "{answer}");
    })
    .await;
}

#[tokio::test]
async fn all_is_marked_as_read_that_the_page_has_shown() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = bo.make_group("private", "attic", &[&ada]).await;
        bo.say(1, "One").await;
        bo.say(attic, "Two").await;
        let page = ada.get("/unread").await.text();
        let seen = attributes_of(&page, "form[action='/unread/read'] [name=seen]", "value");
        assert_eq!(
            texts_of(&page, ".unread-list .visually-hidden"),
            ["1 unread", "1 unread"]
        );
        bo.say(attic, "Three").await;
        let form: Vec<_> = seen.iter().map(|seen| ("seen", seen.as_str())).collect();
        ada.does("/unread/read", &form).await;
        assert_eq!(shown(&ada, 1).await.0, "0");
        assert_eq!(shown(&ada, attic).await.0, "1", "it came later");

        // Nobody marks for others, or where they are not.
        let before = shown(&bo, attic).await;
        let mallory = site.join("mallory").await;
        let everywhere = format!("{attic}:99");
        mallory
            .does(
                "/unread/read",
                &[("seen", &everywhere), ("seen", "x:y"), ("seen", "999:1")],
            )
            .await;
        assert_eq!(shown(&bo, attic).await, before);
        assert_eq!(shown(&ada, attic).await.0, "1");
    })
    .await;
}

#[tokio::test]
async fn a_group_opens_at_the_first_message_that_is_unread() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let mut messages = Vec::new();
        for number in 0..120 {
            messages.push(bo.say(1, &format!("Message {number}")).await);
        }
        let line = async |path: &str| {
            let page = ada.get(path).await.text();
            let new = attributes_of(&page, "#messages > [data-new]", "id");
            (new.concat(), texts_of(&page, "#messages .message-body"))
        };
        read(&ada, 1, messages[39].seq).await;
        let (new, shown) = line("/groups/1").await;
        assert_eq!(new, format!("message-{}", messages[40].id));
        assert!(shown.contains(&"Message 39".to_owned()) && shown.contains(&"Message 60".to_owned()));
        // The newest are one step away, and a part that is named is that part.
        let (new, shown) = line("/groups/1?latest=1").await;
        assert_eq!(
            (new, shown.last().map(String::as_str)),
            (String::new(), Some("Message 119"))
        );
        let (_, shown) = line(&format!("/groups/1?before={}", messages[20].seq)).await;
        assert_eq!(shown.last().map(String::as_str), Some("Message 19"));
        // A script asks for the newest.
        let fragment = ada.get_fragment("/groups/1").await.text();
        assert!(fragment.contains("Message 119") && !fragment.contains("data-new"));

        // Of a few the newest page has them all.
        read(&ada, 1, messages[110].seq).await;
        let (new, shown) = line("/groups/1").await;
        assert_eq!(new, format!("message-{}", messages[111].id));
        assert_eq!(shown.last().map(String::as_str), Some("Message 119"));
        read(&ada, 1, messages[119].seq).await;
        assert_eq!(line("/groups/1").await.0, "");
    })
    .await;
}

#[tokio::test]
async fn without_script_a_page_that_is_shown_is_read() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        bo.say(1, "One").await;
        let page = ada.get("/groups/1").await.text();
        let (_, rest) = page.split_once("<img class=\"seen\" src=\"").expect("a picture");
        let picture = rest.split('"').next().expect("an address").replace("&amp;", "&");
        let get = async |headers: &[(&'static str, &'static str)]| {
            let mut request = ada.with_cookie(site.server.get(&picture));
            for (name, value) in headers {
                request = request.add_header(*name, *value);
            }
            let status = request.await.status_code();
            (status, shown(&ada, 1).await.0)
        };
        let (image, here) = (("sec-fetch-dest", "image"), ("sec-fetch-site", "same-origin"));
        for headers in [
            &[][..],
            &[image],
            &[here],
            &[("sec-fetch-dest", "document"), here],
            &[image, ("sec-fetch-site", "cross-site")],
            &[image, here, ("sec-purpose", "prefetch")],
        ] {
            assert_eq!(
                get(headers).await,
                (StatusCode::FORBIDDEN, "1".to_owned()),
                "{headers:?}"
            );
        }
        assert_eq!(
            get(&[image, here]).await,
            (StatusCode::NO_CONTENT, "0".to_owned())
        );
        let page = ada.get("/groups/1").await.text();
        assert!(!page.contains("class=\"seen\""), "there is nothing to say");
    })
    .await;
}

#[tokio::test]
async fn who_comes_back_begins_anew_and_who_is_removed_is_told_nothing() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = bo.make_group("private", "attic", &[&ada]).await;
        bo.say(attic, "A canary for @ada").await;
        assert_eq!(shown(&ada, attic).await, ("1".to_owned(), "1".to_owned()));
        let id = ada.id().await;
        bo.does(&format!("/groups/{attic}/members/{id}/remove"), &[])
            .await;
        for text in [
            marks(&ada, attic).await,
            ada.get("/unread").await.text(),
            ada.get("/groups/sidebar").await.text(),
        ] {
            assert!(!text.contains(&format!("data-group-id=\"{attic}\"")), "{text}");
        }
        bo.does(
            &format!("/groups/{attic}/members"),
            &[("members", &id.to_string())],
        )
        .await;
        assert_eq!(shown(&ada, attic).await, ("0".to_owned(), "0".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn many_marks_at_once_are_each_kept() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = bo.make_group("private", "attic", &[&ada]).await;
        let mut seqs = Vec::new();
        for number in 0..5 {
            seqs.push(bo.say(attic, &format!("{number}")).await.seq);
            bo.say(1, &format!("{number}")).await;
        }
        let reads = site.ctx.shared_store.get::<Reads>().expect("it is there");
        let id = ada.id().await;
        let marks = seqs.iter().rev().map(|seq| reads.mark(id, attic, *seq));
        let moved = futures_util::future::join_all(marks).await;
        assert!(moved.iter().any(|moved| matches!(moved, Ok(true))));
        assert!(
            !reads.mark(id, attic, seqs[4]).await.expect("an answer"),
            "no news"
        );
        assert_eq!(shown(&ada, attic).await.0, "0");
        assert_eq!(shown(&ada, 1).await.0, "5");
    })
    .await;
}
