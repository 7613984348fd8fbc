//! Reporting a message: who sees it, what is kept of it and for how long, and what is done about it.

use axum::http::{StatusCode, header};
use banter::models::{audit_events, bans, memberships::Role, messages, reports};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::support::{
    client::{Person, Site, attributes_of, header_of, texts_of, with_site},
    socket::Socket,
};

impl Person<'_> {
    async fn reports(&self, message: &messages::Model, reason: &str, note: &str) -> StatusCode {
        let path = format!("/groups/{}/messages/{}/report", message.group_id, message.id);
        let reported = self.post(&path, &[("reason", reason), ("note", note)]).await;
        if reported.status_code() == StatusCode::SEE_OTHER {
            let to = header_of(&reported, header::LOCATION).expect("a way on");
            let page = self.get(&to).await.text();
            assert!(page.contains("It’s waiting to be looked at."), "{page}");
        }
        reported.status_code()
    }

    /// The reports at an address: what each says of its message.
    async fn queue(&self, path: &str) -> Vec<String> {
        let page = self.get(path).await;
        assert_eq!(page.status_code(), StatusCode::OK, "{path}");
        texts_of(&page.text(), ".report .message-body")
    }

    async fn resolves(&self, path: &str, act: &str) -> StatusCode {
        let page = self.get(path).await.text();
        let action = attributes_of(&page, ".report-acts form", "action");
        let action = action.first().expect("a report that waits");
        self.post(action, &[("act", act)]).await.status_code()
    }
}

async fn kept(site: &Site) -> Vec<reports::Model> {
    let kept = reports::Entity::find().all(&site.ctx.db).await;
    kept.expect("the database answers")
}

/// What is said of a group in its own pages and in those of administrators.
async fn counted(person: &Person<'_>, group: i64) -> (Vec<String>, Vec<String>) {
    let page = person.get(&format!("/groups/{group}")).await.text();
    (
        texts_of(&page, ".room-reports"),
        texts_of(&page, "#reports-link .mark-count"),
    )
}

