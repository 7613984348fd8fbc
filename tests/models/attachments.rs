//! What becomes of files that belong to no message.

use std::{fs, path::Path, time::SystemTime};

use banter::models::attachments::{self, Sweep, Swept};
use chrono::{TimeDelta, Utc};
use loco_rs::{config::Config, environment::Environment};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use tempfile::TempDir;

use crate::support::{client::with_site_as, files};

/// Writes a file that the database doesn't know, so many hours ago.
fn lose(folder: &Path, name: &str, hours: i64) {
    let place = folder.join(&name[..2]);
    fs::create_dir_all(&place).expect("a folder");
    let path = place.join(name);
    fs::write(&path, "lost").expect("it is written");
    let then = SystemTime::from(Utc::now() - TimeDelta::hours(hours));
    let file = fs::File::options().write(true).open(path).expect("it is ours");
    file.set_modified(then).expect("it is ours");
}

#[tokio::test]
async fn what_belongs_to_no_message_goes_after_a_day() {
    let folder = TempDir::new().expect("a temporary folder can be made");
    let alone = |config: &mut Config| {
        let settings = config.settings.as_mut().expect("the tests have settings");
        settings["files"]["folder"] = folder.path().to_string_lossy().into();
    };
    with_site_as(Environment::Test, alone, async |site| {
        let (db, storage) = (&site.ctx.db, &site.ctx.storage);
        let ada = site.join("ada").await;
        let posted = ada.sends_file(1, "a.png", &files::png(20, 20)).await;
        let young = ada.uploaded(1, "b.txt", b"young").await;
        let old = ada.uploaded(1, "c.png", &files::png(20, 20)).await;
        // All but one are old, the one that is posted too.
        attachments::Entity::update_many()
            .col_expr(
                attachments::Column::CreatedAt,
                Expr::value((Utc::now() - TimeDelta::hours(25)).fixed_offset()),
            )
            .filter(attachments::Column::Id.ne(young))
            .exec(db)
            .await
            .expect("the database answers");
        let [lost, fresh] = ["ab".repeat(16), "cd".repeat(16)];
        lose(folder.path(), &lost, 25);
        lose(folder.path(), &format!("{lost}.thumbnail"), 25);
        lose(folder.path(), &fresh, 23);
        lose(folder.path(), "README", 25);
        let all = Swept { unposted: 1, lost: 1 };
        let preview = Sweep::of_yesterday().run(db, storage, false).await;
        assert_eq!(preview.expect("counted"), all);
        assert!(
            folder.path().join("ab").join(&lost).exists(),
            "it was only counted"
        );
        let swept = Sweep::of_yesterday().run(db, storage, true).await;
        assert_eq!(swept.expect("swept"), all);
        let again = Sweep::of_yesterday().run(db, storage, true).await;
        assert_eq!(again.expect("swept"), Swept::default());
        assert!(
            fs::read_dir(folder.path().join("ab"))
                .expect("a folder")
                .next()
                .is_none()
        );
        assert!(folder.path().join("cd").join(&fresh).exists());
        assert!(
            folder.path().join("RE").join("README").exists(),
            "it is none of ours"
        );
        for (path, status) in [
            (posted, 200),
            (format!("/groups/1/files/{young}"), 200),
            (format!("/groups/1/files/{old}"), 404),
        ] {
            assert_eq!(ada.get(&path).await.status_code(), status, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_purge_takes_the_files_along() {
    with_site_as(
        Environment::Test,
        |_| {},
        async |site| {
            use banter::models::messages::{Purge, live};
            let ada = site.join("ada").await;
            let path = ada.sends_file(1, "a.txt", b"text").await;
            let file = files::known(site).await.remove(0);
            let purge = Purge {
                before: (Utc::now() + TimeDelta::hours(1)).fixed_offset(),
                group_id: None,
                author_id: None,
            };
            let (db, storage) = (&site.ctx.db, &site.ctx.storage);
            let journal = live::journal(&site.ctx).expect("a journal");
            let shares = purge.preview(db).await.expect("a preview");
            let purged = purge.run(db, &journal, storage, &shares, |_| {}).await;
            assert_eq!(purged.expect("purged"), 1);
            assert_eq!(ada.get(&path).await.status_code(), 404);
            assert!(files::known(site).await.is_empty());
            let place = format!("{}/{}", &file.key[..2], file.key);
            let stored = storage.exists(Path::new(&place)).await;
            assert!(!stored.expect("the storage answers"));
        },
    )
    .await;
}
