//! Deleting old messages for good: what goes, what stays, and who is told.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use banter::models::{
    audit_events, drafts, groups,
    messages::{self, Body, Changes, Journal, NewMessage, Purge, live},
    settings, signals,
};
use chrono::{TimeDelta, Utc};
use futures_util::future::join_all;
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::support::{
    client::{Person, Site, attributes_of, with_site},
    socket::{Got, Socket},
};

fn message(group_id: i64, author_id: i64, number: usize) -> NewMessage {
    NewMessage {
        group_id,
        author_id,
        client_id: format!("client-{group_id}-{author_id}-{number}"),
        body: Body::parse(&format!("canary {number}")).expect("a text"),
        attachments: Vec::new(),
        reply_to: None,
        forward: None,
    }
}

async fn fill(site: &Site, group_id: i64, author: &Person<'_>, count: usize) {
    let author_id = author.id().await;
    let journal = live::journal(&site.ctx).expect("a journal");
    let posts = (0..count).map(|number| journal.post(message(group_id, author_id, number)));
    assert!(join_all(posts).await.iter().all(Result::is_ok));
}

/// Makes all that is there now as old as `days`.
async fn age(site: &Site, days: i64) {
    let then = (Utc::now() - TimeDelta::days(days)).fixed_offset();
    messages::Entity::update_many()
        .col_expr(messages::Column::CreatedAt, Expr::value(then))
        .exec(&site.ctx.db)
        .await
        .expect("aged");
}

fn older_than(days: i64) -> Purge {
    Purge {
        before: (Utc::now() - TimeDelta::days(days)).fixed_offset(),
        group_id: None,
        author_id: None,
    }
}

async fn seqs(site: &Site, group_id: i64) -> Vec<i64> {
    let rows = messages::Entity::find()
        .select_only()
        .column(messages::Column::Seq)
        .filter(messages::Column::GroupId.eq(group_id))
        .order_by_asc(messages::Column::Seq);
    rows.into_tuple().all(&site.ctx.db).await.expect("the numbers")
}

async fn group(site: &Site, id: i64) -> groups::Model {
    let found = groups::Entity::find_by_id(id).one(&site.ctx.db).await;
    found.expect("the database answers").expect("it is there")
}

async fn run(site: &Site, purge: &Purge, journal: &Journal) -> u64 {
    let shares = purge.preview(&site.ctx.db).await.expect("a preview");
    let wanted: u64 = shares.iter().map(|share| share.messages).sum();
    let mut told = 0;
    let deleted = purge
        .run(&site.ctx.db, journal, &site.ctx.storage, &shares, |so_far| {
            told = so_far;
        })
        .await;
    let deleted = deleted.expect("purged");
    assert_eq!(
        (deleted, told),
        (wanted, wanted),
        "what was foretold, and told as it went"
    );
    deleted
}

