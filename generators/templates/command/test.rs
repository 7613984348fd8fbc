//! `/{=name.kebab=}` by request.

use axum::http::StatusCode;
<% if standing and standing != "is_member" %>use banter::models::memberships::Role;
<% endif %>
use super::{gives, offered, texts};
use crate::support::client::{<% if not posts %>texts_of, <% endif %>with_site};

<% if posts -%>
#[tokio::test]
async fn what_follows_it_is_posted() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let attic = ada.make_group("private", "attic", &[]).await;
        let posted = ada.say(attic, "/{=name.kebab=}  in the *end* ").await;
        assert_eq!(posted.body, "in the *end*");
        let refused = gives(&ada, attic, "/{=name.kebab=}").await;
        assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("/{=name.kebab=} something"), "{}", refused.text());
        // Before it is the line of the group's beginning.
        assert_eq!(texts(site, attic).await[1..], ["in the *end*"]);
    })
    .await;
}
<% else -%>
#[tokio::test]
async fn it_tells_its_sender_and_posts_nothing() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let attic = ada.make_group("private", "attic", &[]).await;
        let before = texts(site, attic).await;
        let told = gives(&ada, attic, "/{=name.kebab=} something").await;
        assert_eq!(told.status_code(), StatusCode::OK);
        assert_eq!(texts_of(&told.text(), ".told-text p"), ["That was heard."]);
        let refused = gives(&ada, attic, "/{=name.kebab=}").await;
        assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("/{=name.kebab=} something"), "{}", refused.text());
        assert_eq!(texts(site, attic).await, before);
    })
    .await;
}
<% endif %>

<% if not standing -%>
#[tokio::test]
async fn it_is_for_all_who_see_the_group() {
    with_site(async |site| {
        let (ada, bo, cy) = (site.join("ada").await, site.join("bo").await, site.join("cy").await);
        let attic = ada.make_group("private", "attic", &[&bo]).await;
        for person in [&ada, &bo] {
            assert_eq!(offered(person, attic, "{=name.kebab=}").await, ["{=name.kebab=}"]);
            let answer = gives(person, attic, "/{=name.kebab=} something").await;
            assert_eq!(answer.status_code(), StatusCode::OK);
        }
        let answer = gives(&cy, attic, "/{=name.kebab=} something").await;
        assert_eq!(answer.status_code(), StatusCode::NOT_FOUND);
    })
    .await;
}
<% elif standing == "is_member" -%>
#[tokio::test]
async fn it_is_for_members() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let hall = ada.make_group("public", "hall", &[]).await;
        assert_eq!(offered(&ada, hall, "{=name.kebab=}").await, ["{=name.kebab=}"]);
        // A public room can be read by who is no member.
        assert!(offered(&bo, hall, "{=name.kebab=}").await.is_empty());
        let before = texts(site, hall).await;
        let refused = gives(&bo, hall, "/{=name.kebab=} something").await;
        assert_eq!(refused.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("may not"), "{}", refused.text());
        assert_eq!(texts(site, hall).await, before);
    })
    .await;
}
<% else -%>
#[tokio::test]
async fn it_is_for_<% if standing == "may_moderate" %>moderators_and_owners<% else %>owners<% endif %>() {
    with_site(async |site| {
        let (ada, bo, cy) = (site.join("ada").await, site.join("bo").await, site.join("cy").await);
        let attic = ada.make_group("private", "attic", &[&bo, &cy]).await;
        site.give_role(attic, &bo, Role::Moderator).await;
        let before = texts(site, attic).await;
        for (person, may) in [(&ada, true), (&bo, <% if standing == "may_moderate" %>true<% else %>false<% endif %>), (&cy, false)] {
            assert_eq!(offered(person, attic, "{=name.kebab=}").await.len(), usize::from(may));
            let answer = gives(person, attic, "/{=name.kebab=} something").await;
            let status = if may { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            assert_eq!(answer.status_code(), status, "{}", person.username);
            assert_eq!(answer.text().contains("may not"), !may, "{}", answer.text());
        }
<% if posts %>        assert_eq!(texts(site, attic).await.len(), before.len() + <% if standing == "may_moderate" %>2<% else %>1<% endif %>);
<% else %>        assert_eq!(texts(site, attic).await, before);
<% endif %>    })
    .await;
}
<% endif %>
