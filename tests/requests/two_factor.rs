//! Signing in with a code besides the password, and being made to.

use axum::http::{StatusCode, header};
use axum_test::TestResponse;
use banter::models::{
    _entities::{pending_sign_ins, recovery_codes},
    audit_events,
    second_factors::{self, Answer},
    sessions,
    throttles::Throttles,
};
use chrono::{TimeDelta, Utc};
use futures_util::future::join_all;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};

use crate::support::{
    authenticator::code,
    client::{PASSWORD, Person, Site, attributes_of, cookies_of, header_of, texts_of, with_site},
    qr::photographed,
    socket::Socket,
};

const FORGED: &str = "000000";

/// Sets a second factor up: its secret and the recovery codes.
pub async fn set_up(person: &Person<'_>) -> (String, Vec<String>) {
    person
        .does("/settings/two-factor", &[("password", PASSWORD)])
        .await;
    let page = person.get("/settings/two-factor").await.text();
    let [secret] = <[String; 1]>::try_from(texts_of(&page, "#secret")).expect("one secret");
    let now = code(&secret, 0);
    let response = person
        .post("/settings/two-factor/confirm", &[("code", &now)])
        .await;
    assert_eq!(response.status_code(), StatusCode::OK, "{}", response.text());
    (secret, texts_of(&response.text(), "#recovery-codes code"))
}

/// As if the last code had been used long ago.
async fn rest(site: &Site) {
    second_factors::Entity::update_many()
        .col_expr(second_factors::Column::LastStep, Expr::value(0))
        .exec(&site.ctx.db)
        .await
        .expect("written");
}

/// Gives the password: a browser that is asked for a code.
async fn begin<'a>(site: &'a Site, username: &str) -> Person<'a> {
    let mut person = site.stranger();
    let form = [
        ("username", username),
        ("password", PASSWORD),
        ("next", "/people"),
    ];
    let response = person.post("/login", &form).await;
    assert_eq!(
        header_of(&response, header::LOCATION).as_deref(),
        Some("/login/code?next=%2Fpeople")
    );
    let cookies = cookies_of(&response);
    assert_eq!(cookies.len(), 1, "no session: {cookies:?}");
    assert!(cookies[0].contains("HttpOnly") && cookies[0].contains("SameSite=Lax"));
    let pair = cookies[0].split(';').next().expect("a first part");
    assert!(pair.starts_with("banter-code="), "{pair}");
    pair.clone_into(&mut person.cookie);
    username.clone_into(&mut person.username);
    person
}

async fn answer(person: &Person<'_>, code: &str) -> TestResponse {
    person
        .post("/login/code", &[("code", code), ("next", "/people")])
        .await
}

async fn is_signed_in(person: &Person<'_>) -> bool {
    person.get("/people").await.status_code() == StatusCode::OK
}

async fn logged(site: &Site, action: &str) -> u64 {
    let rows = audit_events::Entity::find().filter(audit_events::Column::Action.eq(action));
    rows.count(&site.ctx.db).await.expect("counts")
}