#[tokio::test]
async fn a_purge_takes_a_number_for_each_batch_and_keeps_what_is_newer() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        fill(site, 1, &maria, 450).await;
        age(site, 30).await;
        maria.say(1, "new").await;
        let journal = live::journal(&site.ctx).expect("a journal");
        let purge = older_than(7);
        let before = crate::requests::matrix::snapshot(site).await;
        let shares = purge.preview(&site.ctx.db).await.expect("a preview");
        assert_eq!(
            shares
                .iter()
                .map(|share| (share.group.id, share.messages))
                .collect::<Vec<_>>(),
            [(1, 450)]
        );
        assert_eq!(
            crate::requests::matrix::snapshot(site).await,
            before,
            "looking deletes nothing"
        );

        assert_eq!(run(site, &purge, &journal).await, 450);
        assert_eq!(seqs(site, 1).await, [451]);
        // 200, 200, 50: a number each, the last of which is where cursors start anew.
        let row = group(site, 1).await;
        assert_eq!((row.last_seq, row.reset_seq), (454, 454));
        assert_eq!(maria.say(1, "next").await.seq, 455);
        assert_eq!(
            run(site, &purge, &journal).await,
            0,
            "a second time there is nothing"
        );
        let row = group(site, 1).await;
        assert_eq!((row.last_seq, row.reset_seq), (455, 454));
        let log = audit_events::Entity::find().filter(audit_events::Column::Action.eq("messages.purged"));
        let log = log
            .order_by_asc(audit_events::Column::Id)
            .all(&site.ctx.db)
            .await
            .expect("the log");
        let counts = ["\"messages\":200", "\"messages\":200", "\"messages\":50"];
        assert_eq!(log.len(), 3);
        for (row, count) in log.iter().zip(counts) {
            assert!(row.details.contains(count) && row.group_id == Some(1), "{row:?}");
            assert!(
                !row.details.contains("canary") && row.actor_id.is_none(),
                "{row:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn cursors_from_before_a_purge_start_anew_and_later_ones_go_on() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        fill(site, 1, &maria, 5).await;
        age(site, 30).await;
        maria.say(1, "new").await;
        run(
            site,
            &older_than(7),
            &live::journal(&site.ctx).expect("a journal"),
        )
        .await;
        maria.say(1, "newer").await;
        let epoch = settings::epoch(&site.ctx.db).await.expect("an epoch");
        let user = maria.user().await;
        let read = async |since| {
            Changes::read(&site.ctx.db, &user, 1, since, &epoch)
                .await
                .expect("read")
        };
        for since in 0..7 {
            assert!(
                matches!(read(since).await, Changes::Reset { last_seq: 8, .. }),
                "{since}"
            );
        }
        for since in 7..=8 {
            let Changes::Since { from, to, messages } = read(since).await else {
                panic!("{since}")
            };
            assert_eq!((from, to), (since, 8));
            assert_eq!(messages.len(), usize::from(since == 7));
        }
        // The page shows what is left, and the number it was read at.
        let page = maria.get("/groups/1").await.text();
        assert_eq!(attributes_of(&page, "#messages > li", "data-seq"), ["6", "8"]);
        assert_eq!(attributes_of(&page, "#messages", "data-last-seq"), ["8"]);
        assert!(!page.contains("canary"));
    })
    .await;
}

#[tokio::test]
async fn a_purge_goes_by_author_and_by_group() {
    with_site(async |site| {
        let (maria, sam) = (site.join("maria").await, site.join("sam").await);
        let room = maria.make_group("public", "lobby", &[]).await;
        for group_id in [1, room] {
            fill(site, group_id, &maria, 3).await;
            fill(site, group_id, &sam, 2).await;
        }
        age(site, 30).await;
        let journal = live::journal(&site.ctx).expect("a journal");
        let sams = Purge {
            author_id: Some(sam.id().await),
            group_id: Some(room),
            ..older_than(7)
        };
        assert_eq!(run(site, &sams, &journal).await, 2);
        assert_eq!((seqs(site, 1).await.len(), seqs(site, room).await.len()), (5, 4));
        let sams = Purge {
            group_id: None,
            ..sams
        };
        assert_eq!(run(site, &sams, &journal).await, 2);
        let lobby = Purge {
            group_id: Some(room),
            ..older_than(7)
        };
        assert_eq!(run(site, &lobby, &journal).await, 4, "lines as well");
        assert_eq!((seqs(site, 1).await.len(), seqs(site, room).await.len()), (3, 0));
        assert_eq!(
            run(site, &older_than(60), &journal).await,
            0,
            "nothing is as old as that"
        );
        let nowhere = Purge {
            group_id: Some(999),
            ..older_than(7)
        };
        assert_eq!(run(site, &nowhere, &journal).await, 0);
        assert_eq!(group(site, 1).await.last_seq, 6);
        let untouched = Purge {
            author_id: Some(999),
            ..older_than(7)
        };
        assert_eq!(run(site, &untouched, &journal).await, 0);
    })
    .await;
}

