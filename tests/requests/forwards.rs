//! Forwarding: a copy of what one may read, to where one may write, that tells nothing of where it comes from.

use axum::http::StatusCode;
use banter::models::{attachments, messages};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::support::client::{Person, Site, attributes_of, texts_of, with_site};

const KEY: &str = "key-of-a-forward";

async fn forward(person: &Person<'_>, source: &messages::Model, to: i64, comment: &str) -> StatusCode {
    let path = format!("/groups/{}/messages/{}/forward", source.group_id, source.id);
    let form = [("to", &*to.to_string()), ("body", comment), ("client_id", KEY)];
    person.post(&path, &form).await.status_code()
}

async fn last(person: &Person<'_>, group: i64) -> String {
    let page = person.get(&format!("/groups/{group}")).await.text();
    let rows = page.rsplit("<li id=\"message-").next().expect("a message");
    rows.split("</ol>").next().expect("a row").to_owned()
}

async fn count(site: &Site) -> u64 {
    let all = messages::Entity::find().count(&site.ctx.db).await;
    all.expect("the database answers")
}

#[tokio::test]
async fn what_is_forwarded_is_a_copy_with_its_origin() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let den = bo.make_group("private", "den", &[]).await;
        let original = ada.say(1, "Cake at **three** for @bo").await;
        assert_eq!(forward(&bo, &original, den, "Look").await, StatusCode::SEE_OTHER);
        let row = last(&bo, den).await;
        assert_eq!(texts_of(&row, ".message-body"), ["Look", "Cake at three for @bo"]);
        assert_eq!(
            texts_of(&row, ".forward-origin"),
            ["Forwarded from ada in general"]
        );
        assert!(row.contains("<strong>three</strong>") && !row.contains("data-user-id"));
        let path = format!("/groups/1/messages/{0}#message-{0}", original.id);
        assert_eq!(attributes_of(&row, ".forward-origin", "href"), [path]);

        // What becomes of the original is nothing to the copy.
        let place = format!("/groups/1/messages/{}", original.id);
        ada.does(&format!("{place}/edit"), &[("body", "Cake at four")])
            .await;
        ada.does(&format!("{place}/delete"), &[]).await;
        assert!(last(&bo, den).await.contains("<strong>three</strong>"));
        assert_eq!(
            forward(&bo, &original, den, "").await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let gone = bo.get(&format!("{place}/forward")).await;
        assert_eq!(gone.status_code(), StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn nobody_forwards_what_they_may_not_read_nor_to_where_they_may_not_write() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let den = ada.make_group("private", "den", &[&bo]).await;
        let attic = ada.make_group("private", "attic", &[]).await;
        let (secret, open) = (ada.say(den, "a canary").await, ada.say(1, "for all").await);
        ada.does(&format!("/groups/{den}/members/{}/remove", bo.id().await), &[])
            .await;
        ada.does(&format!("/groups/{attic}/archive"), &[]).await;
        let before = count(site).await;
        assert_eq!(forward(&bo, &secret, 1, "").await, StatusCode::NOT_FOUND);
        assert_eq!(forward(&bo, &open, den, "").await, StatusCode::NOT_FOUND);
        assert_eq!(forward(&bo, &open, 999, "").await, StatusCode::NOT_FOUND);
        // Under the path of another group it is not there.
        let path = format!("/groups/1/messages/{}/forward", secret.id);
        assert_eq!(bo.get(&path).await.status_code(), StatusCode::NOT_FOUND);
        assert_eq!(
            forward(&ada, &open, attic, "").await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let form = [("body", "typed"), ("to", "")];
        let path = format!("/groups/1/messages/{}/forward", open.id);
        let nowhere = ada.post(&path, &form).await;
        assert_eq!(nowhere.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nowhere.text().contains("typed"));
        let choices = texts_of(&ada.get(&path).await.text(), ".forward-name");
        assert_eq!(choices, ["general", "den"], "without the archived");
        let choices = texts_of(&ada.get(&format!("{path}?q=GEN")).await.text(), ".forward-name");
        assert_eq!(choices, ["general"]);
        assert_eq!(count(site).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_private_origin_is_never_named() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let den = ada.make_group("private", "canary", &[]).await;
        let secret = ada.say(den, "what was said").await;
        assert_eq!(forward(&ada, &secret, 1, "").await, StatusCode::SEE_OTHER);
        let page = bo.get("/groups/1").await.text();
        assert!(page.contains("what was said") && !page.contains("canary"));
        assert_eq!(
            texts_of(&page, ".forward-origin"),
            ["Forwarded from ada, from a private conversation"]
        );
        let link = attributes_of(&page, ".forward-origin", "href").remove(0);
        let link = link.split('#').next().expect("an address");
        assert_eq!(bo.get(link).await.status_code(), StatusCode::NOT_FOUND);
        // Passed on once more it tells no more, and what was said of it stays behind.
        let id = page
            .split("id=\"message-")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let passed = messages::Model {
            id: id.and_then(|id| id.parse().ok()).expect("an id"),
            group_id: 1,
            ..secret
        };
        let loft = bo.make_group("private", "loft", &[]).await;
        assert_eq!(forward(&bo, &passed, loft, "").await, StatusCode::SEE_OTHER);
        let row = last(&bo, loft).await;
        assert_eq!(
            texts_of(&row, ".forward-origin"),
            ["Forwarded from ada, from a private conversation"]
        );
        assert!(row.contains("what was said") && !row.contains("canary"));
    })
    .await;
}

#[tokio::test]
async fn asked_twice_it_is_forwarded_once_and_its_comment_is_its_own() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let den = ada.make_group("private", "den", &[]).await;
        let (original, other) = (ada.say(1, "one").await, ada.say(1, "two").await);
        let before = count(site).await;
        for _ in 0..3 {
            assert_eq!(forward(&ada, &original, den, "Look").await, StatusCode::SEE_OTHER);
        }
        assert_eq!(count(site).await, before + 1);
        assert_eq!(forward(&ada, &other, den, "Look").await, StatusCode::CONFLICT);
        assert_eq!(forward(&ada, &original, den, "Other").await, StatusCode::CONFLICT);
        let id = last(&ada, den).await;
        let id = id.split('"').next().expect("an id").to_owned();
        let place = format!("/groups/{den}/messages/{id}");
        ada.does(&format!("{place}/edit"), &[("body", "")]).await;
        let row = last(&ada, den).await;
        assert_eq!(
            texts_of(&row, ".message-body"),
            ["one"],
            "the comment alone is gone"
        );
        // Quoted, it says what it forwards.
        ada.does(
            &format!("/groups/{den}/messages"),
            &[("body", "Yes"), ("reply_to", &id)],
        )
        .await;
        assert_eq!(texts_of(&last(&ada, den).await, ".quote-text"), ["one"]);
        ada.does(&format!("{place}/delete"), &[]).await;
        assert!(
            !ada.get(&format!("/groups/{den}"))
                .await
                .text()
                .contains("forward-origin")
        );
    })
    .await;
}

