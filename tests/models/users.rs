//! Accounts: names, passwords, the first administrator, being shut out.

use std::time::{Duration, Instant};

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, Version,
    password_hash::{SaltString, rand_core::OsRng},
};
use banter::{
    models::{
        audit_events, memberships, sessions, signals,
        throttles::Throttles,
        users::{
            self, CredentialError, Passwords, Refusals, Registration, RegistrationError, Role, Roster,
            StandingError,
        },
    },
    settings::{Limits, Settings},
};
use futures_util::{future::join_all, poll};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    sea_query::Expr,
};

use super::sessions::is_active;
use crate::support::client::{PASSWORD, Site, with_site};

fn passwords() -> Passwords {
    Passwords::new(2).expect("the system gives randomness")
}

fn throttles() -> Throttles {
    Throttles::new(&Limits::default())
}

fn registration(username: &str, email: &str) -> Registration {
    Registration {
        username: username.to_owned(),
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        ..Registration::default()
    }
}

async fn create(site: &Site, username: &str, email: &str) -> Result<users::Model, RegistrationError> {
    registration(username, email)
        .create_by_operator(&site.ctx, &passwords(), Role::Member)
        .await
}

async fn authenticate(site: &Site, login: &str, password: &str) -> Option<users::Model> {
    users::Model::authenticate(&site.ctx.db, &passwords(), &throttles(), login, password)
        .await
        .expect("the database answers")
}