#[tokio::test]
async fn open_pages_hear_of_a_purge_by_another_process_and_hear_no_text() {
    with_site(async |site| {
        let (maria, sam) = (site.join("maria").await, site.join("sam").await);
        fill(site, 1, &maria, 3).await;
        age(site, 30).await;
        // As a task does it: no hub, only rows that tell of it.
        let task = Journal::start(site.ctx.db.clone(), None, 1);
        let mut socket = Socket::of_page(&sam, 1).await;
        run(site, &older_than(7), &task).await;
        let began = Instant::now();
        let got = loop {
            match socket.next().await {
                Got::Presence(_) => {}
                got => break got,
            }
        };
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
        let epoch = settings::epoch(&site.ctx.db).await.expect("an epoch");
        let reset = serde_json::json!({ "reset": { "epoch": epoch, "last_seq": 4 } });
        assert_eq!(got, Got::Notice(reset), "where to begin anew, and nothing else");
        let rows = signals::Entity::find()
            .count(&site.ctx.db)
            .await
            .expect("counted");
        assert_eq!(rows, 1);

        // By the server itself: at once, and by no row.
        age(site, 30).await;
        maria.say(1, "old soon").await;
        socket.next_messages().await;
        age(site, 30).await;
        run(
            site,
            &older_than(7),
            &live::journal(&site.ctx).expect("a journal"),
        )
        .await;
        assert_eq!(socket.next_notice("reset").await["last_seq"], 6);
        assert_eq!(
            signals::Entity::find()
                .count(&site.ctx.db)
                .await
                .expect("counted"),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn posting_goes_on_during_a_purge() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        fill(site, 1, &maria, 900).await;
        age(site, 30).await;
        let id = maria.id().await;
        let task = Journal::start(site.ctx.db.clone(), None, 1);
        let journal = live::journal(&site.ctx).expect("a journal");
        let purge = older_than(7);
        let (mut posted, mut between) = (0, 0);
        let over = Cell::new(false);
        let purging = async {
            let deleted = run(site, &purge, &task).await;
            over.set(true);
            deleted
        };
        let posts = async {
            while !over.get() {
                posted += 1;
                journal.post(message(1, id, 1000 + posted)).await.expect("posted");
                let begun = group(site, 1).await.reset_seq > 0;
                let old = seqs(site, 1).await.into_iter().filter(|seq| *seq <= 900);
                between += usize::from(begun && old.count() > 0);
            }
        };
        let (deleted, ()) = tokio::join!(purging, posts);
        assert_eq!(deleted, 900);
        assert!(between > 0, "some were posted between two batches");
        let row = group(site, 1).await;
        assert_eq!(
            row.last_seq,
            900 + 5 + i64::try_from(posted).expect("some"),
            "each post and each batch has a number of its own"
        );
        let left = seqs(site, 1).await;
        assert_eq!(left.len(), posted);
        assert!(left.is_sorted() && left[0] > 900 && row.reset_seq <= row.last_seq);
        let page = maria.get("/groups/1").await.text();
        let shown = attributes_of(&page, "#messages > li", "data-seq");
        let shown: Vec<i64> = shown.iter().filter_map(|seq| seq.parse().ok()).collect();
        assert!(!shown.is_empty() && left.ends_with(&shown), "{shown:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_begun_in_a_thread_goes_with_its_first_message() {
    with_site(async |site| {
        let ada = site.join("ada").await;
        let old = ada.say(1, "Cake at three").await.id;
        age(site, 10).await;
        let new = ada.say(1, "Cake at four").await.id;
        ada.does("/groups/1/draft", &[("body", "Carrot")]).await;
        for thread in [old, new] {
            let form = [("body", "Carrot"), ("thread", &*thread.to_string())];
            ada.does("/groups/1/draft", &form).await;
        }
        let journal = live::journal(&site.ctx).expect("a journal");
        assert_eq!(run(site, &older_than(5), &journal).await, 1);
        let left = drafts::Entity::find()
            .select_only()
            .column(drafts::Column::ThreadId)
            .order_by_asc(drafts::Column::ThreadId);
        let left: Vec<i64> = left.into_tuple().all(&site.ctx.db).await.expect("they are there");
        assert_eq!(left, [0, new]);
    })
    .await;
}
