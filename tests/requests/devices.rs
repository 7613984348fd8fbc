//! Where one is signed in, signing out there, and another email address.

use axum::http::StatusCode;
use banter::models::{
    audit_events, sessions,
    signals::{self, Signal},
};
use chrono::{TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::support::{
    client::{PASSWORD, Person, Site, attributes_of, texts_of, with_site},
    socket::Socket,
};

const PHONE: &str = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36";

/// Signs in with a phone.
async fn on_a_phone<'a>(site: &'a Site, username: &str) -> Person<'a> {
    let mut person = site.stranger();
    let form = [("username", username), ("password", PASSWORD)];
    let request = site.server.post("/login").form(&form);
    let response = request.add_header("user-agent", PHONE).await;
    person.adopt(&response);
    username.clone_into(&mut person.username);
    person
}

async fn is_signed_in(person: &Person<'_>) -> bool {
    person.get("/settings/sessions").await.status_code() == StatusCode::OK
}

async fn ids(person: &Person<'_>) -> Vec<i64> {
    let listed = sessions::list(&person.site.ctx.db, person.id().await).await;
    listed
        .expect("the database answers")
        .iter()
        .map(|session| session.id)
        .collect()
}

#[tokio::test]
async fn one_sees_where_one_is_signed_in_and_signs_out_there() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let phone = on_a_phone(site, "ada").await;
        let other = on_a_phone(site, "ada").await;
        let mut socket = Socket::open(&phone, 1, 0, "").await;
        // It is known once it hears something.
        socket.next().await;
        let page = ada.get("/settings/sessions").await.text();
        let names = texts_of(&page, ".device-name");
        assert_eq!(names.len(), 3, "{names:?}");
        assert_eq!(
            names
                .iter()
                .filter(|name| name.contains("Chrome · Android"))
                .count(),
            2
        );
        assert_eq!(
            names.iter().filter(|name| name.contains("This device")).count(),
            1
        );
        assert_eq!(names.iter().filter(|name| name.contains("Active now")).count(), 1);
        let ends = attributes_of(&page, ".entry-action", "action");
        assert_eq!(ends.len(), 2, "not for this one");
        let phones = ids(&ada).await;
        let [_, of_phone, _] = {
            let mut sorted = phones.clone();
            sorted.sort_unstable();
            <[i64; 3]>::try_from(sorted).expect("three")
        };
        let end = format!("/settings/sessions/{of_phone}/end");
        assert_eq!(bo.post(&end, &[]).await.status_code(), StatusCode::NOT_FOUND);
        assert!(is_signed_in(&phone).await);
        ada.does(&end, &[]).await;
        assert!(!is_signed_in(&phone).await);
        assert!(is_signed_in(&other).await);
        assert_eq!(socket.closed().await, Some(1008));
        assert_eq!(
            ada.post(&end, &[]).await.status_code(),
            StatusCode::NOT_FOUND,
            "it is gone"
        );
        ada.does("/settings/sessions/end", &[]).await;
        assert!(!is_signed_in(&other).await);
        assert!(is_signed_in(&ada).await && is_signed_in(&bo).await);
        let ended = audit_events::Column::Action.eq("sessions.ended");
        let logged = audit_events::Entity::find()
            .filter(ended)
            .count(&site.ctx.db)
            .await;
        assert_eq!(logged.expect("it answers"), 2);
    })
    .await;
}

#[tokio::test]
async fn what_another_process_has_ended_is_cut_here_too() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let phone = on_a_phone(site, "ada").await;
        let (mut here, mut there) = (
            Socket::open(&ada, 1, 0, "").await,
            Socket::open(&phone, 1, 0, "").await,
        );
        there.next().await;
        let user_id = ada.id().await;
        let last = ids(&ada).await.into_iter().max().expect("two");
        let db = &site.ctx.db;
        sessions::Entity::delete_by_id(last)
            .exec(db)
            .await
            .expect("deleted");
        signals::send(db, [Signal::Sessions { user_id }])
            .await
            .expect("sent");
        assert_eq!(there.closed().await, Some(1008));
        ada.say(1, "still here").await;
        here.next_messages().await;
    })
    .await;
}

#[tokio::test]
async fn a_session_is_noted_as_used_now_and_then() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let used = async |at: Option<chrono::DateTime<Utc>>| {
            let id = ids(&ada).await[0];
            if let Some(at) = at {
                let row = sessions::ActiveModel {
                    id: Set(id),
                    used_at: Set(Some(at.fixed_offset())),
                    ..Default::default()
                };
                sessions::Entity::update(row)
                    .exec(&site.ctx.db)
                    .await
                    .expect("written");
            }
            ada.get("/people").await;
            let found = sessions::Entity::find_by_id(id).one(&site.ctx.db).await;
            found.expect("it answers").expect("it is there").used_at()
        };
        let lately = Utc::now() - TimeDelta::minutes(9);
        assert!(
            used(Some(lately)).await < Utc::now() - TimeDelta::minutes(8),
            "not each time"
        );
        let long_ago = Utc::now() - TimeDelta::minutes(11);
        assert!(used(Some(long_ago)).await > Utc::now() - TimeDelta::minutes(1));
    })
    .await;
}

#[tokio::test]
async fn another_email_address_takes_the_password_and_signs_out_elsewhere() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let with = |password, email| [("password", password), ("email", email)];
        bo.does("/settings/email", &with(PASSWORD, "bo@example.org"))
            .await;
        let elsewhere = ada.sign_in_elsewhere().await;
        let mut socket = Socket::open(&elsewhere, 1, 0, "").await;
        for (form, field) in [
            (with("wrong", "ada@example.org"), "#proof-error"),
            (with(PASSWORD, "no address"), "#email-error"),
            (with(PASSWORD, "BO@example.org"), "#email-error"),
        ] {
            let response = ada.post("/settings/email", &form).await;
            assert_eq!(
                response.status_code(),
                StatusCode::UNPROCESSABLE_ENTITY,
                "{form:?}"
            );
            assert_eq!(texts_of(&response.text(), field).len(), 1, "{form:?}");
        }
        assert_eq!(ada.user().await.email, None);
        assert!(is_signed_in(&elsewhere).await);
        ada.does("/settings/email", &with(PASSWORD, "ada@example.org"))
            .await;
        assert!(is_signed_in(&ada).await && !is_signed_in(&elsewhere).await);
        assert_eq!(socket.closed().await, Some(1008));
        let form = [("username", "ADA@example.org"), ("password", PASSWORD)];
        site.stranger()
            .post("/login", &form)
            .await
            .assert_status(StatusCode::SEE_OTHER);
        ada.does("/settings/email", &with(PASSWORD, "")).await;
        assert_eq!(ada.user().await.email, None);
    })
    .await;
}
