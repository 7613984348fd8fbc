//! What is told on the channel `{=name.kebab=}`, by request.

use axum::http::StatusCode;
<% if durable %>use banter::models::messages;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
<% endif %>
use super::matrix::{
    Feature,
    Got::{Forbidden, SentOn, SignedOut},
    direct, private, public,
};
use crate::support::client::{<% if durable %>Site, <% endif %>attributes_of, texts_of, with_site};

const FORM: &str = "text=hello";

pub(super) static ROWS: Feature = (
    &[("POST", "/groups/{id}/{=name.kebab=}", FORM, private(SignedOut, [SentOn; 3]))],
    &[(
        "POST",
        "/groups/{id}/{=name.kebab=}",
        FORM,
        public(SignedOut, [Forbidden, SentOn, SentOn, SentOn, Forbidden]),
    )],
    &[("POST", "/groups/{id}/{=name.kebab=}", FORM, direct(SignedOut, SentOn))],
);

<% if durable -%>
async fn lines(site: &Site, group: i64) -> u64 {
    let lines = messages::Entity::find()
        .filter(messages::Column::GroupId.eq(group))
        .filter(messages::Column::Line.eq("{=name.kebab=}"));
    lines.count(&site.ctx.db).await.expect("the database answers")
}

<% endif -%>
#[tokio::test]
async fn what_is_refused_comes_back_with_the_reason() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let attic = ada.make_group("private", "attic", &[]).await;
        let path = format!("/groups/{attic}/{=name.kebab=}");
        let long = "x".repeat(201);
        for (text, why) in [("  ", "Say what."), (long.as_str(), "200 characters at most")] {
            let refused = ada.post(&path, &[("text", text)]).await;
            assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
            assert!(texts_of(&refused.text(), "main").concat().contains(why), "{}", refused.text());
            let refused = ada.post_fragment(&path, &[("text", text)]).await;
            assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
            assert!(texts_of(&refused.text(), ".invalid-feedback").concat().contains(why), "{}", refused.text());
            assert_eq!(attributes_of(&refused.text(), "input", "value"), [text], "what was typed stays");
        }
        let told = ada.post_fragment(&path, &[("text", "hello")]).await;
        assert_eq!(told.status_code(), StatusCode::OK);
        assert_eq!(attributes_of(&told.text(), "input", "value"), [""]);

        ada.does(&format!("/groups/{attic}/archive"), &[]).await;
        let refused = ada.post(&path, &[("text", "hello")]).await;
        assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
<% if durable %>        assert_eq!(lines(site, attic).await, 1);
<% endif %>    })
    .await;
}

#[tokio::test]
async fn where_one_of_two_has_blocked_the_other_neither_tells_it() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let direct = ada.start_direct(&bo).await;
        ada.say(direct, "It is there for both from here on").await;
        ada.does("/people/bo/block", &[]).await;
        for person in [&ada, &bo] {
            let refused = person.post(&format!("/groups/{direct}/{=name.kebab=}"), &[("text", "hello")]).await;
            assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        }
    })
    .await;
}

#[tokio::test]
async fn it_is_limited_as_messages_are() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        site.configure(|settings| settings.limits.messages_per_10s = 2);
        let path = "/groups/1/{=name.kebab=}";
        for _ in 0..2 {
            ada.does(path, &[("text", "hello")]).await;
        }
        let refused = ada.post(path, &[("text", "hello")]).await;
        assert_eq!(refused.status_code(), StatusCode::TOO_MANY_REQUESTS);
        assert!(refused.headers().contains_key("retry-after"));
    })
    .await;
}
