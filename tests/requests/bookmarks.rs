//! What somebody keeps for themself: theirs alone, and only as long as they may see it.

use axum::http::StatusCode;

use crate::support::client::{Person, attributes_of, texts_of, with_site};

async fn shelf(person: &Person<'_>) -> Vec<String> {
    texts_of(&person.get("/bookmarks").await.text(), ".revisions .message-body")
}

#[tokio::test]
async fn what_one_saves_is_kept_once_and_for_oneself() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let (one, two) = (ada.say(1, "one").await, bo.say(1, "two").await);
        let path = |id: i64| format!("/groups/1/messages/{id}/bookmark");
        for id in [one.id, two.id, one.id] {
            ada.does(&path(id), &[]).await;
        }
        let told = ada.post_fragment(&path(two.id), &[]).await;
        assert_eq!(
            (told.status_code(), told.text().as_str()),
            (StatusCode::OK, "Saved")
        );
        assert_eq!(shelf(&ada).await, ["two", "one"], "the latest first");
        assert!(shelf(&bo).await.is_empty());
        // Somebody else's page tells nothing of it.
        assert!(!bo.get("/groups/1").await.text().contains("bookmark/remove"));

        ada.does(&format!("{}/remove", path(one.id)), &[]).await;
        assert_eq!(shelf(&ada).await, ["two"]);
        bo.does(&format!("/groups/1/messages/{}/delete", two.id), &[])
            .await;
        assert!(shelf(&ada).await.is_empty());
        let gone = ada.post(&path(two.id), &[]).await;
        assert_eq!(gone.status_code(), StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn who_had_to_go_does_not_see_what_they_saved_there() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = ada.make_group("private", "attic", &[&bo]).await;
        let direct = ada.start_direct(&bo).await;
        for (group, text) in [(attic, "canary"), (direct, "between us"), (1, "for all")] {
            let message = ada.say(group, text).await;
            bo.does(&format!("/groups/{group}/messages/{}/bookmark", message.id), &[])
                .await;
        }
        let page = bo.get("/bookmarks").await.text();
        let places: Vec<String> = texts_of(&page, ".revision-head bdi:nth-child(2)");
        assert_eq!(places, ["general", "ada", "attic"]);
        ada.does(&format!("/groups/{attic}/members/{}/remove", bo.id().await), &[])
            .await;
        let page = bo.get("/bookmarks").await.text();
        assert_eq!(
            texts_of(&page, ".revisions .message-body"),
            ["for all", "between us"]
        );
        assert!(!page.contains("canary") && !page.contains("attic"));
    })
    .await;
}

#[tokio::test]
async fn a_long_shelf_has_pages() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        for n in 0..25 {
            let message = ada.say(1, &format!("number {n}")).await;
            ada.does(&format!("/groups/1/messages/{}/bookmark", message.id), &[])
                .await;
        }
        let page = ada.get("/bookmarks").await.text();
        let newest: Vec<String> = (5..25).rev().map(|n| format!("number {n}")).collect();
        assert_eq!(texts_of(&page, ".revisions .message-body"), newest);
        let older = attributes_of(&page, "a.btn[href^='/bookmarks?']", "href");
        let rest = ada.get(&older[0]).await.text();
        let oldest: Vec<String> = (0..5).rev().map(|n| format!("number {n}")).collect();
        assert_eq!(texts_of(&rest, ".revisions .message-body"), oldest);
        assert!(attributes_of(&rest, "a.btn[href^='/bookmarks?']", "href").is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_one_saves_is_marked_in_ones_own_pages_alone() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let (one, two) = (ada.say(1, "one").await, bo.say(1, "two").await);
        let place = format!("/groups/1/messages/{}", one.id);
        ada.does(&format!("{place}/bookmark"), &[]).await;
        let marked = |html: &str| attributes_of(html, "li[data-saved='1']", "id");
        assert_eq!(
            marked(&ada.get("/groups/1").await.text()),
            [format!("message-{}", one.id)]
        );
        assert_eq!(marked(&ada.get_fragment("/groups/1").await.text()).len(), 1);
        let thread = ada.get_fragment(&format!("{place}/thread")).await.text();
        assert_eq!(marked(&thread), [format!("thread-message-{}", one.id)]);
        assert!(marked(&bo.get("/groups/1").await.text()).is_empty());
        // What everybody gets tells nobody.
        let frame = ada
            .post_fragment(&format!("{place}/reactions"), &[("emoji", "👍")])
            .await
            .text();
        assert!(frame.contains("hx-partial") && !frame.contains("data-saved"));

        let remove = format!("{place}/bookmark/remove?stay=1");
        let forms = |html: &str| attributes_of(html, "form[action*=bookmark]", "action");
        assert!(ada.get(&place).await.text().contains(&remove));
        let other = ada.get(&format!("/groups/1/messages/{}", two.id)).await.text();
        assert!(!other.contains("bookmark/remove") && !other.contains("Remove from saved</button></form>"));
        let back = ada.post(&remove, &[]).await;
        assert_eq!(back.status_code(), StatusCode::SEE_OTHER);
        assert_eq!(
            back.headers()["location"],
            format!("{place}#message-{}", one.id).as_str()
        );
        assert!(marked(&ada.get("/groups/1").await.text()).is_empty());
        assert!(forms(&ada.get("/bookmarks").await.text()).is_empty());
        let told = ada.post_fragment(&remove, &[]).await;
        assert_eq!(told.text(), "Removed");
    })
    .await;
}
