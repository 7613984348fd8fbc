//! Another password by a link, for who has forgotten theirs.

use axum::http::{StatusCode, header};
use banter::models::{
    audit_events, password_resets,
    users::{Passwords, Role},
};
use chrono::{TimeDelta, Utc};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};

use crate::support::{
    client::{PASSWORD, Person, Site, attributes_of, cookies_of, header_of, texts_of, with_site},
    socket::Socket,
};

const NEW: &str = "a password of tomorrow";

/// Makes a link as the administrator does: what the page shows.
async fn link_for(boss: &Person<'_>, username: &str) -> String {
    let made = boss
        .post(&format!("/admin/people/{username}/reset-links"), &[])
        .await;
    let to = header_of(&made, header::LOCATION).expect("it leads to the account");
    let cookies = cookies_of(&made);
    assert!(cookies[0].contains("HttpOnly") && cookies[0].contains("SameSite=Strict"));
    let fresh = cookies[0].split(';').next().expect("a first part");
    let request = boss.site.server.get(&to);
    let page = request
        .add_header(header::COOKIE, format!("{}; {fresh}", boss.cookie))
        .await;
    attributes_of(&page.text(), "#link", "value").concat()
}

fn token_of(link: &str) -> String {
    let (site, token) = link.split_once("/reset?token=").expect("a link");
    assert!(site.starts_with("http://localhost:"), "{link}");
    assert_eq!(token.len(), 32, "128 bits");
    token.to_owned()
}

async fn sign_in(site: &Site, password: &str) -> StatusCode {
    let form = [("username", "ada"), ("password", password)];
    site.stranger().post("/login", &form).await.status_code()
}

