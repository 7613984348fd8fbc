//! Invitations by link: what they open, for whom, and how often.

use axum::http::{StatusCode, header};
use banter::{
    models::{
        invitations::{self, Terms},
        memberships::Role,
        messages,
    },
    settings::Registration,
};
use chrono::{TimeDelta, Utc};
use futures_util::future::join_all;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::support::{
    client::{PASSWORD, Person, Site, attributes_of, cookies_of, header_of, texts_of, with_site},
    qr::photographed,
};

impl Person<'_> {
    /// Makes a link by the form: its token, as the page shows it once.
    async fn invites(&self, path: &str, most: &str) -> String {
        let made = self.post(path, &[("lifetime", "day"), ("most", most)]).await;
        assert_eq!(made.status_code(), StatusCode::SEE_OTHER, "{}", made.text());
        let cookie = cookies_of(&made)
            .into_iter()
            .find(|cookie| cookie.starts_with("banter-link="));
        let cookie = cookie.expect("it is on its way");
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("Max-Age=60"),
            "{cookie}"
        );
        let pair = cookie.split(';').next().expect("a pair");
        let both = format!("{}; {pair}", self.cookie);
        let page = self.site.server.get(path).add_header("cookie", both).await;
        let forgets = cookies_of(&page)
            .iter()
            .any(|cookie| cookie.starts_with("banter-link=;"));
        assert!(forgets, "it is shown once");
        let page = page.text();
        let link = attributes_of(&page, "#link", "value").pop().expect("a link");
        assert_eq!(photographed(&page), link);
        assert_eq!(
            attributes_of(&self.get(path).await.text(), "#link", "value").len(),
            0
        );
        let (address, token) = link.split_once("/join?invitation=").expect("an address");
        assert!(address.starts_with("http://localhost"), "{address}");
        token.to_owned()
    }
}

async fn registers(site: &Site, username: &str, token: &str) -> axum_test::TestResponse {
    let form = [
        ("username", username),
        ("password", PASSWORD),
        ("invitation", token),
    ];
    site.stranger().post("/register", &form).await
}

fn only_the_invited(site: &Site) {
    site.configure(|settings| settings.registration = Registration::Invited);
}

