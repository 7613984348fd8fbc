//! A page that was away gets what it missed, or is told to begin anew.

use banter::models::{groups, messages::live};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use super::delivery::{epoch, post};
use crate::support::{
    client::{Person, attributes_of, with_site},
    socket::{Got, Socket},
};

/// Posts `count` messages past the limits of a person.
async fn post_many(person: &Person<'_>, count: usize) {
    let ctx = &person.site.ctx;
    let journal = live::journal(ctx).expect("a journal");
    let author = banter::models::users::Entity::find()
        .one(&ctx.db)
        .await
        .expect("asked")
        .expect("a user");
    let posts = (0..count).map(|number| {
        journal.post(banter::models::messages::NewMessage {
            group_id: 1,
            author_id: author.id,
            client_id: format!("missed-{number}"),
            body: banter::models::messages::Body::parse(&format!("missed {number}")).expect("a text"),
            attachments: Vec::new(),
            reply_to: None,
            forward: None,
        })
    });
    assert!(join_all(posts).await.iter().all(Result::is_ok));
}

/// The first notice that is no heartbeat.
async fn notice(socket: &mut Socket) -> serde_json::Value {
    loop {
        match socket.next().await {
            Got::Notice(notice) => return notice,
            Got::Presence(_) => {}
            got => panic!("{got:?}"),
        }
    }
}

#[tokio::test]
async fn what_was_missed_comes_in_frames_whose_spans_join_and_then_what_is_new() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let epoch = epoch(&maria).await;
        post_many(&maria, 130).await;
        let mut socket = Socket::open(&maria, 1, 10, &epoch).await;
        let mut seqs: Vec<i64> = Vec::new();
        let mut last = 10;
        while last < 130 {
            let (from, to, html) = socket.next_messages().await;
            assert_eq!(from, last);
            last = to;
            let found = attributes_of(&html, "li", "data-seq");
            seqs.extend(found.iter().map(|seq| seq.parse::<i64>().expect("a number")));
        }
        assert_eq!(seqs, (11..=130).collect::<Vec<_>>());
        post(&maria, "new", "client-new").await;
        assert_eq!(socket.next_messages().await.0, 130);
    })
    .await;
}

#[tokio::test]
async fn a_page_that_missed_nothing_is_sent_nothing_old() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let epoch = epoch(&maria).await;
        post_many(&maria, 3).await;
        let mut socket = Socket::open(&maria, 1, 3, &epoch).await;
        post(&maria, "new", "client-new").await;
        let (from, to, _) = socket.next_messages().await;
        assert_eq!((from, to), (3, 4));
    })
    .await;
}

#[tokio::test]
async fn a_hole_is_filled_when_the_page_asks() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let epoch = epoch(&maria).await;
        post_many(&maria, 5).await;
        let mut socket = Socket::open(&maria, 1, 5, &epoch).await;
        socket.send(r#"{"resume": 2}"#).await;
        let (from, to, html) = socket.next_messages().await;
        assert_eq!((from, to), (2, 5));
        assert_eq!(attributes_of(&html, "li", "data-seq"), ["3", "4", "5"]);
    })
    .await;
}

#[tokio::test]
async fn a_cursor_that_nobody_can_catch_up_with_starts_anew() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let epoch = epoch(&maria).await;
        post_many(&maria, 502).await;
        let reset = json!({ "reset": { "epoch": epoch, "last_seq": 502 } });
        for (case, since, claimed) in [
            ("too far behind", 1, epoch.as_str()),
            ("another epoch", 500, "another"),
            ("from the future", 503, &epoch),
            ("negative", -1, &epoch),
        ] {
            let mut socket = Socket::open(&maria, 1, since, claimed).await;
            assert_eq!(notice(&mut socket).await, reset, "{case}");
        }
        let mut socket = Socket::open(&maria, 1, 2, &epoch).await;
        assert_eq!(socket.next_messages().await.0, 2, "500 behind is not too far");
    })
    .await;
}

#[tokio::test]
async fn a_cursor_from_before_a_purge_starts_anew() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let epoch = epoch(&maria).await;
        post_many(&maria, 9).await;
        groups::Entity::update_many()
            .col_expr(groups::Column::ResetSeq, Expr::value(5_i64))
            .filter(groups::Column::Id.eq(1))
            .exec(&site.ctx.db)
            .await
            .expect("purged");
        let mut before = Socket::open(&maria, 1, 4, &epoch).await;
        assert_eq!(notice(&mut before).await["reset"]["last_seq"], 9);
        let mut after = Socket::open(&maria, 1, 5, &epoch).await;
        assert_eq!(after.next_messages().await.0, 5);
    })
    .await;
}

#[tokio::test]
async fn an_answer_after_a_reset_resumes_in_the_new_epoch() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        post_many(&maria, 5).await;
        let mut socket = Socket::open(&maria, 1, 0, "another").await;
        notice(&mut socket).await;
        socket.send(r#"{"resume": 3}"#).await;
        let (from, to, _) = socket.next_messages().await;
        assert_eq!((from, to), (3, 5));
    })
    .await;
}
