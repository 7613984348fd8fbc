//! The index behind search: what it takes in, what it lets go, and that nobody is shown what it is wrong about.

use banter::models::{
    groups,
    messages::{self, Journal, Purge, live},
    search::{Hits, catch_up},
};
use chrono::{TimeDelta, Utc};
use chrono_tz::UTC;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement};

use crate::support::client::{Person, Site, with_site};

/// The ids of what somebody finds.
async fn found(person: &Person<'_>, typed: &str) -> Vec<i64> {
    let (db, user) = (&person.site.ctx.db, person.user().await);
    let hits = Hits::find(db, &user, typed, None, 50, UTC).await;
    hits.expect("the database answers")
        .hits
        .iter()
        .map(|hit| hit.id)
        .collect()
}

async fn index(site: &Site) {
    catch_up(&site.ctx.db, |_| {})
        .await
        .expect("the index can be written");
}

async fn execute(site: &Site, sqlite: &str, postgres: &str) {
    let sql = match site.ctx.db.get_database_backend() {
        DbBackend::Sqlite => sqlite,
        _ => postgres,
    };
    let done = site.ctx.db.execute_unprepared(sql).await;
    done.expect("the database takes it");
}

/// How many messages the index has.
async fn indexed(site: &Site) -> i64 {
    let db = &site.ctx.db;
    let table = match db.get_database_backend() {
        DbBackend::Sqlite => "search_index_content",
        _ => "search_documents",
    };
    let statement =
        Statement::from_string(db.get_database_backend(), format!("SELECT COUNT(*) FROM {table}"));
    let row = db.query_one_raw(statement).await.expect("the database answers");
    row.expect("a row").try_get_by_index(0).expect("a number")
}

#[tokio::test]
async fn an_old_database_is_taken_in() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        for n in 0..250 {
            ada.say(1, &format!("number {n}")).await;
        }
        index(site).await;
        execute(site, "DELETE FROM search_index", "DELETE FROM search_documents").await;
        execute(site, "DELETE FROM search_progress", "DELETE FROM search_progress").await;
        // The server does the same meanwhile: each is taken in once.
        index(site).await;
        assert_eq!(indexed(site).await, 250);
        assert_eq!(found(&ada, "number").await.len(), 50);
        assert_eq!(found(&ada, "\"number 7\"").await.len(), 1);
    })
    .await;
}

/// Pieces that a question has to look into; PostgreSQL has only one.
async fn pieces(site: &Site) -> i64 {
    let db = &site.ctx.db;
    if db.get_database_backend() != DbBackend::Sqlite {
        return 1;
    }
    let sql = "SELECT COUNT(DISTINCT segid) FROM search_index_idx";
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Sqlite, sql))
        .await;
    let row = row.expect("the database answers").expect("a row");
    row.try_get_by_index(0).expect("a number")
}

#[tokio::test]
async fn what_was_taken_in_piece_by_piece_is_joined() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        for n in 0..5 {
            ada.say(1, &format!("piece {n} of a whole")).await;
            index(site).await;
        }
        assert_eq!(pieces(site).await, 1);
        assert_eq!(found(&ada, "piece").await.len(), 5);
        // What is joined stays as it is.
        index(site).await;
        assert_eq!(pieces(site).await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_purged_by_another_process_leaves_the_index() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        for n in 0..5 {
            ada.say(1, &format!("canary {n}")).await;
        }
        index(site).await;
        assert_eq!((indexed(site).await, found(&ada, "canary").await.len()), (5, 5));
        let db = &site.ctx.db;
        let journal = Journal::start(db.clone(), None, 8);
        let purge = Purge {
            before: (Utc::now() + TimeDelta::hours(1)).fixed_offset(),
            group_id: None,
            author_id: None,
        };
        let shares = purge.preview(db).await.expect("a preview");
        let purged = purge.run(db, &journal, &site.ctx.storage, &shares, |_| {}).await;
        assert_eq!(purged.expect("it is purged"), 5);
        assert_eq!((indexed(site).await, found(&ada, "canary").await.len()), (0, 0));
        // The numbers that the purge took are behind it, too.
        index(site).await;
        ada.say(1, "canary again").await;
        index(site).await;
        assert_eq!((indexed(site).await, found(&ada, "canary").await.len()), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_group_that_is_erased_leaves_the_index() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let attic = ada.make_group("private", "attic", &[]).await;
        ada.say(attic, "canary").await;
        ada.say(1, "canary").await;
        index(site).await;
        ada.does(&format!("/groups/{attic}/delete"), &[("confirm", "attic")])
            .await;
        assert_eq!(found(&ada, "canary").await.len(), 1);
        groups::erase(&site.ctx.db, &site.ctx.storage, attic)
            .await
            .expect("it can be erased");
        assert_eq!(indexed(site).await, 1);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_shown_what_the_index_is_wrong_about() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = ada.make_group("private", "attic", &[]).await;
        let open = ada.say(1, "canary in the open").await.id;
        let other = ada.say(1, "nothing of the kind").await.id;
        let closed = ada.say(attic, "canary in the attic").await.id;
        index(site).await;
        for id in [other, closed] {
            execute(
                site,
                &format!("INSERT OR REPLACE INTO search_index (rowid, terms) SELECT 17179869184 - {id}, terms FROM search_index WHERE rowid = 17179869184 - {open}"),
                &format!("UPDATE search_documents SET terms = o.terms FROM search_documents o WHERE o.message_id = {open} AND search_documents.message_id = {id}"),
            )
            .await;
        }
        assert_eq!(found(&bo, "canary").await, [open], "the index names all three");
        assert_eq!(found(&ada, "canary").await, [closed, open]);
        assert_eq!(found(&ada, "canary in:general").await, [open]);
        assert!(found(&ada, "canary from:bo").await.is_empty());
    })
    .await;
}