#[tokio::test]
async fn where_only_the_invited_register_a_link_opens_accounts_as_often_as_it_says() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        only_the_invited(site);
        let refused = site.stranger().get("/register").await;
        assert_eq!(refused.status_code(), StatusCode::FORBIDDEN);
        let token = ada.invites("/admin/invitations", "10").await;
        let kept = invitations::Entity::find()
            .all(&site.ctx.db)
            .await
            .expect("answers");
        assert!(!format!("{kept:?}").contains(&token), "only its hash is kept");
        // It names who invites, and leads to the form that knows it.
        let page = site
            .stranger()
            .get(&format!("/join?invitation={token}"))
            .await
            .text();
        assert!(texts_of(&page, ".account-title")[0].contains("ada"), "{page}");
        let to = attributes_of(&page, ".btn-primary", "href")
            .pop()
            .expect("a way on");
        let form = site.stranger().get(&to).await;
        assert_eq!(form.status_code(), StatusCode::OK);
        assert_eq!(
            attributes_of(&form.text(), "[name=invitation]", "value"),
            [token.as_str()]
        );
        for nothing in ["", "0", &"f".repeat(32), &token.to_uppercase()[1..]] {
            let response = registers(site, "eve", nothing).await;
            assert_eq!(response.status_code(), StatusCode::FORBIDDEN, "{nothing:?}");
        }
        // A form that is refused costs nothing.
        let weak = [
            ("username", "bo"),
            ("password", "x"),
            ("invitation", token.as_str()),
        ];
        let weak = site.stranger().post("/register", &weak).await;
        assert_eq!(weak.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            attributes_of(&weak.text(), "[name=invitation]", "value"),
            [token.as_str()]
        );
        // As many as there are uses, however many come at once.
        let names: Vec<String> = (0..14).map(|number| format!("guest{number}")).collect();
        let tries = names.iter().map(|name| registers(site, name, &token));
        let got: Vec<StatusCode> = join_all(tries)
            .await
            .iter()
            .map(axum_test::TestResponse::status_code)
            .collect();
        let count = |status| got.iter().filter(|got| **got == status).count();
        assert_eq!(
            (count(StatusCode::SEE_OTHER), count(StatusCode::FORBIDDEN)),
            (10, 4),
            "{got:?}"
        );
        let page = site.stranger().get(&format!("/join?invitation={token}")).await;
        assert_eq!(page.status_code(), StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_link_to_a_group_brings_people_into_it() {
    with_site(async |site| {
        let (ada, bo, cy) = (
            site.join("ada").await,
            site.join("bo").await,
            site.join("cy").await,
        );
        let group = bo.make_group("private", "attic", &[]).await;
        let token = bo.invites(&format!("/groups/{group}/invitations"), "10").await;
        let link = format!("/join?invitation={token}");
        // Looking is not joining.
        let page = cy.get(&link).await.text();
        assert!(texts_of(&page, ".account-title")[0].contains("attic"), "{page}");
        assert_eq!(
            cy.get(&format!("/groups/{group}")).await.status_code(),
            StatusCode::NOT_FOUND
        );
        cy.does("/join", &[("invitation", &token)]).await;
        cy.does("/join", &[("invitation", &token)]).await;
        assert_eq!(
            cy.get(&format!("/groups/{group}")).await.status_code(),
            StatusCode::OK
        );
        let stranger = site.stranger().post("/join", &[("invitation", &token)]).await;
        let to = header_of(&stranger, header::LOCATION).expect("an address");
        assert_eq!(to, format!("/login?next=%2Fjoin%3Finvitation%3D{token}"));
        // A newcomer arrives there at once.
        let arrived = registers(site, "dee", &token).await;
        assert_eq!(
            header_of(&arrived, header::LOCATION),
            Some(format!("/groups/{group}"))
        );
        let roles = site.roles(group).await;
        let names: Vec<&str> = roles.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["bo", "cy", "dee"]);
        let joined = messages::Entity::find()
            .filter(messages::Column::GroupId.eq(group))
            .filter(messages::Column::Line.eq("joined"));
        assert_eq!(
            joined.count(&site.ctx.db).await.expect("answers"),
            2,
            "once for each"
        );
        let used = invitations::list(&site.ctx.db, Some(group))
            .await
            .expect("answers");
        assert_eq!(used[0].0.uses, 2);
        // Who was banned stays out, by any link.
        let cy_id = cy.id().await.to_string();
        bo.does(&format!("/groups/{group}/bans"), &[("user_id", &cy_id)])
            .await;
        let again = cy.post("/join", &[("invitation", &token)]).await;
        assert_eq!(again.status_code(), StatusCode::NOT_FOUND);
        // The site's administrator has no more right to a private group than others.
        let of_group = ada.get(&format!("/groups/{group}/invitations")).await;
        assert_eq!(of_group.status_code(), StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_members_group_lets_no_strangers_in_where_only_the_invited_register() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        only_the_invited(site);
        let of_bo = bo.make_group("private", "attic", &[]).await;
        let token = bo.invites(&format!("/groups/{of_bo}/invitations"), "10").await;
        assert_eq!(
            registers(site, "eve", &token).await.status_code(),
            StatusCode::FORBIDDEN
        );
        let page = site
            .stranger()
            .get(&format!("/join?invitation={token}"))
            .await
            .text();
        assert!(attributes_of(&page, ".btn-primary", "href")[0].starts_with("/login"));
        let of_ada = ada.make_group("private", "loft", &[]).await;
        let token = ada.invites(&format!("/groups/{of_ada}/invitations"), "1").await;
        let arrived = registers(site, "cy", &token).await;
        assert_eq!(
            header_of(&arrived, header::LOCATION),
            Some(format!("/groups/{of_ada}"))
        );
        assert_eq!(
            registers(site, "eve", &token).await.status_code(),
            StatusCode::FORBIDDEN
        );
    })
    .await;
}

#[tokio::test]
async fn a_link_is_worth_nothing_when_it_is_over_taken_back_or_its_maker_has_lost_the_right() {
    with_site(async |site| {
        let (ada, bo, cy) = (
            site.join("ada").await,
            site.join("bo").await,
            site.join("cy").await,
        );
        let group = ada.make_group("private", "attic", &[&bo]).await;
        site.give_role(group, &bo, Role::Moderator).await;
        let path = format!("/groups/{group}/invitations");
        let is_good = async |token: &str| {
            cy.get(&format!("/join?invitation={token}")).await.status_code() == StatusCode::OK
        };
        let of_site = ada.invites("/admin/invitations", "1").await;
        let taken_back = ada.invites(&path, "1").await;
        let over = ada.invites(&path, "1").await;
        let of_bo = bo.invites(&path, "1").await;
        for token in [&of_site, &taken_back, &over, &of_bo] {
            assert!(is_good(token).await);
        }
        let db = &site.ctx.db;
        let listed = invitations::list(db, Some(group)).await.expect("answers");
        let [_, late, back] = <[_; 3]>::try_from(listed)
            .expect("three")
            .map(|(invitation, _)| invitation.id);
        bo.does(&format!("{path}/{back}/revoke"), &[]).await;
        assert!(!is_good(&taken_back).await);
        let row = invitations::ActiveModel {
            id: Set(late),
            expires_at: Set((Utc::now() - TimeDelta::seconds(1)).fixed_offset()),
            ..Default::default()
        };
        invitations::Entity::update(row).exec(db).await.expect("written");
        assert!(!is_good(&over).await);
        site.give_role(group, &bo, Role::Member).await;
        assert!(!is_good(&of_bo).await);
        assert_eq!(
            cy.post("/join", &[("invitation", &of_bo)]).await.status_code(),
            StatusCode::NOT_FOUND
        );
        site.give_role(group, &bo, Role::Moderator).await;
        assert!(is_good(&of_bo).await);
        ada.does(&format!("/groups/{group}/archive"), &[]).await;
        assert!(!is_good(&of_bo).await);
        // An administrator who is one no more.
        let bo_now = bo
            .user()
            .await
            .change_role(db, banter::models::users::Role::Administrator, None)
            .await;
        drop(bo_now.expect("promoted"));
        let demoted = ada
            .user()
            .await
            .change_role(db, banter::models::users::Role::Member, None)
            .await;
        drop(demoted.expect("demoted"));
        assert!(!is_good(&of_site).await);
    })
    .await;
}

#[tokio::test]
async fn no_more_than_fifty_links_are_good_at_once() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let user = ada.user().await;
        for _ in 0..50 {
            let made = invitations::make(&site.ctx.db, &user, None, Terms::parse("hour", "1")).await;
            assert!(made.expect("answers").is_some());
        }
        let full = ada.post("/admin/invitations", &[]).await;
        let to = header_of(&full, header::LOCATION).expect("an address");
        let page = ada.get(&to).await.text();
        assert_eq!(texts_of(&page, ".notice-danger").len(), 1);
        assert_eq!(texts_of(&page, "#invitations .entry").len(), 50);
    })
    .await;
}
