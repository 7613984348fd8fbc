//! Blocking somebody: what folds, what is silent, what is refused, and what nobody is told.

use axum::http::{StatusCode, header};
use banter::models::{blocks, search::catch_up};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::Value;

use crate::support::{
    client::{Person, Site, attributes_of, header_of, texts_of, with_site},
    socket::{Got, Socket},
    unread::{marks, read_marks},
};

async fn count(site: &Site) -> u64 {
    let count = blocks::Entity::find().count(&site.ctx.db).await;
    count.expect("the database answers")
}

impl Person<'_> {
    async fn blocks(&self, other: &Person<'_>) {
        self.does(&format!("/people/{}/block", other.username), &[]).await;
    }

    async fn unblocks(&self, other: &Person<'_>) {
        self.does(&format!("/people/{}/unblock", other.username), &[])
            .await;
    }
}

#[tokio::test]
async fn what_somebody_blocked_writes_folds_for_the_one_and_for_nobody_else() {
    with_site(async |site| {
        let (ada, bo, cy) = (
            site.join("ada").await,
            site.join("bo").await,
            site.join("cy").await,
        );
        let said = bo.say(1, "a canary").await;
        let reply = [("body", "I see"), ("reply_to", &said.id.to_string())];
        cy.does("/groups/1/messages", &reply).await;
        ada.does(&format!("/groups/1/messages/{}/pin", said.id), &[])
            .await;
        ada.blocks(&bo).await;
        ada.blocks(&bo).await;
        assert_eq!(count(site).await, 1);

        let page = ada.get("/groups/1").await.text();
        let row = format!("#message-{} > details:not([open])", said.id);
        assert_eq!(
            texts_of(&page, &format!("{row} > .message-row .message-body")),
            ["a canary"]
        );
        assert!(
            texts_of(&page, &format!("{row} > summary"))[0].starts_with("Message of somebody you blocked")
        );
        assert_eq!(
            texts_of(&page, "#messages details").len(),
            1,
            "cy's is none of his"
        );
        assert_eq!(
            attributes_of(&page, ".quote-blocked", "data-label"),
            ["Somebody you blocked"]
        );
        // What live rows are folded by.
        let bo_id = bo.id().await.to_string();
        assert_eq!(
            attributes_of(&page, "#standing [data-blocked]", "data-blocked"),
            [bo_id.as_str()]
        );
        let thread = ada
            .get_fragment(&format!("/groups/1/messages/{}/thread", said.id))
            .await;
        assert_eq!(texts_of(&thread.text(), ".thread-root details").len(), 1);
        let pins = ada.get("/groups/1/pins").await.text();
        assert_eq!(texts_of(&pins, ".revision > details").len(), 1);
        let window = ada.get_fragment("/groups/1").await.text();
        assert_eq!(texts_of(&window, "#messages details").len(), 1);

        for other in [&bo, &cy] {
            let page = other.get("/groups/1").await.text();
            assert!(texts_of(&page, "#messages details, .quote-blocked, [data-blocked]").is_empty());
        }
        ada.unblocks(&bo).await;
        let page = ada.get("/groups/1").await.text();
        assert!(texts_of(&page, "#messages details, .quote-blocked, [data-blocked]").is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_is_found_kept_or_forwarded_of_somebody_blocked_folds() {
    with_site(async |site| {
        let (ada, bo, cy) = (
            site.join("ada").await,
            site.join("bo").await,
            site.join("cy").await,
        );
        let said = bo.say(1, "a canary").await;
        bo.sends_file(1, "canary.txt", b"sings").await;
        let path = format!("/groups/1/messages/{}", said.id);
        ada.does(&format!("{path}/bookmark"), &[]).await;
        let look = [("to", "1"), ("body", "Look"), ("client_id", "a-forward-of-cy")];
        cy.does(&format!("{path}/forward"), &look).await;
        catch_up(&site.ctx.db, |_| {}).await.expect("indexed");
        let page = ada.get("/groups/1").await.text();
        let forwarded = attributes_of(&page, ".message:has(.forward)", "id").concat();
        let forwarded = forwarded.strip_prefix("message-").expect("one").to_owned();
        ada.does(&format!("/groups/1/messages/{forwarded}/pin"), &[])
            .await;
        ada.blocks(&bo).await;

        let canary = ["a canary"];
        let fold = "details.message-blocked:not([open])";
        let page = ada.get("/groups/1").await.text();
        let row = format!("#message-{forwarded} > .message-row > .message-content");
        assert_eq!(texts_of(&page, &format!("{row} > .message-body")), ["Look"]);
        let inner = format!("{row} > {fold} > .forward > .message-body");
        assert_eq!(texts_of(&page, &inner), canary);
        // What live rows are folded by.
        let bo_id = bo.id().await.to_string();
        assert_eq!(attributes_of(&page, ".forward", "data-author-id"), [bo_id]);
        let pins = ada.get("/groups/1/pins").await.text();
        assert_eq!(texts_of(&pins, &format!(".revision > {fold}")).len(), 1);
        let saved = ada.get("/bookmarks").await.text();
        let inner = format!(".revision > {fold} > .message-body");
        assert_eq!(texts_of(&saved, &inner), canary);
        let found = ada.get("/search?q=canary").await.text();
        let all = texts_of(&found, ".hit").len();
        assert_eq!(
            texts_of(&found, &format!(".hit-text > {fold} > .hit-link")).len(),
            all
        );
        // With what cy forwards.
        let excerpts = texts_of(&found, &format!("{fold} > .hit-excerpt"));
        assert!(excerpts.contains(&canary[0].to_owned()), "{excerpts:?}");
        assert!(texts_of(&found, ".hit .avatar").is_empty());
        let quick = ada.get_fragment("/search/quick?q=canary").await.text();
        assert!(quick.contains("data-kind=\"message\"") && !quick.contains("<mark>canary"));
        let files = ada.get("/groups/1/files").await.text();
        assert!(texts_of(&files, ".shelf-name").is_empty());

        for path in ["/groups/1", "/groups/1/pins", "/search?q=canary"] {
            let page = cy.get(path).await.text();
            assert!(texts_of(&page, "details.message-blocked").is_empty(), "{path}");
        }
        let quick = cy.get_fragment("/search/quick?q=canary").await.text();
        assert!(quick.contains("<mark>canary"), "{quick}");
        let files = cy.get("/groups/1/files").await.text();
        assert_eq!(texts_of(&files, ".shelf-name"), ["canary.txt"]);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_brought_into_a_group_by_somebody_they_blocked() {
    with_site(async |site| {
        let (ada, bo, cy) = (
            site.join("ada").await,
            site.join("bo").await,
            site.join("cy").await,
        );
        let den = bo.make_group("private", "Den", &[]).await;
        ada.blocks(&bo).await;
        let (of_ada, of_cy) = (ada.id().await.to_string(), cy.id().await.to_string());
        let both = [("members", of_ada.as_str()), ("members", of_cy.as_str())];
        let told = "One of these people can’t be added by you.";
        let public = bo.make_group("public", "Hall", &[]).await;
        for group in [den, public] {
            let refused = bo.post(&format!("/groups/{group}/members"), &both).await;
            assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text().contains(told), "{}", refused.text());
            let command = [("body", "/invite @ada @cy")];
            let refused = bo
                .post_fragment(&format!("/groups/{group}/messages"), &command)
                .await;
            assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(site.roles(group).await.len(), 1, "cy neither");
        }
        let form = [("kind", "private"), ("name", "Trap"), both[0], both[1]];
        let refused = bo.post("/groups", &form).await;
        assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains(told), "{}", refused.text());
        let sidebar = bo.get("/groups/sidebar").await.text();
        assert!(!sidebar.contains("Trap"), "{sidebar}");

        // The other way round, by somebody else, and by one's own will.
        let attic = ada.make_group("private", "Attic", &[&bo]).await;
        assert_eq!(site.roles(attic).await.len(), 2);
        bo.does(&format!("/groups/{den}/members"), &both[1..]).await;
        bo.does(
            &format!("/groups/{den}/members/{of_cy}/role"),
            &[("role", "moderator")],
        )
        .await;
        cy.does(&format!("/groups/{den}/members"), &both[..1]).await;
        assert_eq!(site.roles(den).await.len(), 3);
        ada.does(&format!("/groups/{public}/members"), &[]).await;
        // Who is there already stays.
        bo.does(&format!("/groups/{den}/members"), &both).await;
    })
    .await;
}

#[tokio::test]
async fn nothing_of_somebody_blocked_is_unread_or_a_mention() {
    with_site(async |site| {
        let (ada, bo, cy) = (
            site.join("ada").await,
            site.join("bo").await,
            site.join("cy").await,
        );
        let unread = async || read_marks(&marks(&ada, 0).await);
        let inbox = async || texts_of(&ada.get("/mentions").await.text(), ".entry-note").len();
        ada.blocks(&bo).await;
        bo.say(1, "Hello @ada").await;
        let own = bo.say(1, "and again").await;
        assert_eq!((unread().await.len(), inbox().await), (0, 0));
        let page = ada.get("/groups/1").await.text();
        assert!(texts_of(&page, ".mentioned, [data-new]").is_empty());

        // The others are told as ever.
        let heard = cy.say(1, "Hello @ada").await;
        let mark = ("1".to_owned(), "1".to_owned());
        assert_eq!(unread().await.get(&1), Some(&mark));
        assert_eq!(inbox().await, 1);
        let page = ada.get("/groups/1").await.text();
        let new = attributes_of(&page, "[data-new]", "id");
        assert_eq!(new, [format!("message-{}", heard.id)]);
        assert!(own.seq < heard.seq);

        ada.unblocks(&bo).await;
        let mark = ("3".to_owned(), "2".to_owned());
        assert_eq!(unread().await.get(&1), Some(&mark), "nothing was lost");
        assert_eq!(inbox().await, 2);
    })
    .await;
}

#[tokio::test]
async fn neither_writes_in_their_direct_chat_and_both_can_read_it() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let chat = ada.start_direct(&bo).await;
        let (of_ada, of_bo) = (ada.say(chat, "one").await, bo.say(chat, "two").await);
        ada.blocks(&bo).await;
        for (person, own, others) in [(&ada, &of_ada, &of_bo), (&bo, &of_bo, &of_ada)] {
            let page = person.get(&format!("/groups/{chat}")).await.text();
            assert_eq!(texts_of(&page, "#messages .message-body"), ["one", "two"]);
            assert_eq!(texts_of(&page, "#composer[hidden], #silenced").len(), 2);
            let (own, others) = (
                format!("/groups/{chat}/messages/{}", own.id),
                format!("/groups/{chat}/messages/{}", others.id),
            );
            for (path, form) in [
                (format!("/groups/{chat}/messages"), vec![("body", "three")]),
                (format!("{own}/edit"), vec![("body", "three")]),
                (format!("{others}/reactions"), vec![("emoji", "👍")]),
                (format!("{others}/pin"), vec![]),
            ] {
                let refused = person.post_fragment(&path, &form).await;
                let status = refused.status_code();
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
                assert_eq!(refused.text(), "You can’t write to each other here.");
            }
        }
        // By way of a forward neither.
        let elsewhere = bo.say(1, "elsewhere").await;
        let to = chat.to_string();
        let path = format!("/groups/1/messages/{}/forward", elsewhere.id);
        let forwarded = bo.post(&path, &[("to", to.as_str())]).await;
        assert_eq!(forwarded.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = ada.get(&format!("/groups/{chat}")).await.text();
        assert_eq!(texts_of(&page, "#messages .message-body"), ["one", "two"]);

        // One's own words can be taken back.
        let path = format!("/groups/{chat}/messages/{}/delete", of_bo.id);
        assert_eq!(bo.post(&path, &[]).await.status_code(), StatusCode::SEE_OTHER);
        ada.unblocks(&bo).await;
        bo.say(chat, "three").await;
        ada.say(chat, "four").await;
    })
    .await;
}

#[tokio::test]
async fn no_direct_chat_begins_in_either_direction() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        ada.blocks(&bo).await;
        for (person, other) in [(&ada, &bo), (&bo, &ada)] {
            let refused = person.post(&format!("/direct/{}", other.username), &[]).await;
            assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
            let said = texts_of(&refused.text(), ".card-error");
            assert_eq!(said, [format!("You can’t write to {}.", other.username)]);
        }
        // The other one is not told otherwise.
        let card = bo.get_fragment("/people/ada").await.text();
        assert!(
            !card.contains("/unblock") && card.contains("/direct/ada"),
            "{card}"
        );
        ada.unblocks(&bo).await;
        bo.start_direct(&ada).await;
    })
    .await;
}

