//! The nightly work, where no scheduler does it.

use std::time::Duration;

use banter::{
    initializers::upkeep,
    models::{messages, sessions},
};
use chrono::{TimeDelta, Utc};
use loco_rs::{config::Config, environment::Environment};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use tokio::time::{sleep, timeout};

use crate::support::client::{Site, with_site, with_site_as};

const POLL: Duration = Duration::from_millis(5);

async fn count(site: &Site) -> u64 {
    let counted = sessions::Entity::find().count(&site.ctx.db).await;
    counted.expect("the database answers")
}

async fn expire_all(site: &Site) {
    sessions::Entity::update_many()
        .col_expr(
            sessions::Column::ExpiresAt,
            Expr::value(Utc::now().fixed_offset()),
        )
        .exec(&site.ctx.db)
        .await
        .expect("the database answers");
}

#[tokio::test]
async fn what_has_expired_goes_at_the_start_and_again_and_the_rest_stays() {
    with_site(async |site| {
        site.join("maria").await;
        expire_all(site).await;
        let sam = site.join("sam").await;
        let upkeep = async { match upkeep::run(&site.ctx, POLL).await {} };
        let watch = async {
            while count(site).await > 1 {
                sleep(POLL).await;
            }
            let page = sam.get("/groups/1").await;
            assert_eq!(page.status_code(), 200, "sam is still signed in");
            expire_all(site).await;
            while count(site).await > 0 {
                sleep(POLL).await;
            }
        };
        tokio::select! {
            done = timeout(Duration::from_secs(20), watch) => done.expect("all that expired has gone"),
            () = upkeep => {}
        }
    })
    .await;
}

#[tokio::test]
async fn old_messages_go_where_a_time_is_configured() {
    let keep_a_day = |config: &mut Config| {
        let settings = config.settings.as_mut().expect("the tests have settings");
        settings["retention_days"] = 1.into();
    };
    with_site_as(Environment::Test, keep_a_day, async |site| {
        let maria = site.join("maria").await;
        for n in 1..=2 {
            let id = format!("c3f3f4f5-0000-4000-8000-00000000000{n}");
            let form = [("body", "Words"), ("client_id", &id)];
            let posted = maria.post("/groups/1/messages", &form).await;
            assert_eq!(posted.status_code(), 303, "{}", posted.text());
        }
        messages::Entity::update_many()
            .col_expr(
                messages::Column::CreatedAt,
                Expr::value((Utc::now() - TimeDelta::hours(25)).fixed_offset()),
            )
            .filter(messages::Column::ClientId.ends_with("1"))
            .exec(&site.ctx.db)
            .await
            .expect("the database answers");
        let left = async || {
            let left = messages::Entity::find().all(&site.ctx.db).await;
            left.expect("the database answers")
        };
        let upkeep = async { match upkeep::run(&site.ctx, POLL).await {} };
        let watch = async {
            while left().await.len() > 1 {
                sleep(POLL).await;
            }
            assert!(left().await[0].client_id.ends_with('2'), "the younger one stays");
        };
        tokio::select! {
            done = timeout(Duration::from_secs(20), watch) => done.expect("the old one has gone"),
            () = upkeep => {}
        }
    })
    .await;
}
