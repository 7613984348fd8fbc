//! The log of what matters: what is in it, and that it stays.

use banter::{
    models::{
        audit_events::{self, Action, Audit},
        sessions,
        settings::renew_epoch,
        throttles::Throttles,
        users::{self, Passwords, Registration, Role},
    },
    settings::{Limits, Settings},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryOrder,
};

use crate::support::client::{PASSWORD, Site, with_site};

fn registration(username: &str) -> Registration {
    Registration {
        username: username.to_owned(),
        password: PASSWORD.to_owned(),
        ..Registration::default()
    }
}

async fn log(site: &Site) -> Vec<audit_events::Model> {
    let rows = audit_events::Entity::find().order_by_asc(audit_events::Column::Id);
    rows.all(&site.ctx.db).await.expect("the database answers")
}

/// What, by whom, to whom.
async fn told(site: &Site) -> Vec<(String, Option<i64>, Option<i64>)> {
    let rows = log(site).await.into_iter();
    rows.map(|row| (row.action, row.actor_id, row.user_id)).collect()
}

#[tokio::test]
async fn what_is_in_the_log_stays_as_it_is() {
    with_site(async |site| {
        let db = &site.ctx.db;
        Audit::new(Action::Seeded).record(db).await.expect("recorded");
        let before = log(site).await;
        assert_eq!(before.len(), 1);
        let mut statements = vec![
            "UPDATE audit_events SET action = 'nothing'",
            "UPDATE audit_events SET actor_id = 7 WHERE id = 1",
            "DELETE FROM audit_events",
        ];
        if db.get_database_backend() == DbBackend::Postgres {
            statements.push("TRUNCATE audit_events");
        }
        for statement in statements {
            let refused = db.execute_unprepared(statement).await;
            let refused = refused.expect_err(statement).to_string();
            assert!(refused.contains("append-only"), "{refused}");
            assert_eq!(log(site).await, before, "{statement}");
        }
        Audit::new(Action::Seeded).record(db).await.expect("recorded");
        assert_eq!(log(site).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn what_people_and_operators_do_is_in_the_log() {
    with_site(async |site| {
        let (db, passwords) = (&site.ctx.db, Passwords::new(2).expect("random"));
        let operators = registration("boss").create_by_operator(&site.ctx, &passwords, Role::Administrator);
        let boss = operators.await.expect("made");
        let settings = Settings::default();
        let maria = registration("maria").register(&site.ctx, &settings, &passwords);
        let maria = maria.await.expect("registered");
        let started = sessions::start(db, &maria, 30, "")
            .await
            .expect("answers")
            .expect("started");
        let changed = maria.clone().change_password(
            &site.ctx,
            &passwords,
            started.session.id,
            PASSWORD,
            "a password of tomorrow",
        );
        changed.await.expect("changed");
        let id = maria.id;
        let maria = maria
            .change_role(db, Role::Administrator, Some(boss.id))
            .await
            .expect("promoted");
        let maria = maria
            .change_role(db, Role::Member, Some(boss.id))
            .await
            .expect("demoted");
        let maria = maria
            .deactivate(&site.ctx, Some(boss.id))
            .await
            .expect("deactivated");
        maria.reactivate(db, None).await.expect("reactivated");
        renew_epoch(db).await.expect("renewed");

        let (boss, maria) = (Some(boss.id), Some(id));
        let wanted = [
            ("user.created", None, boss),
            ("user.created", maria, maria),
            ("session.started", maria, maria),
            ("password.changed", maria, maria),
            ("user.promoted", boss, maria),
            ("user.demoted", boss, maria),
            ("user.deactivated", boss, maria),
            ("user.reactivated", None, maria),
            ("epoch.renewed", None, None),
        ];
        let wanted = wanted.map(|(action, actor, user)| (action.to_owned(), actor, user));
        assert_eq!(told(site).await, wanted);
        let text = format!("{:?}", log(site).await);
        assert!(!text.contains(PASSWORD) && !text.contains(&started.token) && !text.contains("argon2"));
    })
    .await;
}

#[tokio::test]
async fn a_refused_sign_in_is_kept_without_what_was_typed() {
    with_site(async |site| {
        let (db, passwords) = (&site.ctx.db, Passwords::new(2).expect("random"));
        let throttles = Throttles::new(&Limits::default());
        let maria = registration("maria").create_by_operator(&site.ctx, &passwords, Role::Member);
        let maria = maria.await.expect("made");
        let before = log(site).await.len();
        // A password lands in the field of the name often enough.
        for (login, password) in [("maria", "wrong-password"), ("correct horse", "typed-as-well")] {
            let user = users::Model::authenticate(db, &passwords, &throttles, login, password).await;
            assert!(user.expect("answers").is_none());
        }
        let rows = log(site).await.split_off(before);
        let told: Vec<_> = rows
            .iter()
            .map(|row| (row.action.as_str(), row.actor_id, row.user_id))
            .collect();
        let refused = "session.refused";
        assert_eq!(told, [(refused, None, Some(maria.id)), (refused, None, None)]);
        let text = format!("{rows:?}");
        for typed in ["wrong", "correct", "typed", "maria"] {
            assert!(!text.contains(typed), "{text}");
        }
        let user = users::Model::authenticate(db, &passwords, &throttles, "maria", PASSWORD).await;
        assert!(user.expect("answers").is_some());
        assert_eq!(
            log(site).await.len(),
            before + 2,
            "the sign-in is told by its session"
        );
    })
    .await;
}

#[tokio::test]
async fn a_flood_of_refused_sign_ins_does_not_fill_the_log() {
    with_site(async |site| {
        let (db, passwords) = (&site.ctx.db, Passwords::new(2).expect("random"));
        let throttles = Throttles::new(&Limits::default());
        let maria = registration("maria").create_by_operator(&site.ctx, &passwords, Role::Member);
        maria.await.expect("made");
        for _ in 0..100 {
            assert!(throttles.refusal().is_some(), "a hundred at once");
        }
        let before = log(site).await.len();
        for login in ["maria", "nobody", "maria", "nobody"] {
            let user = users::Model::authenticate(db, &passwords, &throttles, login, "wrong").await;
            assert!(user.expect("answers").is_none());
        }
        // One may come every ten seconds, and on a slow machine has; it says how many did not.
        let after = log(site).await.split_off(before);
        assert!(after.len() <= 1, "{after:?}");
        assert!(
            after.iter().all(|row| row.details.contains("left_out")),
            "{after:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn sessions_that_are_pruned_are_counted() {
    with_site(async |site| {
        let (db, passwords) = (&site.ctx.db, Passwords::new(2).expect("random"));
        let maria = registration("maria").create_by_operator(&site.ctx, &passwords, Role::Member);
        let maria = maria.await.expect("made");
        let started = sessions::start(db, &maria, 30, "")
            .await
            .expect("answers")
            .expect("started");
        let mut row = started.session.into_active_model();
        row.expires_at = Set(chrono::Utc::now().fixed_offset());
        row.update(db).await.expect("saved");
        let before = log(site).await.len();
        for deleted in [1, 0] {
            assert_eq!(sessions::delete_expired(db).await.expect("deletes"), deleted);
            // A night without any is nothing to tell of.
            let rows = log(site).await.split_off(before);
            assert_eq!(rows.len(), 1);
            assert_eq!(
                (rows[0].action.as_str(), rows[0].details.as_str()),
                ("sessions.pruned", "{\"sessions\":1}")
            );
        }
    })
    .await;
}