#[tokio::test]
async fn signing_in_takes_a_code_once_it_is_on() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let elsewhere = ada.sign_in_elsewhere().await;
        let mut socket = Socket::open(&elsewhere, 1, 0, "").await;
        socket.next().await;
        let wrong = ada.post("/settings/two-factor", &[("password", "wrong")]).await;
        assert_eq!(wrong.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(texts_of(&wrong.text(), "#begin-error").len(), 1);
        ada.does("/settings/two-factor", &[("password", PASSWORD)]).await;
        // Not on yet.
        ada.sign_in_elsewhere().await;
        let page = ada.get("/settings/two-factor").await.text();
        let secret = texts_of(&page, "#secret").concat();
        let address = attributes_of(&page, ".set-up-other a", "href").concat();
        assert!(
            address.starts_with("otpauth://totp/Banter:ada%40localhost?secret="),
            "{address}"
        );
        assert_eq!(photographed(&page), address);
        let wrong = ada
            .post("/settings/two-factor/confirm", &[("code", FORGED)])
            .await;
        assert_eq!(wrong.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(texts_of(&wrong.text(), "#code-error").len(), 1);
        assert!(is_signed_in(&elsewhere).await, "nothing has changed");
        let now = code(&secret, 0);
        let on = ada.post("/settings/two-factor/confirm", &[("code", &now)]).await;
        assert_eq!(on.status_code(), StatusCode::OK);
        let codes = texts_of(&on.text(), "#recovery-codes code");
        assert_eq!(codes.len(), 10);
        let file = attributes_of(&on.text(), "a[download]", "href").concat();
        assert!(file.contains(&codes[9]), "{file}");
        assert!(is_signed_in(&ada).await && !is_signed_in(&elsewhere).await);
        assert_eq!(socket.closed().await, Some(1008));
        // Loaded again, where the form led to shows how things are.
        let again = ada.with_cookie(site.server.get("/settings/two-factor/confirm"));
        let again = again.add_header(header::ACCEPT, "text/html").await;
        assert_eq!(
            header_of(&again, header::LOCATION).as_deref(),
            Some("/settings/two-factor")
        );
        // Neither is shown again.
        let page = ada.get("/settings/two-factor").await.text();
        assert!(!page.contains(&secret) && !page.contains(&secret.replace(' ', "")));
        assert!(!page.contains(&codes[0]));
        let kept = recovery_codes::Entity::find()
            .all(&site.ctx.db)
            .await
            .expect("answers");
        assert!(kept.iter().all(|row| !codes.contains(&row.code_hash)));

        let mut back = begin(site, "ada").await;
        assert!(!is_signed_in(&back).await, "the password alone opens nothing");
        let mut refused = Socket::open(&back, 1, 0, "").await;
        assert_eq!(refused.closed().await, Some(1008));
        let page = back.get("/login/code?next=%2Fpeople").await;
        assert_eq!(page.status_code(), StatusCode::OK);
        // The one that turned it on is used.
        for typed in [now.as_str(), FORGED, "", &codes[0][1..]] {
            let response = answer(&back, typed).await;
            assert_eq!(
                response.status_code(),
                StatusCode::UNPROCESSABLE_ENTITY,
                "{typed}"
            );
            assert!(cookies_of(&response).is_empty());
        }
        let next = code(&secret, 1);
        let response = answer(&back, &next).await;
        assert_eq!(header_of(&response, header::LOCATION).as_deref(), Some("/people"));
        site.configure(|_| {});
        let asked = begin(site, "ada").await;
        back.adopt(&response);
        assert!(is_signed_in(&back).await);
        let again = answer(&asked, &next).await;
        assert_eq!(again.status_code(), StatusCode::UNPROCESSABLE_ENTITY, "used");
        assert_eq!(logged(site, "second_factor.turned_on").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_recovery_code_signs_in_once() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let bo = site.join("bo").await;
        let (_, codes) = set_up(&ada).await;
        let (_, of_bo) = set_up(&bo).await;
        let one = begin(site, "ada").await;
        let page = one.get("/login/code?recovery=1").await.text();
        assert_eq!(attributes_of(&page, "input[name=recovery]", "value"), ["1"]);
        let another = answer(&one, &of_bo[0]).await;
        assert_eq!(
            another.status_code(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "another's"
        );
        let two = begin(site, "ada").await;
        // However it is typed, and by one of two at once.
        let typed = codes[3].to_uppercase().replace('-', " ");
        let answers = join_all([answer(&one, &typed), answer(&two, &typed)]).await;
        let right = answers
            .iter()
            .filter(|answer| answer.status_code() == StatusCode::SEE_OTHER);
        assert_eq!(right.count(), 1);
        let later = answer(&begin(site, "ada").await, &typed).await;
        assert_eq!(later.status_code(), StatusCode::UNPROCESSABLE_ENTITY, "used");
        site.configure(|_| {});
        let page = ada.get("/settings/two-factor").await.text();
        assert!(page.contains("9 are left"), "{page}");
        let form = [("password", PASSWORD)];
        let renewed = ada.post("/settings/two-factor/codes", &form).await.text();
        let renewed = texts_of(&renewed, "#recovery-codes code");
        assert_eq!(renewed.len(), 10);
        let three = begin(site, "ada").await;
        let old = answer(&three, &codes[4]).await;
        assert_eq!(old.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        let new = answer(&three, &renewed[4]).await;
        assert_eq!(new.status_code(), StatusCode::SEE_OTHER);
        assert_eq!(logged(site, "recovery_code.used").await, 2);
    })
    .await;
}

#[tokio::test]
async fn one_code_is_good_for_one_of_two_at_once() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let (secret, _) = set_up(&ada).await;
        rest(site).await;
        let browsers = join_all((0..4).map(|_| begin(site, "ada"))).await;
        let now = code(&secret, 0);
        let answers = join_all(browsers.iter().map(|browser| answer(browser, &now))).await;
        let right = answers
            .iter()
            .filter(|answer| answer.status_code() == StatusCode::SEE_OTHER);
        assert_eq!(right.count(), 1);
    })
    .await;
}