#[tokio::test]
async fn the_blocked_are_listed_and_the_way_leads_back() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        assert!(!texts_of(&ada.get("/settings/blocks").await.text(), "#blocks-none").is_empty());
        let request = site.server.post("/people/bo/block");
        let from = format!("http://{}/groups/1?latest=1", site.host());
        let blocked = ada.with_cookie(request.add_header("referer", from)).await;
        assert_eq!(
            header_of(&blocked, header::LOCATION).as_deref(),
            Some("/groups/1?latest=1")
        );
        let page = ada.get("/settings/blocks").await.text();
        assert_eq!(
            attributes_of(&page, "#blocks form", "action"),
            ["/people/bo/unblock"]
        );
        let card = ada.get_fragment("/people/bo").await.text();
        assert!(
            card.contains("/people/bo/unblock") && !card.contains("/direct/bo"),
            "{card}"
        );
        assert!(texts_of(&bo.get("/settings/blocks").await.text(), "#blocks").is_empty());
        let oneself = ada.post("/people/ada/block", &[]).await;
        assert_eq!(oneself.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(count(site).await, 1);
        assert_eq!(
            ada.post("/people/nobody/block", &[]).await.status_code(),
            StatusCode::NOT_FOUND
        );
    })
    .await;
}

#[tokio::test]
async fn ones_other_pages_hear_of_it_and_the_blocked_one_hears_nothing() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let mut own = Socket::of_page(&ada, 1).await;
        let mut theirs = Socket::of_page(&bo, 1).await;
        ada.blocks(&bo).await;
        own.next_notice("groups").await;
        let page = ada.get("/groups/sidebar?open=1").await.text();
        assert_eq!(
            attributes_of(&page, "[data-blocked]", "data-blocked"),
            [bo.id().await.to_string()]
        );
        // What comes next at the other one's is the next message, and not a word before.
        ada.say(1, "hello").await;
        loop {
            match theirs.next().await {
                Got::Messages { html, .. } if html.contains("hello") => break,
                Got::Notice(notice) => assert!(notice.get("groups").is_none_or(Value::is_null), "{notice}"),
                _ => {}
            }
        }
    })
    .await;
}
