//! Mentions by request: who is named, who finds it, and who never hears of it.

use axum::http::StatusCode;
use banter::models::{memberships::Role, mentions};
use sea_orm::{EntityTrait, QueryOrder};

use crate::support::client::{Person, Site, attributes_of, texts_of, with_site};

/// Whom the messages mention, by message; nobody in particular is everyone.
async fn kept(site: &Site) -> Vec<(i64, Option<i64>)> {
    let rows = mentions::Entity::find()
        .order_by_asc(mentions::Column::Id)
        .all(&site.ctx.db)
        .await;
    let rows = rows.expect("the database answers").into_iter();
    rows.map(|row| (row.message_id, row.user_id)).collect()
}

async fn inbox(person: &Person<'_>) -> Vec<String> {
    texts_of(&person.get("/mentions").await.text(), ".entry-note")
}

#[tokio::test]
async fn who_is_mentioned_finds_it_marked_and_in_their_inbox() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let bo_id = bo.id().await;
        let message = ada.say(1, "Ask **@Bo**, not @ada or @nobody").await.id;
        let ids = [Some(bo_id), Some(ada.id().await)];
        assert_eq!(kept(site).await, ids.map(|id| (message, id)));
        let row = format!("#message-{message}");
        let page = bo.get("/groups/1").await.text();
        assert_eq!(
            texts_of(&page, &format!("{row}.mentioned .mention")),
            ["@bo", "@ada"]
        );
        assert_eq!(
            attributes_of(&page, &format!("{row} .mention"), "data-user-id")[0],
            bo_id.to_string()
        );
        let cy = site.join("cy").await;
        let page = cy.get("/groups/1").await.text();
        assert!(texts_of(&page, ".mentioned").is_empty());
        assert!(inbox(&cy).await.is_empty());

        let page = bo.get("/mentions").await.text();
        assert_eq!(
            attributes_of(&page, ".entry-link", "href"),
            [format!("/groups/1/messages/{message}#message-{message}")]
        );
        assert_eq!(texts_of(&page, ".entry-link"), ["ada · general"]);
        assert_eq!(texts_of(&page, ".entry-note"), ["Ask @bo, not @ada or @nobody"]);
        // What one has written oneself is no news.
        assert!(inbox(&ada).await.is_empty());

        // An edit takes mentions away and brings others; a deletion leaves none.
        let path = format!("/groups/1/messages/{message}");
        ada.does(&format!("{path}/edit"), &[("body", "Ask @bo and @cy")])
            .await;
        let cy_id = cy.id().await;
        assert_eq!(kept(site).await, [(message, Some(bo_id)), (message, Some(cy_id))]);
        assert_eq!(inbox(&cy).await, ["Ask @bo and @cy"]);
        ada.does(&format!("{path}/delete"), &[]).await;
        assert!(kept(site).await.is_empty() && inbox(&bo).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn only_those_who_keep_order_mention_everyone() {
    with_site(async |site| {
        site.join("administrator").await;
        let (owner, member, other) = (
            site.join("owner").await,
            site.join("member").await,
            site.join("other").await,
        );
        let group = site.private_group("attic", &[&owner, &member]).await;
        site.give_role(group.id, &owner, Role::Owner).await;
        member.say(group.id, "Hello @everyone").await;
        assert!(kept(site).await.is_empty());
        let message = owner.say(group.id, "Cake, @everyone!").await.id;
        assert_eq!(kept(site).await, [(message, None)]);
        assert_eq!(inbox(&member).await, ["Cake, @everyone!"]);
        assert!(inbox(&owner).await.is_empty() && inbox(&other).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_private_group_is_mentioned_to_its_members_only() {
    with_site(async |site| {
        site.join("administrator").await;
        let (owner, member, outsider) = (
            site.join("owner").await,
            site.join("member").await,
            site.join("outsider").await,
        );
        let group = site.private_group("attic", &[&owner, &member]).await;
        site.give_role(group.id, &owner, Role::Owner).await;
        owner
            .say(group.id, "The canary sings for @member and @outsider")
            .await;
        assert_eq!(inbox(&member).await.len(), 1);
        assert!(!outsider.get("/mentions").await.text().contains("canary"));
        let page = owner.get(&format!("/groups/{}", group.id)).await.text();
        assert_eq!(texts_of(&page, ".mention"), ["@member"]);

        // Who is removed has lost it, and who comes back has it again.
        let user_id = member.id().await;
        let remove = format!("/groups/{}/members/{user_id}/remove", group.id);
        owner.does(&remove, &[]).await;
        assert!(!member.get("/mentions").await.text().contains("canary"));
        let id = user_id.to_string();
        owner
            .does(&format!("/groups/{}/members", group.id), &[("members", &id)])
            .await;
        assert_eq!(inbox(&member).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn who_is_banned_from_a_room_finds_nothing_of_it() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let bo = site.join("bo").await;
        let room = ada.make_group("public", "Workshop", &[]).await;
        ada.say(room, "The canary sings for @bo").await;
        assert_eq!(inbox(&bo).await.len(), 1);
        let id = bo.id().await.to_string();
        ada.does(&format!("/groups/{room}/bans"), &[("user_id", &id)])
            .await;
        assert!(inbox(&bo).await.is_empty());
        ada.say(room, "And again for @bo").await;
        assert_eq!(
            kept(site).await.len(),
            1,
            "who is banned is not there to be mentioned"
        );
    })
    .await;
}

#[tokio::test]
async fn a_name_is_completed_from_those_who_may_read_it() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let (member, outsider) = (site.join("mona").await, site.join("monty").await);
        let group = site.private_group("attic", &[&ada, &member]).await;
        site.give_role(group.id, &ada, Role::Owner).await;
        let offered = async |person: &Person<'_>, group: i64, query: &str| {
            let list = person
                .get(&format!("/groups/{group}/mentionable?q={query}"))
                .await;
            attributes_of(&list.text(), "[role=option]", "data-name")
        };
        assert_eq!(offered(&ada, group.id, "mo").await, ["mona"]);
        assert_eq!(offered(&ada, 1, "MO").await, ["mona", "monty"]);
        assert!(offered(&ada, 1, "on").await.is_empty(), "names begin so");
        assert!(offered(&ada, 1, "%25").await.is_empty());
        assert_eq!(offered(&ada, group.id, "ev").await, ["everyone"]);
        assert!(offered(&member, group.id, "ev").await.is_empty());
        let refused = outsider
            .get(&format!("/groups/{}/mentionable?q=mo", group.id))
            .await;
        assert_eq!(refused.status_code(), StatusCode::NOT_FOUND);
        let ids = site.accounts(20).await;
        assert_eq!(ids.len(), 20);
        assert_eq!(offered(&ada, 1, "p").await.len(), 8);
        // In a direct chat the two of it.
        let direct = ada.start_direct(&member).await;
        assert_eq!(offered(&ada, direct, "").await, ["ada", "mona"]);
    })
    .await;
}

#[tokio::test]
async fn the_inbox_is_read_page_by_page() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        site.configure(|settings| settings.limits.messages_per_10s = 1000);
        for number in 1..=120 {
            ada.say(1, &format!("{number} for @bo")).await;
        }
        let mut seen = Vec::new();
        let mut next = Some("/mentions".to_owned());
        while let Some(path) = next {
            let page = bo.get(&path).await.text();
            seen.extend(texts_of(&page, ".entry-note"));
            next = attributes_of(&page, "#more a", "href").pop();
        }
        let all: Vec<_> = (1..=120)
            .rev()
            .map(|number| format!("{number} for @bo"))
            .collect();
        assert_eq!(seen, all);
    })
    .await;
}