fn refusals(result: Result<users::Model, RegistrationError>) -> Refusals {
    match result.expect_err("it is refused") {
        RegistrationError::Fields(refusals) => refusals,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_password_is_kept_with_the_work_that_owasp_asks_for() {
    with_site(async |site| {
        let user = create(site, "maria", "").await.expect("made");
        let hash = PasswordHash::new(&user.password_hash).expect("a PHC string");
        assert_eq!(hash.algorithm.as_str(), "argon2id");
        let params = Params::try_from(&hash).expect("parameters");
        assert!(params.m_cost() >= 19_456 && params.t_cost() >= 2 && params.p_cost() >= 1);
        assert!(
            hash.salt.expect("salted").as_str().len() >= 22,
            "128 bits at least"
        );
    })
    .await;
}

#[tokio::test]
async fn a_weak_hash_is_renewed_by_the_right_password_only() {
    with_site(async |site| {
        let user = create(site, "maria", "").await.expect("made");
        let params = Params::new(8 * 1024, 1, 1, None).expect("valid");
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password(PASSWORD.as_bytes(), &SaltString::generate(&mut OsRng))
            .expect("hashes")
            .to_string();
        let mut row = user.into_active_model();
        row.password_hash = Set(weak.clone());
        let user = row.update(&site.ctx.db).await.expect("saved");

        assert!(authenticate(site, "maria", "something else").await.is_none());
        let kept = async || {
            let found = users::Entity::find_by_id(user.id).one(&site.ctx.db).await;
            found.expect("the database answers").expect("there").password_hash
        };
        assert_eq!(kept().await, weak);

        let signed_in = authenticate(site, "maria", PASSWORD).await.expect("it matches");
        let renewed = kept().await;
        assert!(
            renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{renewed}"
        );
        assert_eq!(signed_in.password_hash, renewed);
        assert!(authenticate(site, "maria", PASSWORD).await.is_some());
        assert_eq!(kept().await, renewed, "a strong hash stays");
    })
    .await;
}

#[tokio::test]
async fn nothing_is_hashed_out_of_turn() {
    with_site(async |site| {
        let user = create(site, "maria", "").await.expect("made");
        let nobody_at_a_time = Passwords::new(0).expect("random");
        let db = &site.ctx.db;
        // While there is no turn to get, two hashes elsewhere are made and the one here is not.
        let other = passwords();
        let meanwhile = async || {
            for _ in 0..2 {
                other.hash("meanwhile").await.expect("hashes");
            }
        };
        tokio::select! {
            _ = nobody_at_a_time.hash(PASSWORD) => panic!("hashed"),
            () = meanwhile() => {}
        }
        let throttles = throttles();
        for login in ["maria", "nobody"] {
            tokio::select! {
                _ = users::Model::authenticate(db, &nobody_at_a_time, &throttles, login, PASSWORD) => panic!("hashed"),
                () = meanwhile() => {}
            }
        }
        tokio::select! {
            _ = user.change_password(&site.ctx, &nobody_at_a_time, 0, PASSWORD, "x") => panic!("hashed"),
            () = meanwhile() => {}
        }
    })
    .await;
}

#[tokio::test]
async fn hashing_leaves_the_async_threads_free() {
    let passwords = passwords();
    let mut hashing = Box::pin(passwords.hash(PASSWORD));
    // Done here, it would be ready by the end of its first turn.
    assert!(poll!(&mut hashing).is_pending());
    hashing.await.expect("hashes");
}

/// Line 3.
#[tokio::test]
async fn an_unknown_name_costs_as_much_as_a_wrong_password() {
    with_site(async |site| {
        let gone = create(site, "gone", "").await.expect("made");
        gone.deactivate(&site.ctx, None).await.expect("deactivated");
        create(site, "maria", "").await.expect("made");
        let (passwords, throttles) = (passwords(), throttles());
        let logins = [
            ("maria", "not the password"),
            ("nobody", "not the password"),
            ("gone", PASSWORD),
            ("a\0b", PASSWORD),
        ];
        // The quickest of some tries, in turn: what else the machine does only ever adds. If one costs less,
        // no number of tries makes them alike.
        let mut fastest = logins.map(|_| Duration::MAX);
        for _ in 0..40 {
            for (fastest, (login, password)) in fastest.iter_mut().zip(logins) {
                let started = Instant::now();
                let user =
                    users::Model::authenticate(&site.ctx.db, &passwords, &throttles, login, password).await;
                assert!(user.expect("the database answers").is_none());
                *fastest = started.elapsed().min(*fastest);
            }
            let (least, most) = (fastest.iter().min(), fastest.iter().max());
            if most.expect("four") < &(*least.expect("four") * 3 / 2) {
                return;
            }
        }
        panic!("{logins:?} take {fastest:?}");
    })
    .await;
}

#[tokio::test]
async fn a_name_is_taken_in_any_case_and_width() {
    with_site(async |site| {
        create(site, "Maria", "Maria@Example.org").await.expect("made");
        for same in ["maria", "MARIA", " mArIa ", "ＭＡＲＩＡ"] {
            let refused = refusals(create(site, same, "").await);
            assert_eq!(refused.username, Some("username-taken"), "{same}");
            assert!(authenticate(site, same, PASSWORD).await.is_some(), "{same}");
        }
        for same in ["maria@example.org", "MARIA@EXAMPLE.ORG"] {
            let refused = refusals(create(site, "mario", same).await);
            assert_eq!(refused.email, Some("email-taken"), "{same}");
            assert!(authenticate(site, same, PASSWORD).await.is_some(), "{same}");
        }
        create(site, "mario", "").await.expect("another name is free");
        create(site, "marco", "").await.expect("two may have no address");
    })
    .await;
}

#[tokio::test]
async fn of_two_who_take_a_name_at_once_one_gets_it() {
    with_site(async |site| {
        let tries = ["maria", "Maria", "MARIA", "ｍaria"].map(|name| create(site, name, ""));
        let results = join_all(tries).await;
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        for refused in results.into_iter().filter(Result::is_err) {
            assert_eq!(refusals(refused).username, Some("username-taken"));
        }
        let tries = ["a1", "a2", "a3"].map(|name| create(site, name, "same@example.org"));
        let results = join_all(tries).await;
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        for refused in results.into_iter().filter(Result::is_err) {
            assert_eq!(refusals(refused).email, Some("email-taken"));
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_gets_a_name_that_shows_nothing_or_turns_what_follows() {
    with_site(async |site| {
        for bad in [
            "a\u{202e}b",
            "a\u{2066}b",
            "a\u{200b}b",
            "a\u{200d}b",
            "a\u{feff}b",
            "a\u{ad}b",
            "a\u{61c}b",
            // Letters to Unicode, but nothing on the screen.
            "a\u{3164}",
            "\u{3164}\u{3164}",
            "a\u{115f}b",
            "a\u{1160}b",
            "a\u{ffa0}b",
            "a\u{17b4}b",
            "a\u{fe0f}b",
            "a\u{e0041}b",
            "a\u{2800}b",
        ] {
            let refused = refusals(create(site, bad, "").await);
            assert_eq!(refused.username, Some("username-characters"), "{bad:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_that_no_letter_reaches_is_refused() {
    with_site(async |site| {
        for bad in [
            "maria",
            "maria@",
            "@example.org",
            "ma ria@example.org",
            "maria@exa mple.org",
            "maria@example.org\nBcc: all@example.org",
            "maria@\0[127.0.0.1]",
            "maria@<script>[127.0.0.1]",
            "maria@[127.0.0.1]",
            // Each of these is 18 letters once it is compared.
            &format!("maria@{}.org", "\u{fdfa}".repeat(20)),
            &format!("maria@{}.org", "㌖".repeat(60)),
            &format!("maria@{}.org", "x.".repeat(200)),
        ] {
            let refused = refusals(create(site, "maria", bad).await);
            assert_eq!(refused.email, Some("email-invalid"), "{bad:?}");
        }
        create(site, "maria", "maria@bücher.example")
            .await
            .expect("a real one");
    })
    .await;
}

#[tokio::test]
async fn a_password_made_to_be_slow_is_judged_as_fast_as_it_is_hashed() {
    with_site(async |site| {
        let passwords = passwords();
        // The quickest of some tries, because the machine may be busy with something else.
        let hash = async || {
            let started = Instant::now();
            passwords.hash(PASSWORD).await.expect("hashes");
            started.elapsed()
        };
        let hash = hash().await.min(hash().await).min(hash().await);
        let judge = async |password: &str| {
            // Refused by the name, so that nothing is hashed.
            let mut registration = registration("-", "");
            password.clone_into(&mut registration.password);
            let started = Instant::now();
            let refused = registration.create_by_operator(&site.ctx, &passwords, Role::Member);
            refusals(refused.await);
            started.elapsed()
        };
        for unit in [
            "4@8({[<369&#!1/|0$5+7%2",
            "aA@4",
            "a",
            "1234567890",
            "qwertz",
            "2001-01-01",
            "pa55w0rd",
        ] {
            let longest: String = unit.chars().cycle().take(128).collect();
            let took = judge(&longest).await.min(judge(&longest).await);
            assert!(took < hash * 10, "{unit}: {took:?}, a hash: {hash:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn of_many_who_register_first_one_is_the_administrator() {
    with_site(async |site| {
        let (settings, passwords) = (Settings::default(), passwords());
        let tries =
            (0..20).map(|n| registration(&format!("user{n}"), "").register(&site.ctx, &settings, &passwords));
        let people = join_all(tries).await;
        let administrators = people
            .iter()
            .filter(|person| person.as_ref().expect("registered").role() == Role::Administrator);
        assert_eq!(administrators.count(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_changed_password_ends_all_sessions_but_ones_own() {
    with_site(async |site| {
        let db = &site.ctx.db;
        let user = create(site, "maria", "").await.expect("made");
        let other = create(site, "other", "").await.expect("made");
        let start = async |user| sessions::start(db, user, 30, "").await.expect("answers");
        let [own, elsewhere, of_other] = [start(&user).await, start(&user).await, start(&other).await]
            .map(|started| started.expect("started"));

        let (passwords, new) = (passwords(), "a password of tomorrow");

        let wrong = user
            .clone()
            .change_password(&site.ctx, &passwords, own.session.id, "wrong", new)
            .await;
        assert!(matches!(wrong, Err(CredentialError::Wrong)), "{wrong:?}");
        let weak = user
            .clone()
            .change_password(&site.ctx, &passwords, own.session.id, PASSWORD, "password1")
            .await;
        assert!(
            matches!(weak, Err(CredentialError::Refused("password-common"))),
            "{weak:?}"
        );
        assert_eq!(
            sessions::Entity::find().count(db).await.expect("counts"),
            3,
            "nothing has changed"
        );

        user.clone()
            .change_password(&site.ctx, &passwords, own.session.id, PASSWORD, new)
            .await
            .expect("changed");
        assert!(is_active(site, &own.token).await && !is_active(site, &elsewhere.token).await);
        assert!(is_active(site, &of_other.token).await);
        assert!(authenticate(site, "maria", PASSWORD).await.is_none());
        assert!(authenticate(site, "maria", new).await.is_some());
        // A sign-in that had compared the old password just before.
        assert!(start(&user).await.is_none());
    })
    .await;
}

/// Line 8.
#[tokio::test]
async fn who_is_deactivated_has_no_way_in() {
    with_site(async |site| {
        let db = &site.ctx.db;
        let user = create(site, "maria", "").await.expect("made");
        let before = sessions::start(db, &user, 30, "")
            .await
            .expect("answers")
            .expect("started");
        let deactivated = user
            .clone()
            .deactivate(&site.ctx, None)
            .await
            .expect("deactivated");
        assert_eq!(sessions::Entity::find().count(db).await.expect("counts"), 0);
        assert!(!is_active(site, &before.token).await);
        assert!(authenticate(site, "maria", PASSWORD).await.is_none());
        // A sign-in that had compared the password just before.
        for user in [&user, &deactivated] {
            assert!(
                sessions::start(db, user, 30, "")
                    .await
                    .expect("answers")
                    .is_none()
            );
        }

        // A session that is left over all the same.
        let other = create(site, "other", "").await.expect("made");
        let left = sessions::start(db, &other, 30, "")
            .await
            .expect("answers")
            .expect("started");
        assert!(is_active(site, &left.token).await);
        let mut row = other.into_active_model();
        row.deactivated_at = Set(deactivated.deactivated_at);
        row.update(db).await.expect("saved");
        assert!(!is_active(site, &left.token).await);
        let user = sessions::active_user(db, left.session.id).await.expect("answers");
        assert!(user.is_none());
    })
    .await;
}

async fn administrator(site: &Site, username: &str) -> users::Model {
    registration(username, "")
        .create_by_operator(&site.ctx, &passwords(), Role::Administrator)
        .await
        .expect("made")
}

async fn count_audit(site: &Site) -> u64 {
    let counted = audit_events::Entity::find().count(&site.ctx.db).await;
    counted.expect("counts")
}

#[tokio::test]
async fn a_new_standing_is_taken_once_and_told_once() {
    with_site(async |site| {
        let db = &site.ctx.db;
        let (boss, maria) = (
            administrator(site, "boss").await,
            create(site, "maria", "").await.expect("made"),
        );
        let before = count_audit(site).await;
        for _ in 0..2 {
            let promoted = maria
                .clone()
                .change_role(db, Role::Administrator, Some(boss.id))
                .await;
            assert_eq!(promoted.expect("promoted").role(), Role::Administrator);
            assert_eq!(count_audit(site).await, before + 1);
        }
        for _ in 0..2 {
            let demoted = maria.clone().change_role(db, Role::Member, None).await;
            assert_eq!(demoted.expect("demoted").role(), Role::Member);
            assert_eq!(count_audit(site).await, before + 2);
        }
        let mut deactivated_at = None;
        for _ in 0..2 {
            let user = maria.clone().deactivate(&site.ctx, Some(boss.id)).await;
            let user = user.expect("deactivated");
            assert!(!user.is_active());
            assert_eq!(
                *deactivated_at.get_or_insert(user.deactivated_at),
                user.deactivated_at
            );
            assert_eq!(count_audit(site).await, before + 3);
        }
        for _ in 0..2 {
            let user = maria.clone().reactivate(db, None).await.expect("reactivated");
            assert!(user.is_active());
            assert_eq!(count_audit(site).await, before + 4);
        }
        assert!(authenticate(site, "maria", PASSWORD).await.is_some());
        // This process has a hub and cuts by itself.
        let cuts = signals::Entity::find().filter(signals::Column::Kind.eq("cut_user"));
        assert_eq!(cuts.count(db).await.expect("counts"), 0);
    })
    .await;
}

#[tokio::test]
async fn the_groups_of_who_is_deactivated_pass_on() {
    with_site(async |site| {
        let db = &site.ctx.db;
        let (admin, maria, other) = (
            site.join("admin").await,
            site.join("maria").await,
            site.join("other").await,
        );
        let group = site.private_group("attic", &[&admin, &maria, &other]).await.id;
        let role = async |user: &users::Model| {
            let role = memberships::role(db, group, user.id).await;
            role.expect("answers").expect("a member")
        };
        let (maria, other) = (maria.user().await, other.user().await);
        memberships::Entity::update_many()
            .col_expr(memberships::Column::Role, Expr::value("owner"))
            .filter(memberships::Column::GroupId.eq(group))
            .filter(memberships::Column::UserId.eq(maria.id))
            .exec(db)
            .await
            .expect("the owner");
        let admin = admin.user().await;
        assert_eq!(role(&admin).await, memberships::Role::Member);
        maria
            .clone()
            .deactivate(&site.ctx, None)
            .await
            .expect("deactivated");
        assert_eq!(
            role(&admin).await,
            memberships::Role::Owner,
            "the longest-standing"
        );
        assert_eq!(role(&other).await, memberships::Role::Member);
    })
    .await;
}

#[tokio::test]
async fn somebody_has_to_administer() {
    with_site(async |site| {
        let db = &site.ctx.db;
        let (boss, other) = (
            administrator(site, "boss").await,
            administrator(site, "other").await,
        );
        assert!(!boss.is_last_administrator(db).await.expect("answers"));
        other
            .clone()
            .deactivate(&site.ctx, None)
            .await
            .expect("one is left");
        assert!(boss.is_last_administrator(db).await.expect("answers"));

        let before = count_audit(site).await;
        let refused = boss.clone().change_role(db, Role::Member, None).await;
        assert!(
            matches!(refused, Err(StandingError::LastAdministrator)),
            "{refused:?}"
        );
        let refused = boss.clone().deactivate(&site.ctx, None).await;
        assert!(
            matches!(refused, Err(StandingError::LastAdministrator)),
            "{refused:?}"
        );
        assert_eq!(count_audit(site).await, before);
        let kept = users::Entity::find_by_id(boss.id).one(db).await.expect("answers");
        assert_eq!(kept.as_ref(), Some(&boss));
        // Who is out is nobody's administrator.
        let demoted = other.clone().change_role(db, Role::Member, None).await;
        demoted.expect("it makes no difference");
    })
    .await;
}

#[tokio::test]
async fn of_administrators_who_go_at_once_one_has_to_stay() {
    with_site(async |site| {
        let db = &site.ctx.db;
        let mut people = Vec::new();
        for name in ["one", "two", "three"] {
            people.push(administrator(site, name).await);
        }
        let leave = people.iter().enumerate().map(async |(n, user)| {
            let user = user.clone();
            if n % 2 == 0 {
                user.deactivate(&site.ctx, None).await
            } else {
                user.change_role(db, Role::Member, None).await
            }
        });
        let results = join_all(leave).await;
        let refused = results.iter().filter(|result| result.is_err()).count();
        assert_eq!(refused, 1, "{results:?}");
        let roster = Roster {
            role: Some(Role::Administrator),
            deactivated: Some(false),
            ..Roster::default()
        };
        assert_eq!(roster.page(db, None).await.expect("answers").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn who_is_promoted_first_is_the_first_administrator() {
    with_site(async |site| {
        let db = &site.ctx.db;
        let maria = create(site, "maria", "").await.expect("made");
        maria
            .change_role(db, Role::Administrator, None)
            .await
            .expect("promoted");
        // Or whoever registers next would be one as well.
        let (settings, passwords) = (Settings::default(), passwords());
        let late = registration("late", "").register(&site.ctx, &settings, &passwords);
        assert_eq!(late.await.expect("registered").role(), Role::Member);
    })
    .await;
}

#[tokio::test]
async fn the_roster_lists_everybody_once_a_page_at_a_time() {
    with_site(async |site| {
        let db = &site.ctx.db;
        let made = create(site, "a_b", "").await.expect("made");
        create(site, "axb", "").await.expect("made");
        let rows = (0..1200).map(|n| {
            let mut row = made.clone().into_active_model().reset_all();
            row.id = NotSet;
            row.username = Set(format!("Person{n}"));
            row.username_key = Set(format!("person{n}"));
            row
        });
        users::Entity::insert_many(rows)
            .exec_without_returning(db)
            .await
            .expect("inserted");

        let all = async |roster: Roster| {
            let (mut names, mut after) = (Vec::new(), None);
            loop {
                let page = roster.page(db, after.as_ref()).await.expect("answers");
                assert!(page.len() <= 500);
                let Some(last) = page.last() else { return names };
                after = Some(last.clone());
                names.extend(page.into_iter().map(|user| user.username));
            }
        };
        let mut names = all(Roster::default()).await;
        assert_eq!(names.len(), 1202);
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 1202);
        let part = |name: &str| Roster {
            name: Some(name.to_owned()),
            ..Roster::default()
        };
        assert_eq!(all(part("PERSON119")).await.len(), 11);
        assert_eq!(all(part("_")).await, ["a_b"], "a character like others");
        assert!(all(part("%")).await.is_empty() && all(part("\\")).await.is_empty());
    })
    .await;
}