/// Says each of these messages so many times more, in turn.
async fn multiply(site: &Site, ids: [i64; 2], times: u32) {
    let [one, other] = ids;
    for sql in [
        format!(
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {times}) \
             INSERT INTO messages (group_id, author_id, seq, version, client_id, request_hash, html, body, created_at, replies) \
             SELECT group_id, author_id, seq + n, version + n, client_id || '-' || n, request_hash, html, body, created_at, replies \
             FROM messages, numbers WHERE id IN ({one}, {other}) ORDER BY n, id"
        ),
        format!(
            "UPDATE groups SET last_seq = last_seq + {times} \
             WHERE id IN (SELECT group_id FROM messages WHERE id IN ({one}, {other}))"
        ),
    ] {
        execute(site, &sql, &sql).await;
    }
    index(site).await;
}

#[tokio::test]
async fn what_is_said_elsewhere_stands_before_nothing() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = ada.make_group("private", "attic", &[]).await;
        let open = ada.say(1, "canary").await.id;
        let closed = ada.say(attic, "canary").await.id;
        multiply(site, [closed, closed], 2500).await;
        assert_eq!(found(&bo, "canary").await, [open]);
    })
    .await;
}

#[tokio::test]
async fn who_goes_on_looking_is_told_of_nothing_that_is_said_elsewhere() {
    with_site(async |site| {
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let attic = ada.make_group("private", "attic", &[]).await;
        // By its parts the index takes it for `abcd`.
        let text = "abco xbcd";
        let (open, closed) = (ada.say(1, text).await.id, ada.say(attic, text).await.id);
        multiply(site, [open, closed], 1500).await;
        let hits = Hits::find(&site.ctx.db, &bo.user().await, "abcd", None, 20, UTC).await;
        let hits = hits.expect("the database answers");
        assert!(hits.hits.is_empty() && hits.gave_up);
        let next = hits.next.expect("there is more");
        let next = messages::Entity::find_by_id(next).one(&site.ctx.db).await;
        assert_eq!(
            next.expect("the database answers").expect("a message").group_id,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn the_text_that_is_gone_is_gone_from_the_file() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let message = ada.say(1, "canary").await;
        index(site).await;
        assert_eq!(indexed(site).await, 1);
        ada.does(&format!("/groups/1/messages/{}/delete", message.id), &[])
            .await;
        // In the same transaction, not only when the index has heard of it.
        assert_eq!(indexed(site).await, 0);
        live::journal(&site.ctx).expect("it runs").close().await;
    })
    .await;
}

#[tokio::test]
async fn a_message_that_cannot_be_taken_in_holds_up_no_other() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        // A text that is none, and an index that does not take it.
        execute(
            site,
            "CREATE TRIGGER poison AFTER INSERT ON messages WHEN new.body = 'canary poison' BEGIN \
             UPDATE messages SET html = CAST(x'C328' AS TEXT) WHERE id = new.id; END",
            "CREATE FUNCTION refuse() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN \
             IF EXISTS (SELECT 1 FROM messages WHERE id = NEW.message_id AND body = 'canary poison') THEN \
             RAISE EXCEPTION 'poison'; END IF; RETURN NEW; END $$; \
             CREATE TRIGGER poison BEFORE INSERT ON search_documents FOR EACH ROW EXECUTE FUNCTION refuse()",
        )
        .await;
        for n in 0..20 {
            let body = if n % 9 == 4 {
                "canary poison".to_owned()
            } else {
                format!("canary {n}")
            };
            ada.does("/groups/1/messages", &[("body", &body)]).await;
        }
        index(site).await;
        assert_eq!(found(&ada, "canary").await.len(), 18);
        ada.say(1, "canary again").await;
        index(site).await;
        assert_eq!(found(&ada, "canary").await.len(), 19);
    })
    .await;
}

#[tokio::test]
async fn an_index_that_takes_nothing_for_a_while_leaves_nothing_out() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        execute(
            site,
            "ALTER TABLE search_index RENAME TO away",
            "ALTER TABLE search_documents RENAME TO away",
        )
        .await;
        for n in 0..3 {
            ada.say(1, &format!("canary {n}")).await;
        }
        assert!(catch_up(&site.ctx.db, |_| {}).await.is_err());
        execute(
            site,
            "ALTER TABLE away RENAME TO search_index",
            "ALTER TABLE away RENAME TO search_documents",
        )
        .await;
        index(site).await;
        assert_eq!(found(&ada, "canary").await.len(), 3);
    })
    .await;
}
