//! Pages that take nothing, and pages that say too much: nobody else notices.

use std::time::{Duration, Instant};

use axum::http::{StatusCode, header};
use banter::{channels::Topic, models::messages::live};
use loco_rs::environment::Environment;
use serde_json::json;
use tokio::time::{sleep, timeout};

use super::delivery::{epoch, expect_people, open, post};
use crate::support::{
    client::{header_of, with_site, with_site_as},
    wire::{BINARY, CLOSE, FIN, PING, TEXT, Wire, masked},
};

const PATIENCE: Duration = Duration::from_secs(20);

/// Frames that may wait for a socket here.
const QUEUE: usize = 16;

/// The largest message there can be, as a frame: with so many of them no buffer of the system holds all.
const MESSAGES: i64 = 400;

#[tokio::test]
async fn twenty_pages_that_never_read_keep_nobody_from_anything() {
    let shorter = |config: &mut loco_rs::config::Config| {
        let settings = config.settings.as_mut().expect("the tests have some");
        settings["limits"]["socket_queue"] = json!(QUEUE);
    };
    with_site_as(Environment::Test, shorter, async |site| {
        let (maria, ana, sam) = (
            site.join("maria").await,
            site.join("ana").await,
            site.join("sam").await,
        );
        let mut reading = open(&ana).await;
        let mut stuck = Vec::new();
        for _ in 0..20 {
            stuck.push(Wire::open(&sam, 0, &epoch(&sam).await).await);
        }
        expect_people(&mut reading, &["ana", "sam"]).await;
        let large = "😀".repeat(3990);
        for number in 0..MESSAGES {
            post(
                &maria,
                &format!("{number} {large}"),
                &format!("client-{number:04}"),
            )
            .await;
            let (from, to, _) = reading.next_messages().await;
            assert_eq!((from, to), (number, number + 1), "every frame, in order");
        }
        // Those who are behind were closed, and what they held is free.
        let hub = live::hub(&site.ctx).expect("a hub");
        let only = [ana.id().await];
        let left = async {
            while hub.attendees(Topic::Group(1)) != only {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, left).await.expect("the slow ones leave");
        drop(stuck);
        let mut back = open(&sam).await;
        expect_people(&mut back, &["ana", "sam"]).await;
    })
    .await;
}

#[tokio::test]
async fn a_flood_of_anything_ends_its_socket_and_no_other() {
    with_site(async |site| {
        let (maria, sam) = (site.join("maria").await, site.join("sam").await);
        let mut reading = open(&sam).await;
        let epoch = epoch(&maria).await;
        for (name, frame) in [
            ("text", masked(FIN | TEXT, b"{}")),
            ("binary", masked(FIN | BINARY, b"{}")),
            ("pings", masked(FIN | PING, b"")),
            ("fragments", [masked(TEXT, b"{"), masked(FIN, b"}")].concat()),
        ] {
            let mut wire = Wire::open(&maria, 0, &epoch).await;
            wire.send(&frame.repeat(1000)).await;
            let frames = wire.to_end().await;
            let closing = frames.iter().find(|frame| frame.first == FIN | CLOSE);
            let closing = closing.unwrap_or_else(|| panic!("{name}: no close frame"));
            assert_eq!(closing.code(), Some(1008), "{name}");
        }
        post(&maria, "after the flood", "client-one").await;
        assert!(reading.next_messages().await.2.contains("after the flood"));
    })
    .await;
}

#[tokio::test]
async fn sizes_and_numbers_of_sockets_are_configuration() {
    let smaller = |config: &mut loco_rs::config::Config| {
        let settings = config.settings.as_mut().expect("the tests have some");
        settings["limits"]["socket_message"] = json!(100);
        settings["limits"]["sockets_per_user"] = json!(1);
    };
    with_site_as(Environment::Test, smaller, async |site| {
        let maria = site.join("maria").await;
        let mut first = open(&maria).await;
        first.send(&" ".repeat(100)).await;
        expect_people(&mut first, &["maria"]).await;
        assert_eq!(open(&maria).await.closed().await, Some(1013));
        first.send(&" ".repeat(101)).await;
        assert_eq!(first.closed().await, Some(1009));
    })
    .await;
}

#[tokio::test]
async fn where_nothing_is_configured_thirty_messages_go_at_once() {
    with_site_as(
        Environment::Test,
        |config| config.settings = None,
        async |site| {
            let maria = site.join("maria").await;
            let began = Instant::now();
            for number in 0_u64.. {
                let form = [("body", format!("message {number}"))];
                let form: Vec<_> = form.iter().map(|(name, text)| (*name, text.as_str())).collect();
                let response = maria.post("/groups/1/messages", &form).await;
                if response.status_code() == StatusCode::SEE_OTHER {
                    continue;
                }
                assert_eq!(response.status_code(), StatusCode::TOO_MANY_REQUESTS);
                assert!(header_of(&response, header::RETRY_AFTER).is_some());
                // One more comes free every third of a second.
                let freed = began.elapsed().as_secs() * 3 + 3;
                assert!((30..=30 + freed).contains(&number), "{number}");
                return;
            }
        },
    )
    .await;
}
