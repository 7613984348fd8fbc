//! What the chat that this one replaces got wrong, on its sockets. The same for pages, with the list of those
//! that are tried in a browser: `tests/requests/old_defects.rs`.
//!
//! Tried elsewhere, each with its name:
//! - a socket of nobody was accepted: `access::who_is_signed_out_is_upgraded_and_closed_with_1008`
//! - … and one of a non-member: `access::a_group_of_others_and_none_at_all_are_closed_alike_and_tell_nothing`
//! - the address of a group let a removed member in again:
//!   `membership::an_address_harvested_as_a_member_is_refused_after_the_removal`

use std::time::{Duration, Instant};

use super::delivery::expect_people;
use crate::support::{
    client::{texts_of, with_site},
    socket::{Got, Socket},
};

#[tokio::test]
async fn the_open_socket_of_a_removed_member_is_closed_and_gets_nothing_more() {
    with_site(async |site| {
        let (owner, member) = (site.join("owner").await, site.join("member").await);
        let group = owner.make_group("private", "attic", &[&member]).await;
        let mut socket = Socket::of_page(&member, group).await;
        owner.say(group, "while you are here").await;
        assert!(socket.next_messages().await.2.contains("while you are here"));
        let id = member.id().await;
        owner
            .does(&format!("/groups/{group}/members/{id}/remove"), &[])
            .await;
        let removed = Instant::now();
        owner.say(group, "now that we are alone").await;
        let (got, code) = socket.rest().await;
        assert_eq!(code, Some(1008));
        assert!(
            removed.elapsed() < Duration::from_secs(1),
            "{:?}",
            removed.elapsed()
        );
        let heard = got.iter().filter(|got| !matches!(got, Got::Presence(_))).count();
        assert_eq!(heard, 0, "{got:?}");
    })
    .await;
}

#[tokio::test]
async fn a_socket_survives_what_is_no_json_and_no_request() {
    with_site(async |site| {
        let (maria, sam) = (site.join("maria").await, site.join("sam").await);
        let mut socket = Socket::of_page(&maria, 1).await;
        for nonsense in [
            "",
            "{",
            "null",
            "[]",
            "{}",
            "\"resume\"",
            r#"{"resume": "all"}"#,
            r#"{"resume": null}"#,
            r#"{"resume": 1.5}"#,
            r#"{"resume": 99999999999999999999}"#,
            r#"{"visible": "yes"}"#,
            r#"{"message": "let me write", "username": "sam"}"#,
            r#"{"type": "chat_message", "message": "hello"}"#,
            "\u{0}\u{1f}",
            &"[".repeat(10_000),
        ] {
            socket.send(nonsense).await;
        }
        sam.say(1, "still there?").await;
        let (_, _, html) = socket.next_messages().await;
        assert_eq!(
            texts_of(&html, ".message-body"),
            ["still there?"],
            "and nothing else was posted"
        );
    })
    .await;
}

#[tokio::test]
async fn of_two_tabs_one_may_be_closed_and_one_is_still_here() {
    with_site(async |site| {
        let (maria, sam) = (site.join("maria").await, site.join("sam").await);
        let mut watching = Socket::of_page(&sam, 1).await;
        let (first, second) = (Socket::of_page(&maria, 1).await, Socket::of_page(&maria, 1).await);
        expect_people(&mut watching, &["maria", "sam"]).await;
        first.close().await;
        // Somebody who comes later makes the roll be told again, long after the grace of one who left.
        let ana = site.join("ana").await;
        let anas = Socket::of_page(&ana, 1).await;
        expect_people(&mut watching, &["ana", "maria", "sam"]).await;
        anas.close().await;
        expect_people(&mut watching, &["maria", "sam"]).await;
        second.close().await;
        expect_people(&mut watching, &["sam"]).await;
    })
    .await;
}
