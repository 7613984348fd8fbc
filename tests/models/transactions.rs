//! Transactions that are broken off.

use std::pin::pin;

use banter::models::{
    settings,
    transactions::{begin_snapshot, begin_write},
};
use futures_util::poll;
use sea_orm::{ActiveValue::Set, ConnectOptions, Database, EntityTrait, sea_query::OnConflict};
use tokio::task::yield_now;

use crate::support::client::with_site;

#[tokio::test]
async fn a_begin_that_is_broken_off_leaves_the_connection_to_others_as_it_was() {
    with_site(async |site| {
        // One connection, so that it is the one that everybody gets.
        let mut options = ConnectOptions::new(&site.ctx.config.database.uri);
        options.max_connections(1);
        let db = Database::connect(options).await.expect("connects");
        for patience in (0..60).map(|n| n * n / 2) {
            for writes in [false, true] {
                let begun = async {
                    if writes {
                        begin_write(&db).await.map(drop)
                    } else {
                        begin_snapshot(&db).await.map(drop)
                    }
                };
                {
                    let mut begun = pin!(begun);
                    for _ in 0..=patience {
                        if poll!(&mut begun).is_ready() {
                            break;
                        }
                        yield_now().await;
                    }
                    // Whoever asked has gone: a browser, a socket that was cut.
                }
                let key = format!("{patience}-{writes}");
                let row = settings::ActiveModel {
                    key: Set("broken-off".to_owned()),
                    value: Set(key.clone()),
                };
                let replaces = OnConflict::column(settings::Column::Key)
                    .update_column(settings::Column::Value)
                    .to_owned();
                settings::Entity::insert(row)
                    .on_conflict(replaces)
                    .exec_without_returning(&db)
                    .await
                    .expect("the connection takes a statement");
                let kept = settings::Entity::find_by_id("broken-off").one(&site.ctx.db).await;
                let kept = kept.expect("the database answers").map(|row| row.value);
                assert_eq!(kept.as_ref(), Some(&key), "it is there for everybody at once");
            }
        }
        db.close().await.expect("closes");
    })
    .await;
}