#[tokio::test]
async fn guessing_a_code_has_to_wait_and_then_begin_again() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let (secret, _) = set_up(&ada).await;
        site.configure(|_| {});
        let guesser = begin(site, "ada").await;
        // The password was the first of ten.
        for _ in 0..9 {
            let response = answer(&guesser, FORGED).await;
            assert_eq!(response.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        }
        rest(site).await;
        let response = answer(&guesser, &code(&secret, 0)).await;
        assert_eq!(response.status_code(), StatusCode::TOO_MANY_REQUESTS);
        assert!(header_of(&response, header::RETRY_AFTER).is_some());
        assert!(is_signed_in(&ada).await, "who is signed in stays so");
        // From other addresses it goes on, until the password is asked for again.
        site.configure(|_| {});
        let response = answer(&guesser, FORGED).await;
        assert_eq!(response.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        let response = answer(&guesser, &code(&secret, 0)).await;
        assert_eq!(response.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            texts_of(&response.text(), "form:not([action='/language'])").is_empty(),
            "{}",
            response.text()
        );
        let back = guesser.get("/login/code?next=%2Fpeople").await;
        assert_eq!(
            header_of(&back, header::LOCATION).as_deref(),
            Some("/login?next=%2Fpeople")
        );
    })
    .await;
}

#[tokio::test]
async fn one_account_is_tried_a_hundred_times_from_wherever() {
    let throttles = Throttles::new(&banter::settings::Limits::default());
    let tries = (0..101).filter(|_| throttles.code(7).is_ok()).count();
    assert_eq!(tries, 100);
    assert!(throttles.code(8).is_ok());
}

#[tokio::test]
async fn a_sign_in_that_waits_is_over_with_the_password_the_account_and_the_time() {
    with_site(async |site| {
        site.join("boss").await;
        let ada = site.join("ada").await;
        let (secret, _) = set_up(&ada).await;
        rest(site).await;
        let over = async |what: &str, waiting: Person<'_>| {
            let response = answer(&waiting, &code(&secret, 0)).await;
            assert_eq!(response.status_code(), StatusCode::UNPROCESSABLE_ENTITY, "{what}");
            assert!(
                texts_of(&response.text(), "form:not([action='/language'])").is_empty(),
                "{what}"
            );
        };
        let late = begin(site, "ada").await;
        pending_sign_ins::Entity::update_many()
            .col_expr(
                pending_sign_ins::Column::ExpiresAt,
                Expr::value((Utc::now() - TimeDelta::seconds(1)).fixed_offset()),
            )
            .exec(&site.ctx.db)
            .await
            .expect("written");
        over("it is too late", late).await;
        sessions::delete_expired(&site.ctx.db).await.expect("deletes");
        let left = pending_sign_ins::Entity::find().count(&site.ctx.db).await;
        assert_eq!(left.expect("counts"), 0);
        let waiting = begin(site, "ada").await;
        let new = "a password of tomorrow";
        ada.does(
            "/settings/password",
            &[("current_password", PASSWORD), ("new_password", new)],
        )
        .await;
        over("another password", waiting).await;
        ada.does(
            "/settings/password",
            &[("current_password", new), ("new_password", PASSWORD)],
        )
        .await;
        site.configure(|_| {});
        let waiting = begin(site, "ada").await;
        let user = ada.user().await;
        user.deactivate(&site.ctx, None).await.expect("deactivated");
        over("shut out", waiting).await;
    })
    .await;
}

