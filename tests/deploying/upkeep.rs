//! The nightly work, where no scheduler does it.

use std::time::Duration;

use banter::{initializers::upkeep, models::sessions};
use chrono::Utc;
use sea_orm::{EntityTrait, PaginatorTrait, sea_query::Expr};
use tokio::time::{sleep, timeout};

use crate::support::client::{Site, with_site};

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