#[tokio::test]
async fn who_keeps_order_sees_a_report_and_the_reported_one_never_does() {
    with_site(async |site| {
        let (admin, ada) = (site.join("admin").await, site.join("ada").await);
        let (bo, cy) = (site.join("bo").await, site.join("cy").await);
        let group = ada.make_group("private", "attic", &[&bo, &cy]).await;
        let of_group = format!("/groups/{group}/reports");
        let said = bo.say(group, "a canary").await;
        assert_eq!(
            cy.reports(&said, "abuse", "He means me").await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(ada.queue(&of_group).await, ["a canary"]);
        assert_eq!(admin.queue("/admin/reports").await, ["a canary"]);
        let page = ada.get(&of_group).await.text();
        assert!(
            page.contains("He means me") && page.contains("Reported by cy"),
            "{page}"
        );
        assert_eq!(counted(&ada, group).await.0, ["1 report"]);
        assert_eq!(counted(&admin, 1).await.1, ["1"]);
        assert_eq!(bo.get(&of_group).await.status_code(), StatusCode::FORBIDDEN);

        // As a moderator neither: nobody looks after what is about themself.
        let id = bo.id().await.to_string();
        ada.does(
            &format!("/groups/{group}/members/{id}/role"),
            &[("role", "moderator")],
        )
        .await;
        assert!(bo.queue(&of_group).await.is_empty());
        assert!(counted(&bo, group).await.0.is_empty());
        let waits = kept(site).await[0].id;
        let path = format!("{of_group}/{waits}/resolve");
        let refused = bo.post(&path, &[("act", "dismissed")]).await;
        assert_eq!(refused.status_code(), StatusCode::NOT_FOUND);
        // Nor does anybody by way of another group that they keep order in.
        let own = cy.make_group("private", "loft", &[]).await;
        assert!(cy.queue(&format!("/groups/{own}/reports")).await.is_empty());
        let path = format!("/groups/{own}/reports/{waits}/resolve");
        assert_eq!(
            cy.post(&path, &[("act", "dismissed")]).await.status_code(),
            StatusCode::NOT_FOUND
        );
        assert!(kept(site).await[0].resolved_at.is_none());
    })
    .await;
}

#[tokio::test]
async fn the_copy_is_as_it_was_and_gone_with_the_report() {
    with_site(async |site| {
        let (ada, bo, cy) = (
            site.join("ada").await,
            site.join("bo").await,
            site.join("cy").await,
        );
        let said = bo.say(1, "a canary").await;
        assert_eq!(cy.reports(&said, "spam", "").await, StatusCode::SEE_OTHER);
        let path = format!("/groups/1/messages/{}", said.id);
        bo.does(&format!("{path}/edit"), &[("body", "harmless")]).await;
        bo.does(&format!("{path}/delete"), &[]).await;
        assert_eq!(ada.queue("/groups/1/reports").await, ["a canary"]);
        let page = ada.get("/groups/1/reports").await.text();
        assert!(page.contains("deleted since"), "{page}");
        assert_eq!(
            attributes_of(&page, ".report-acts button", "value"),
            ["dismissed", "removed", "banned"]
        );
        assert_eq!(
            ada.resolves("/groups/1/reports", "dismissed").await,
            StatusCode::SEE_OTHER
        );
        let kept = kept(site).await;
        assert_eq!(kept.len(), 1);
        assert_eq!((&kept[0].html, &kept[0].files), (&None, &None));
        assert_eq!(kept[0].resolution.as_deref(), Some("dismissed"));
        assert_eq!(kept[0].resolver_id, Some(ada.id().await));
        assert!(!format!("{kept:?}").contains("canary"));
        let audited = audit_events::Entity::find()
            .filter(audit_events::Column::Action.eq("report.resolved"))
            .one(&site.ctx.db)
            .await;
        let audited = audited.expect("answers").expect("a row");
        assert!(audited.details.contains("dismissed") && !audited.details.contains("canary"));
        assert!(ada.queue("/groups/1/reports").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn one_open_report_for_each_person_and_message_and_not_too_many() {
    with_site(async |site| {
        let (ada, bo, cy) = (
            site.join("ada").await,
            site.join("bo").await,
            site.join("cy").await,
        );
        let said = bo.say(1, "first").await;
        let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
        assert_eq!(bo.reports(&said, "spam", "").await, unprocessable, "one's own");
        assert_eq!(cy.reports(&said, "dislike", "").await, unprocessable);
        assert_eq!(cy.reports(&said, "spam", &"x".repeat(1001)).await, unprocessable);
        let both = futures_util::join!(cy.reports(&said, "spam", ""), cy.reports(&said, "spam", ""));
        let both = [both.0, both.1];
        assert!(
            both.contains(&StatusCode::SEE_OTHER) && both.contains(&unprocessable),
            "{both:?}"
        );
        // What is done closes the reports of all.
        assert_eq!(ada.reports(&said, "other", "").await, StatusCode::SEE_OTHER);
        assert_eq!(
            ada.resolves("/admin/reports", "dismissed").await,
            StatusCode::SEE_OTHER
        );
        assert!(ada.queue("/admin/reports").await.is_empty());
        assert_eq!(
            cy.reports(&said, "spam", "").await,
            StatusCode::SEE_OTHER,
            "it goes on"
        );
        assert_eq!(kept(site).await.len(), 3);

        site.configure(|settings| settings.limits.reports_per_hour = 1);
        let second = bo.say(1, "second").await;
        let third = bo.say(1, "third").await;
        assert_eq!(cy.reports(&second, "spam", "").await, StatusCode::SEE_OTHER);
        assert_eq!(
            cy.reports(&third, "spam", "").await,
            StatusCode::TOO_MANY_REQUESTS
        );
    })
    .await;
}

#[tokio::test]
async fn of_a_direct_chat_administrators_see_the_one_message_and_no_more() {
    with_site(async |site| {
        let (admin, ada, bo) = (
            site.join("admin").await,
            site.join("ada").await,
            site.join("bo").await,
        );
        let chat = ada.start_direct(&bo).await;
        ada.say(chat, "a secret").await;
        let said = bo.say(chat, "a canary").await;
        assert_eq!(ada.reports(&said, "threat", "").await, StatusCode::SEE_OTHER);
        let page = admin.get("/admin/reports").await.text();
        assert!(page.contains("a canary") && !page.contains("a secret"), "{page}");
        assert!(
            attributes_of(&page, ".report a", "href")
                .iter()
                .all(|href| !href.contains("/groups/"))
        );
        assert_eq!(
            attributes_of(&page, ".report-acts button", "value"),
            ["dismissed", "deleted", "banned-site"]
        );
        assert_eq!(
            admin.get(&format!("/groups/{chat}")).await.status_code(),
            StatusCode::NOT_FOUND
        );
        // The message goes, though the chat is none of theirs; and only that one can.
        let other = admin
            .post(&format!("/groups/{chat}/messages/{}/delete", said.id), &[])
            .await;
        assert_eq!(other.status_code(), StatusCode::NOT_FOUND);
        let mut page = Socket::of_page(&ada, chat).await;
        assert_eq!(
            admin.resolves("/admin/reports", "deleted").await,
            StatusCode::SEE_OTHER
        );
        let (_, _, frame) = page.next_messages().await;
        assert!(
            frame.contains("message-deleted") && !frame.contains("canary"),
            "{frame}"
        );
        let left = messages::Entity::find_by_id(said.id).one(&site.ctx.db).await;
        let left = left.expect("answers").expect("its place");
        assert!(left.deleted_at.is_some() && left.body.is_empty());
    })
    .await;
}

#[tokio::test]
async fn who_keeps_order_acts_on_a_report() {
    with_site(async |site| {
        let (admin, ada) = (site.join("admin").await, site.join("ada").await);
        let (bo, cy) = (site.join("bo").await, site.join("cy").await);
        let group = ada.make_group("private", "attic", &[&bo, &cy]).await;
        let of_group = format!("/groups/{group}/reports");
        let said = bo.say(group, "first").await;
        cy.reports(&said, "spam", "").await;
        assert_eq!(ada.resolves(&of_group, "deleted").await, StatusCode::SEE_OTHER);
        assert!(site.roles(group).await.iter().any(|(name, _)| name == "bo"));
        let said = bo.say(group, "second").await;
        cy.reports(&said, "spam", "").await;
        assert_eq!(
            ada.resolves(&of_group, "nothing").await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(ada.resolves(&of_group, "banned").await, StatusCode::SEE_OTHER);
        let bans = bans::Entity::find().count(&site.ctx.db).await;
        assert_eq!(bans.expect("answers"), 1);
        // An owner can't be removed by a report either: it stays open, and says why.
        let said = ada.say(group, "third").await;
        cy.reports(&said, "spam", "").await;
        site.give_role(group, &cy, Role::Moderator).await;
        assert_eq!(
            cy.resolves(&of_group, "removed").await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(cy.queue(&of_group).await, ["third"]);
        assert_eq!(admin.queue("/admin/reports").await, ["third"]);
    })
    .await;
}

#[tokio::test]
async fn who_looks_after_reports_hears_of_a_new_one() {
    with_site(async |site| {
        let (admin, bo, cy) = (
            site.join("admin").await,
            site.join("bo").await,
            site.join("cy").await,
        );
        let said = bo.say(1, "first").await;
        let mut page = Socket::of_page(&admin, 1).await;
        cy.reports(&said, "spam", "").await;
        page.next_notice("groups").await;
        let news = admin.get_fragment("/groups/sidebar?open=1").await.text();
        assert_eq!(texts_of(&news, ".room-reports"), ["1 report"]);
        assert_eq!(texts_of(&news, "[hx-target='#reports-link'] .mark-count"), ["1"]);
    })
    .await;
}