/// Line 8.
#[tokio::test]
async fn no_session_begins_by_a_password_where_a_code_is_asked_for() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let user = ada.user().await;
        let (_, codes) = set_up(&ada).await;
        let db = &site.ctx.db;
        let started = sessions::start(db, &user, 30, "").await.expect("answers");
        assert!(started.is_none());
        let throttles = Throttles::new(&banter::settings::Limits::default());
        let token = second_factors::ask(db, &user)
            .await
            .expect("answers")
            .expect("it asks");
        let answer = second_factors::answer(db, &throttles, &token, &codes[0]).await;
        let Answer::Right(proven) = answer.expect("answers") else {
            panic!("the code is right");
        };
        let started = sessions::start_proven(db, &proven, 30, "")
            .await
            .expect("answers");
        assert!(started.is_some_and(|started| !started.session.confined));
    })
    .await;
}

#[tokio::test]
async fn turning_it_off_takes_the_password() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        set_up(&ada).await;
        let off = "/settings/two-factor/off";
        let wrong = ada.post(off, &[("password", "wrong")]).await;
        assert_eq!(wrong.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(texts_of(&wrong.text(), "#off-error").len(), 1);
        begin(site, "ada").await;
        ada.does(off, &[("password", PASSWORD)]).await;
        ada.sign_in_elsewhere().await;
        let again = ada.post(off, &[("password", PASSWORD)]).await;
        assert_eq!(again.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        // Guessing here is throttled like everywhere.
        site.configure(|_| {});
        for path in [off, "/settings/two-factor", "/settings/two-factor/codes"] {
            for _ in 0..10 {
                ada.post(path, &[("password", "wrong")]).await;
            }
            let response = ada.post(path, &[("password", PASSWORD)]).await;
            assert_eq!(response.status_code(), StatusCode::TOO_MANY_REQUESTS, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_secret_that_nobody_confirms_expires() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        ada.does("/settings/two-factor", &[("password", PASSWORD)]).await;
        let page = ada.get("/settings/two-factor").await.text();
        let secret = texts_of(&page, "#secret").concat();
        let row = second_factors::ActiveModel {
            user_id: Set(ada.id().await),
            created_at: Set((Utc::now() - TimeDelta::minutes(31)).fixed_offset()),
            ..Default::default()
        };
        second_factors::Entity::update(row)
            .exec(&site.ctx.db)
            .await
            .expect("written");
        let page = ada.get("/settings/two-factor").await.text();
        assert!(texts_of(&page, "#secret").is_empty());
        let now = code(&secret, 0);
        let form = [("code", now.as_str())];
        let response = ada.post("/settings/two-factor/confirm", &form).await;
        assert_eq!(response.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        set_up(&ada).await;
    })
    .await;
}

/// Line 8.
#[tokio::test]
async fn who_has_none_is_led_to_it_where_everybody_needs_one() {
    with_site(async |site| {
        let (boss, ada) = (site.join("boss").await, site.join("ada").await);
        let require = [("required", "true")];
        let own_first = boss.post("/admin/security", &require).await;
        assert_eq!(own_first.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        set_up(&boss).await;
        let mut socket = Socket::open(&ada, 1, 0, "").await;
        socket.next().await;
        let page = boss.get("/admin/security").await.text();
        assert!(page.contains("1 person has none"), "{page}");
        boss.does("/admin/security", &require).await;
        // At once, for who is signed in already.
        assert_eq!(socket.closed().await, Some(1008));
        let led = ada.get("/groups/1?before=5").await;
        let to = header_of(&led, header::LOCATION);
        assert_eq!(
            to.as_deref(),
            Some("/settings/two-factor?next=%2Fgroups%2F1%3Fbefore%3D5")
        );
        let late = site.join("late").await;
        for person in [&ada, &late, &ada.sign_in_elsewhere().await] {
            let mut refused = Socket::open(person, 1, 0, "").await;
            assert_eq!(refused.closed().await, Some(1008));
            for path in [
                "/",
                "/people",
                "/settings/password",
                "/join",
                "/groups/sidebar",
                "/unread",
            ] {
                let response = person.get(path).await;
                let to = header_of(&response, header::LOCATION).unwrap_or_default();
                assert!(to.starts_with("/settings/two-factor?next="), "{path}: {to}");
                let scripted = person.get_fragment(path).await;
                assert_eq!(scripted.status_code(), StatusCode::UNAUTHORIZED, "{path}");
            }
            for path in ["/groups/1/messages", "/join", "/settings/password", "/groups"] {
                let response = person.post(path, &[("body", "hello")]).await;
                assert_eq!(response.status_code(), StatusCode::UNAUTHORIZED, "{path}");
            }
            let page = person.get("/settings/two-factor?next=%2Fpeople").await;
            assert_eq!(page.status_code(), StatusCode::OK);
            let page = page.text();
            assert!(texts_of(&page, "nav").is_empty(), "nothing of the chat: {page}");
            assert_eq!(attributes_of(&page, "input[name=next]", "value"), ["/people"]);
        }
        ada.does("/settings/two-factor", &[("password", PASSWORD)]).await;
        let secret = texts_of(&ada.get("/settings/two-factor").await.text(), "#secret").concat();
        let now = code(&secret, 0);
        let form = [("code", now.as_str()), ("next", "/people")];
        let on = ada.post("/settings/two-factor/confirm", &form).await;
        assert_eq!(on.status_code(), StatusCode::OK);
        assert!(is_signed_in(&ada).await);
        let mut open = Socket::open(&ada, 1, 0, "").await;
        ada.say(1, "here again").await;
        open.next_messages().await;
        // Another app: off, and led to it again.
        ada.does("/settings/two-factor/off", &[("password", PASSWORD)])
            .await;
        assert!(!is_signed_in(&ada).await);
        assert_eq!(open.closed().await, Some(1008));
        boss.does("/admin/security", &[("required", "false")]).await;
        assert!(is_signed_in(&ada).await && is_signed_in(&late).await);
        assert_eq!(logged(site, "second_factor.required").await, 1);
        assert_eq!(logged(site, "second_factor.optional").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_session_that_begins_meanwhile_is_confined_too() {
    with_site(async |site| {
        let boss = site.join("boss").await;
        set_up(&boss).await;
        let ada = site.join("ada").await;
        let user = ada.user().await;
        let db = &site.ctx.db;
        let starts = join_all((0..8).map(|_| sessions::start(db, &user, 30, "")));
        let require = boss.post("/admin/security", &[("required", "true")]);
        let (started, required) = tokio::join!(starts, require);
        assert_eq!(required.status_code(), StatusCode::SEE_OTHER);
        assert!(started.iter().all(Result::is_ok));
        let free = sessions::Entity::find()
            .filter(sessions::Column::UserId.eq(user.id))
            .filter(sessions::Column::Confined.eq(false));
        assert_eq!(free.count(db).await.expect("counts"), 0);
    })
    .await;
}

#[tokio::test]
async fn an_administrator_takes_a_lost_one_away() {
    with_site(async |site| {
        let (boss, ada) = (site.join("boss").await, site.join("ada").await);
        set_up(&ada).await;
        let mut socket = Socket::open(&ada, 1, 0, "").await;
        socket.next().await;
        let page = boss.get("/people/ada").await.text();
        assert_eq!(attributes_of(&page, ".card-edit", "href"), ["/admin/people/ada"]);
        let reset = "/admin/people/ada/two-factor/reset";
        let page = boss.get("/admin/people/ada").await.text();
        assert!(attributes_of(&page, ".page form", "action").contains(&reset.to_owned()));
        let waiting = begin(site, "ada").await;
        boss.does(reset, &[]).await;
        assert_eq!(socket.closed().await, Some(1008));
        assert!(!is_signed_in(&ada).await);
        let gone = waiting.get("/login/code").await;
        assert_eq!(gone.status_code(), StatusCode::SEE_OTHER);
        ada.sign_in_elsewhere().await;
        assert_eq!(logged(site, "second_factor.reset").await, 1);
        // One's own takes the password.
        set_up(&boss).await;
        let own = boss.post("/admin/people/boss/two-factor/reset", &[]).await;
        assert_eq!(own.status_code(), StatusCode::FORBIDDEN);
        begin(site, "boss").await;
    })
    .await;
}
