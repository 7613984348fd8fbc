//! Signed-in browsers.

use banter::models::{
    sessions::{self, Started},
    users::{Passwords, Registration, Role},
};
use chrono::{Duration, Utc};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, PaginatorTrait};

use crate::support::client::{PASSWORD, Site, with_site};

async fn start(site: &Site, username: &str) -> Started {
    let registration = Registration {
        username: username.to_owned(),
        password: PASSWORD.to_owned(),
        ..Registration::default()
    };
    let passwords = Passwords::new(1).expect("random");
    let user = registration
        .create_by_operator(&site.ctx, &passwords, Role::Member)
        .await
        .expect("made");
    let started = sessions::start(&site.ctx.db, &user, 30, "")
        .await
        .expect("answers");
    started.expect("nothing has changed")
}

/// As if the session had been started long ago.
async fn expire(site: &Site, session: sessions::Model) {
    let mut row = session.into_active_model();
    row.expires_at = Set(Utc::now().fixed_offset() - Duration::seconds(1));
    row.update(&site.ctx.db).await.expect("saved");
}

/// Whether the token opens anything.
pub async fn is_active(site: &Site, token: &str) -> bool {
    let found = sessions::ActiveSessions::of(site.ctx.db.clone())
        .find(token)
        .await;
    found.expect("the database answers").is_some()
}

/// Line 7.
#[tokio::test]
async fn the_database_does_not_know_the_token() {
    with_site(async |site| {
        let Started { session, token } = start(site, "maria").await;
        assert_eq!(token.len(), 32, "128 bits");
        assert!(is_active(site, &token).await);
        assert!(!session.token_hash.contains(&token));
        // Whoever reads the table can't sign in with what is there.
        assert!(!is_active(site, &session.token_hash).await);
        let another = start(site, "mario").await;
        assert_ne!(another.token, token);
    })
    .await;
}

#[tokio::test]
async fn an_expired_session_is_worth_nothing_and_pruned() {
    with_site(async |site| {
        let db = &site.ctx.db;
        let (old, new) = (start(site, "maria").await, start(site, "mario").await);
        let id = old.session.id;
        expire(site, old.session).await;
        assert!(!is_active(site, &old.token).await);
        assert!(sessions::active_user(db, id).await.expect("answers").is_none());

        assert_eq!(sessions::delete_expired(db).await.expect("deletes"), 1);
        assert_eq!(sessions::delete_expired(db).await.expect("deletes"), 0);
        assert!(is_active(site, &new.token).await);
        assert_eq!(sessions::Entity::find().count(db).await.expect("counts"), 1);
    })
    .await;
}

#[tokio::test]
async fn an_ended_session_is_gone() {
    with_site(async |site| {
        let (ended, other) = (start(site, "maria").await, start(site, "mario").await);
        sessions::end(&site.ctx, ended.session.id).await.expect("ends");
        assert!(!is_active(site, &ended.token).await && is_active(site, &other.token).await);
    })
    .await;
}
