//! Commands by request: what they do, who may give them, and that nobody else hears of it.

use axum::http::StatusCode;
use axum_test::TestResponse;
use banter::models::{memberships::Role, messages};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::support::client::{Person, Site, attributes_of, texts_of, with_site};

// commands-inject (do not remove)

async fn texts(site: &Site, group: i64) -> Vec<String> {
    let rows = messages::Entity::find()
        .filter(messages::Column::GroupId.eq(group))
        .order_by_asc(messages::Column::Seq)
        .all(&site.ctx.db)
        .await;
    let rows = rows.expect("the database answers").into_iter();
    rows.map(|row| row.body).filter(|body| !body.is_empty()).collect()
}

async fn gives(person: &Person<'_>, group: i64, command: &str) -> TestResponse {
    let form = [("body", command), ("client_id", "0123456789abcdef")];
    person
        .post_fragment(&format!("/groups/{group}/messages"), &form)
        .await
}

async fn offered(person: &Person<'_>, group: i64, begun: &str) -> Vec<String> {
    let path = format!("/groups/{group}/commands?q={begun}");
    attributes_of(
        &person.get_fragment(&path).await.text(),
        ".completion-option",
        "data-name",
    )
}

#[tokio::test]
async fn what_a_command_makes_of_a_text_is_posted_and_can_be_edited() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let waves = ada.say(1, "/me waves at *all*").await;
        assert_eq!(waves.body, "/me waves at *all*");
        assert_eq!(waves.html.trim(), "<p>waves at <em>all</em></p>");
        let page = ada.get("/groups/1").await.text();
        assert_eq!(texts_of(&page, ".action-body"), ["waves at all"]);

        let shrug = ada.say(1, "/shrug who knows").await;
        assert_eq!(shrug.html.trim(), r"<p>who knows ¯\_(ツ)_/¯</p>");

        let path = format!("/groups/1/messages/{}/edit", waves.id);
        ada.does(&path, &[("body", "/me sits down")]).await;
        let page = ada.get("/groups/1").await.text();
        assert_eq!(texts_of(&page, ".action-body"), ["sits down"]);
        let refused = gives(&ada, 1, "/me").await;
        assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(texts(site, 1).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_command_is_the_same_again_by_what_was_typed() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        for _ in 0..2 {
            assert_eq!(gives(&ada, 1, "/shrug").await.status_code(), StatusCode::OK);
        }
        let shrug = texts(site, 1).await;
        assert_eq!(shrug.len(), 1);
        // What came of it is another thing to type.
        let other = gives(&ada, 1, &shrug[0]).await;
        assert_eq!(other.status_code(), StatusCode::CONFLICT);
    })
    .await;
}

#[tokio::test]
async fn a_word_that_is_no_command_is_refused_and_nothing_that_was_typed_is_lost() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let told = gives(&ada, 1, "/hlep me").await;
        assert_eq!(told.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(told.text().contains("no such command"), "{}", told.text());
        let page = ada.post("/groups/1/messages", &[("body", "/hlep me")]).await;
        assert_eq!(page.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(texts_of(&page.text(), "#composer-body"), ["/hlep me"]);
        assert!(texts_of(&page.text(), "#composer-error")[0].contains("no such command"));
        for text in [" /hlep me", "/etc/hosts", "//help", "/ 2"] {
            ada.say(1, text).await;
        }
        assert_eq!(texts(site, 1).await.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn only_its_sender_is_told_what_a_command_did() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = ada.make_group("private", "attic", &[&bo]).await;
        let before = texts(site, attic).await;
        let told = gives(&ada, attic, "/help").await;
        assert_eq!(told.status_code(), StatusCode::OK);
        assert_eq!(
            attributes_of(&told.text(), "hx-partial", "data-client-id"),
            ["0123456789abcdef"]
        );
        let all = [
            "/help",
            "/invite @name …",
            "/leave",
            "/me waves",
            "/shrug message",
            "/topic What this is about",
        ];
        let names = |html: &str| {
            let mut names = texts_of(html, ".told-commands code");
            names.retain(|name| all.contains(&name.as_str()));
            names
        };
        assert_eq!(names(&told.text()), all);
        // Who may not give it, does not see it.
        let told = bo
            .post(&format!("/groups/{attic}/messages"), &[("body", "/help")])
            .await;
        assert_eq!(names(&told.text()), [all[0], all[2], all[3], all[4]]);
        let offers = offered(&bo, attic, "").await;
        for (name, is_for_all) in [
            ("help", true),
            ("shrug", true),
            ("invite", false),
            ("topic", false),
        ] {
            assert_eq!(offers.iter().any(|offer| offer == name), is_for_all, "{name}");
        }
        assert_eq!(offered(&ada, attic, "INV").await, ["invite"]);
        assert_eq!(texts(site, attic).await, before, "nothing is posted");
        let page = bo.get(&format!("/groups/{attic}")).await.text();
        assert!(texts_of(&page, ".told-text").is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_command_needs_the_right_that_its_button_needs() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let (cy, dee) = (site.join("cy").await, site.join("dee").await);
        let attic = ada.make_group("private", "attic", &[&bo]).await;
        for command in ["/topic mine now", "/invite @cy"] {
            let refused = gives(&bo, attic, command).await;
            assert_eq!(
                refused.status_code(),
                StatusCode::UNPROCESSABLE_ENTITY,
                "{command}"
            );
            assert!(refused.text().contains("may not"), "{}", refused.text());
            // To whom the group is not there, it is not there.
            assert_eq!(
                gives(&cy, attic, command).await.status_code(),
                StatusCode::NOT_FOUND
            );
        }
        assert_eq!(
            gives(&ada, attic, "/topic Boxes").await.status_code(),
            StatusCode::OK
        );
        let page = bo.get(&format!("/groups/{attic}")).await.text();
        assert!(texts_of(&page, ".room-topic")[0].ends_with("Boxes"));

        // A moderator adds people, and changes no topic.
        site.give_role(attic, &bo, Role::Moderator).await;
        assert_eq!(
            gives(&bo, attic, "/invite @cy, dee").await.status_code(),
            StatusCode::OK
        );
        for person in [&cy, &dee] {
            assert_eq!(
                person.get(&format!("/groups/{attic}")).await.status_code(),
                StatusCode::OK
            );
        }
        let refused = gives(&bo, attic, "/topic again").await;
        assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        for (command, why) in [
            ("/invite", "/invite @name"),
            ("/invite @nobody", "may not be here"),
            ("/topic", "/topic"),
        ] {
            let refused = gives(&ada, attic, command).await;
            assert_eq!(
                refused.status_code(),
                StatusCode::UNPROCESSABLE_ENTITY,
                "{command}"
            );
            assert!(refused.text().contains(why), "{command}: {}", refused.text());
        }
    })
    .await;
}

#[tokio::test]
async fn leaving_by_a_command_leaves_and_the_last_owner_stays() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = ada.make_group("private", "attic", &[&bo]).await;
        let refused = gives(&ada, attic, "/leave").await;
        assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        let left = bo
            .post(&format!("/groups/{attic}/messages"), &[("body", "/leave")])
            .await;
        assert_eq!(left.status_code(), StatusCode::SEE_OTHER);
        assert_eq!(
            bo.get(&format!("/groups/{attic}")).await.status_code(),
            StatusCode::NOT_FOUND
        );
    })
    .await;
}