async fn is_worthless(site: &Site, token: &str, why: &str) {
    let stranger = site.stranger();
    let page = stranger.get(&format!("/reset?token={token}")).await;
    assert_eq!(page.status_code(), StatusCode::NOT_FOUND, "{why}");
    let form = [("token", token), ("password", "yet another password")];
    let posted = stranger.post("/reset", &form).await;
    assert_eq!(posted.status_code(), StatusCode::NOT_FOUND, "{why}");
    site.configure(|_| {});
    assert_eq!(
        sign_in(site, "yet another password").await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

/// Line 5.
#[tokio::test]
async fn a_link_of_an_administrator_sets_another_password_once() {
    with_site(async |site| {
        let (boss, ada) = (site.join("boss").await, site.join("ada").await);
        let mut socket = Socket::open(&ada, 1, 0, "").await;
        socket.next().await;
        let token = token_of(&link_for(&boss, "ada").await);
        let again = boss.get("/admin/people/ada").await.text();
        assert!(!again.contains(&token), "it is shown once");
        let kept = password_resets::Entity::find()
            .all(&site.ctx.db)
            .await
            .expect("answers");
        assert!(kept.len() == 1 && kept[0].token_hash != token);
        let stranger = site.stranger();
        let page = stranger.get(&format!("/reset?token={token}")).await;
        assert_eq!(page.status_code(), StatusCode::OK);
        assert_eq!(
            attributes_of(&page.text(), "input[name=token]", "value"),
            [token.as_str()]
        );
        let weak = stranger
            .post("/reset", &[("token", &token), ("password", "password1")])
            .await;
        assert_eq!(weak.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(texts_of(&weak.text(), "#password-error").len(), 1);
        assert_eq!(
            ada.get("/people").await.status_code(),
            StatusCode::OK,
            "nothing has changed"
        );

        let form = [("token", token.as_str()), ("password", NEW)];
        let set = stranger.post("/reset", &form).await;
        assert_eq!(
            header_of(&set, header::LOCATION).as_deref(),
            Some("/login?reset=1")
        );
        assert!(cookies_of(&set).is_empty(), "it signs nobody in");
        let page = stranger.get("/login?reset=1").await.text();
        assert_eq!(texts_of(&page, ".notice[role=status]").len(), 1);
        assert_eq!(ada.get("/people").await.status_code(), StatusCode::SEE_OTHER);
        assert_eq!(socket.closed().await, Some(1008));
        assert_eq!(sign_in(site, PASSWORD).await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(sign_in(site, NEW).await, StatusCode::SEE_OTHER);
        is_worthless(site, &token, "used").await;
        for action in ["reset_link.made", "password.reset"] {
            let rows = audit_events::Entity::find().filter(audit_events::Column::Action.eq(action));
            assert_eq!(rows.count(&site.ctx.db).await.expect("counts"), 1, "{action}");
        }
    })
    .await;
}

/// Line 5.
#[tokio::test]
async fn of_two_who_use_a_link_at_once_one_does() {
    with_site(async |site| {
        let (boss, ada) = (site.join("boss").await, site.join("ada").await);
        for round in 0..3 {
            let user = ada.user().await;
            let made = password_resets::make(&site.ctx.db, &user, Some(boss.id().await)).await;
            let token = made.expect("made");
            let passwords: Vec<String> = (0..4).map(|n| format!("password of round {round}.{n}")).collect();
            let stranger = site.stranger();
            let posts = passwords.iter().map(async |password| {
                let form = [("token", token.as_str()), ("password", password.as_str())];
                stranger.post("/reset", &form).await.status_code()
            });
            let answers = join_all(posts).await;
            let done = answers.iter().filter(|status| **status == StatusCode::SEE_OTHER);
            assert_eq!(done.count(), 1, "{answers:?}");
            let winner = answers.iter().position(|status| *status == StatusCode::SEE_OTHER);
            let password = &passwords[winner.expect("one")];
            assert_eq!(sign_in(site, password).await, StatusCode::SEE_OTHER);
        }
    })
    .await;
}

/// Line 5.
#[tokio::test]
async fn a_link_is_over_with_its_time_its_maker_and_what_one_signs_in_with() {
    with_site(async |site| {
        let (boss, ada) = (site.join("boss").await, site.join("ada").await);
        let other = site.join("other").await;
        let db = &site.ctx.db;
        let other_id = other.id().await;
        let other = other
            .user()
            .await
            .change_role(db, Role::Administrator, None)
            .await
            .expect("promoted");
        let make = async |maker: Option<i64>| {
            password_resets::make(db, &ada.user().await, maker)
                .await
                .expect("made")
        };
        let late = make(None).await;
        password_resets::Entity::update_many()
            .col_expr(
                password_resets::Column::ExpiresAt,
                Expr::value((Utc::now() - TimeDelta::seconds(1)).fixed_offset()),
            )
            .exec(db)
            .await
            .expect("written");
        is_worthless(site, &late, "too late").await;
        let by_other = make(Some(other_id)).await;
        other.change_role(db, Role::Member, None).await.expect("demoted");
        is_worthless(site, &by_other, "no administrator made it").await;
        let before = make(Some(boss.id().await)).await;
        ada.does(
            "/settings/email",
            &[("password", PASSWORD), ("email", "ada@example.org")],
        )
        .await;
        is_worthless(site, &before, "another address").await;
        let before = make(None).await;
        ada.does(
            "/settings/password",
            &[("current_password", PASSWORD), ("new_password", NEW)],
        )
        .await;
        is_worthless(site, &before, "another password").await;
        let before = make(None).await;
        let gone = ada
            .user()
            .await
            .deactivate(&site.ctx, None)
            .await
            .expect("deactivated");
        is_worthless(site, &before, "shut out").await;
        assert!(password_resets::make(db, &gone, None).await.is_err());
        // What is no token is none of a link either.
        for token in ["", "0", &"0".repeat(32), &"x".repeat(10_000)] {
            is_worthless(site, token, token).await;
        }
    })
    .await;
}

/// Line 8.
#[tokio::test]
async fn a_second_factor_is_asked_for_after_a_reset_too() {
    with_site(async |site| {
        let (boss, ada) = (site.join("boss").await, site.join("ada").await);
        super::two_factor::set_up(&ada).await;
        let token = token_of(&link_for(&boss, "ada").await);
        let form = [("token", token.as_str()), ("password", NEW)];
        let set = site.stranger().post("/reset", &form).await;
        assert_eq!(set.status_code(), StatusCode::SEE_OTHER);
        let form = [("username", "ada"), ("password", NEW)];
        let asked = site.stranger().post("/login", &form).await;
        assert_eq!(
            header_of(&asked, header::LOCATION).as_deref(),
            Some("/login/code?next=%2F")
        );
    })
    .await;
}

#[tokio::test]
async fn an_administrator_changes_their_own_with_their_password() {
    with_site(async |site| {
        let (boss, ada) = (site.join("boss").await, site.join("ada").await);
        let own = boss.post("/admin/people/boss/reset-links", &[]).await;
        assert_eq!(own.status_code(), StatusCode::FORBIDDEN);
        let page = boss.get("/admin/people/boss").await.text();
        assert!(texts_of(&page, ".page form").is_empty());
        let card = ada.get("/people/boss").await.text();
        assert!(
            texts_of(&card, ".card-edit").is_empty(),
            "nor do others see the way"
        );
        // Nothing is hashed for a link that is not good.
        site.ctx.shared_store.insert(Passwords::new(0).expect("random"));
        let form = [("token", "0"), ("password", NEW)];
        let posted = ada.post("/reset", &form).await;
        assert_eq!(posted.status_code(), StatusCode::NOT_FOUND);
    })
    .await;
}

/// Line 5.
#[tokio::test]
async fn the_host_that_a_request_names_shapes_no_link() {
    with_site(async |site| {
        let (boss, _) = (site.join("boss").await, site.join("ada").await);
        let request = boss.site.server.post("/admin/people/ada/reset-links");
        let request = boss.with_cookie(request).add_header("host", "evil.example");
        let made = request
            .add_header("x-forwarded-host", "evil.example")
            .add_header("forwarded", "host=evil.example")
            .await;
        let fresh = cookies_of(&made)[0].split(';').next().expect("a part").to_owned();
        let page = site
            .server
            .get("/admin/people/ada")
            .add_header(header::COOKIE, format!("{}; {fresh}", boss.cookie))
            .add_header("host", "evil.example")
            .await;
        let link = attributes_of(&page.text(), "#link", "value").concat();
        token_of(&link);
    })
    .await;
}
