//! What the database knows of its installation.

use banter::models::{settings, signals};
use futures_util::future::join_all;
use loco_rs::model::ModelError;
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::support::client::with_site;

#[tokio::test]
async fn the_first_administrator_is_claimed_once() {
    with_site(async |site| {
        let db = &site.ctx.db;
        assert!(!settings::has_administrator(db).await.expect("answers"));
        let claims = join_all((1..=8).map(|user_id| settings::claim_administrator(db, user_id))).await;
        let won = claims
            .into_iter()
            .filter(|claim| *claim.as_ref().expect("answers"));
        assert_eq!(won.count(), 1);
        assert!(settings::has_administrator(db).await.expect("answers"));
    })
    .await;
}

#[tokio::test]
async fn every_installation_has_an_epoch_of_its_own() {
    let mut epochs = Vec::new();
    for _ in 0..2 {
        with_site(async |site| {
            let epoch = settings::epoch(&site.ctx.db).await.expect("from the start");
            assert_eq!(settings::epoch(&site.ctx.db).await.expect("still there"), epoch);
            epochs.push(epoch);
        })
        .await;
    }
    assert_eq!(epochs[0].len(), 32);
    assert_ne!(epochs[0], epochs[1]);
}

#[tokio::test]
async fn a_new_epoch_is_told_to_the_servers() {
    with_site(async |site| {
        let db = &site.ctx.db;
        let before = settings::epoch(db).await.expect("from the start");
        settings::renew_epoch(db).await.expect("renewed");
        let after = settings::epoch(db).await.expect("still there");
        assert_eq!(after.len(), 32);
        assert_ne!(after, before);
        let signals = signals::Entity::find().all(db).await.expect("answers");
        assert_eq!(signals.len(), 1);
        assert_eq!(signals[0].kind, "epoch");

        // Nothing is told of what has not happened.
        settings::Entity::delete_many().exec(db).await.expect("deletes");
        assert!(settings::renew_epoch(db).await.is_err());
        assert_eq!(signals::Entity::find().count(db).await.expect("counts"), 1);
    })
    .await;
}

#[tokio::test]
async fn a_lost_setting_is_an_error_and_not_a_guess() {
    with_site(async |site| {
        let db = &site.ctx.db;
        settings::Entity::delete_many().exec(db).await.expect("deletes");
        assert!(matches!(
            settings::epoch(db).await,
            Err(ModelError::EntityNotFound)
        ));
        assert!(matches!(
            settings::default_group_id(db).await,
            Err(ModelError::EntityNotFound)
        ));
    })
    .await;
}