#[tokio::test]
async fn files_go_along_as_copies_of_their_own() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let den = bo.make_group("private", "den", &[]).await;
        let id = ada.uploaded(1, "notes.txt", b"a text of a file").await;
        let form = [("body", "see"), ("attachments", &*id.to_string())];
        ada.does("/groups/1/messages", &form).await;
        let file = attributes_of(&ada.get("/groups/1").await.text(), "a.file", "href").remove(0);
        let all = messages::Entity::find().all(&site.ctx.db).await;
        let original = all.expect("the database answers").pop().expect("a message");
        for _ in 0..2 {
            assert_eq!(forward(&bo, &original, den, "").await, StatusCode::SEE_OTHER);
        }
        let files = attachments::Entity::find().count(&site.ctx.db).await;
        assert_eq!(
            files.expect("the database answers"),
            2,
            "asked twice, copied once"
        );
        let copy = attributes_of(&last(&bo, den).await, "a.file", "href").remove(0);
        ada.does(&format!("/groups/1/messages/{}/delete", original.id), &[])
            .await;
        assert_eq!(bo.get(&file).await.status_code(), StatusCode::NOT_FOUND);
        assert_eq!(bo.get(&copy).await.text(), "a text of a file");
        assert_eq!(ada.get(&copy).await.status_code(), StatusCode::NOT_FOUND);

        // What has no room is not forwarded without its files.
        site.configure(|settings| settings.files.per_person = 1);
        let before = count(site).await;
        let copied = messages::Model {
            id: last(&bo, den)
                .await
                .split('"')
                .next()
                .and_then(|id| id.parse().ok())
                .expect("an id"),
            group_id: den,
            ..original
        };
        let path = format!("/groups/{den}/messages/{}/forward", copied.id);
        let refused = bo.post(&path, &[("to", "1"), ("body", "")]).await;
        assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(count(site).await, before);
    })
    .await;
}

#[tokio::test]
async fn all_files_of_a_message_go_along_in_their_order_however_many() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let den = ada.make_group("private", "den", &[]).await;
        let mut form = vec![("body".to_owned(), "see".to_owned())];
        for number in 0..20 {
            let name = format!("{number}.txt");
            let id = ada.uploaded(1, &name, name.as_bytes()).await;
            form.push(("attachments".to_owned(), id.to_string()));
            form.push(("alt".to_owned(), format!("about {number}")));
        }
        let post = site.server.post("/groups/1/messages").form(&form);
        let answer = ada.with_cookie(post).await;
        assert_eq!(answer.status_code(), StatusCode::SEE_OTHER);
        let all = messages::Entity::find().all(&site.ctx.db).await;
        let original = all.expect("the database answers").pop().expect("a message");
        // More at once than may be uploaded at once, which is no reason never to take them.
        site.configure(|settings| settings.limits.uploads_per_10s = 1);
        assert_eq!(forward(&ada, &original, den, "").await, StatusCode::SEE_OTHER);
        let copies = attachments::Entity::find()
            .filter(attachments::Column::GroupId.eq(den))
            .order_by_asc(attachments::Column::Position)
            .all(&site.ctx.db)
            .await
            .expect("the database answers");
        assert_eq!(copies.len(), 20);
        for (number, copy) in copies.iter().enumerate() {
            assert_eq!(copy.alt, format!("about {number}"));
            let path = format!("/groups/{den}/files/{}", copy.id);
            assert_eq!(ada.get(&path).await.text(), format!("{number}.txt"));
        }
        // It counts as many uploads as are taken at once.
        let again = ada.upload(den, "one more.txt", b"x").await;
        assert_eq!(again.status_code(), StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}
