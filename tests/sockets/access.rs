//! Who may open a socket, and for how long.

use std::time::{Duration, Instant};

use tokio_tungstenite::tungstenite::Error;

use super::delivery::{open, post};
use crate::support::{
    client::{PASSWORD, Person, with_site},
    socket::{Got, Socket},
};

async fn refused(person: &Person<'_>, origin: Option<&str>) -> u16 {
    match Socket::handshake(person, "/ws?group=1", origin).await {
        Err(Error::Http(response)) => response.status().as_u16(),
        Err(error) => panic!("{error}"),
        Ok(_) => 101,
    }
}

#[tokio::test]
async fn a_foreign_or_missing_origin_is_refused_before_the_upgrade() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let host = site.host();
        let lookalike = format!("http://{host}.evil.example");
        for origin in [
            None,
            Some("null"),
            Some("http://evil.example"),
            Some(lookalike.as_str()),
            Some(""),
        ] {
            assert_eq!(refused(&maria, origin).await, 403, "{origin:?}");
        }
        assert_eq!(refused(&maria, Some(&format!("http://{host}"))).await, 101);
    })
    .await;
}

#[tokio::test]
async fn a_channel_that_is_not_there_keeps_nobody_from_the_group() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let path = "/ws?group=1&since=0&epoch=&channels=nothing,,%20";
        let origin = format!("http://{}", site.host());
        let mut socket = Socket::handshake(&maria, path, Some(&origin))
            .await
            .expect("it opens");
        maria.say(1, "hello").await;
        while !socket.next_messages().await.2.contains("hello") {}
    })
    .await;
}

#[tokio::test]
async fn a_page_beside_a_conversation_is_for_who_may_see_the_group_and_hears_no_message() {
    with_site(async |site| {
        let (ada, bo, cy) = (
            site.join("ada").await,
            site.join("bo").await,
            site.join("cy").await,
        );
        let attic = ada.make_group("private", "attic", &[&bo]).await;
        let path = format!("/ws?beside={attic}&channels=nothing");
        let origin = format!("http://{}", site.host());
        let open = async |person: &Person<'_>| {
            let socket = Socket::handshake(person, &path, Some(&origin)).await;
            socket.expect("upgraded")
        };
        assert_eq!(open(&cy).await.rest().await, (vec![], Some(1008)));
        let mut page = open(&bo).await;
        let heard = loop {
            ada.say(attic, "a canary").await;
            if let Some(heard) = page.glance(Duration::from_secs(1)).await {
                break heard;
            }
        };
        // That there is something unread, and not what.
        assert!(
            matches!(&heard, Got::Notice(notice) if notice.get("unread").is_some()),
            "{heard:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn who_is_signed_out_is_upgraded_and_closed_with_1008() {
    with_site(async |site| {
        site.join("maria").await;
        let mut nobody = site.stranger();
        assert_eq!(Socket::open(&nobody, 1, 0, "").await.closed().await, Some(1008));
        "banter=00000000000000000000000000000000".clone_into(&mut nobody.cookie);
        assert_eq!(Socket::open(&nobody, 1, 0, "").await.closed().await, Some(1008));
    })
    .await;
}

#[tokio::test]
async fn a_page_that_was_made_for_somebody_else_is_closed_with_1008() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let id = maria.user().await.id;
        let origin = format!("http://{}", site.host());
        for (viewer, expected) in [(id, None), (id + 1, Some(Some(1008)))] {
            let path = format!("/ws?group=1&viewer={viewer}");
            let mut socket = Socket::handshake(&maria, &path, Some(&origin))
                .await
                .expect("upgraded");
            let closed = match socket.next().await {
                Got::Closed(code) => Some(code),
                _ => None,
            };
            assert_eq!(closed, expected, "viewer {viewer}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_group_of_others_and_none_at_all_are_closed_alike_and_tell_nothing() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let private = site.private_group("secret", &[]).await.id;
        for group in [private, 999] {
            let mut socket = Socket::open(&maria, group, 0, "").await;
            assert_eq!(socket.next().await, Got::Closed(Some(1008)), "group {group}");
        }
    })
    .await;
}

/// The code of a socket that something cuts, and that it happens within a second.
async fn cut_by(socket: &mut Socket, what: impl Future<Output = ()>) -> Option<u16> {
    what.await;
    let began = Instant::now();
    let code = socket.closed().await;
    assert!(
        began.elapsed() < Duration::from_secs(1),
        "cut after {:?}",
        began.elapsed()
    );
    code
}

/// Line 7.
#[tokio::test]
async fn signing_out_cuts_the_sockets_of_that_browser_and_no_other() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let elsewhere = maria.sign_in_elsewhere().await;
        let (mut here, mut there) = (open(&maria).await, open(&elsewhere).await);
        let sign_out = async { assert_eq!(maria.post("/logout", &[]).await.status_code(), 303) };
        assert_eq!(cut_by(&mut here, sign_out).await, Some(1008));
        post(&elsewhere, "still here", "client-one").await;
        there.next_messages().await;
    })
    .await;
}

/// Line 6.
#[tokio::test]
async fn changing_the_password_cuts_the_sockets_of_other_browsers_only() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let elsewhere = maria.sign_in_elsewhere().await;
        let (mut here, mut there) = (open(&maria).await, open(&elsewhere).await);
        let change = async {
            let form = [
                ("current_password", PASSWORD),
                ("new_password", "quite another long passphrase"),
            ];
            assert_eq!(maria.post("/settings/password", &form).await.status_code(), 303);
        };
        assert_eq!(cut_by(&mut there, change).await, Some(1008));
        post(&maria, "still here", "client-one").await;
        here.next_messages().await;
        assert_eq!(
            elsewhere.get("/groups/1").await.status_code(),
            303,
            "signed out there"
        );
    })
    .await;
}

/// Line 6.
#[tokio::test]
async fn deactivating_somebody_cuts_their_sockets_and_they_can_not_come_back() {
    with_site(async |site| {
        site.join("admin").await;
        let maria = site.join("maria").await;
        let mut socket = open(&maria).await;
        let user = maria.user().await;
        let deactivate = async {
            drop(
                Box::pin(user.deactivate(&site.ctx, None))
                    .await
                    .expect("deactivated"),
            );
        };
        assert_eq!(cut_by(&mut socket, deactivate).await, Some(1008));
        assert_eq!(Socket::open(&maria, 1, 0, "").await.closed().await, Some(1008));
    })
    .await;
}

#[tokio::test]
async fn a_message_over_64_kib_closes_with_1009() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let mut socket = open(&maria).await;
        socket.send(&"x".repeat(64 * 1024)).await;
        post(&maria, "64 KiB are fine", "client-one").await;
        socket.next_messages().await;
        socket.send(&"x".repeat(64 * 1024 + 1)).await;
        assert_eq!(socket.closed().await, Some(1009));
    })
    .await;
}

#[tokio::test]
async fn the_twenty_first_socket_of_a_user_is_told_to_come_later() {
    with_site(async |site| {
        let (maria, sam) = (site.join("maria").await, site.join("sam").await);
        let mut places = Vec::new();
        for _ in 0..20 {
            let mut socket = open(&maria).await;
            socket.next().await;
            places.push(socket);
        }
        assert_eq!(open(&maria).await.closed().await, Some(1013));
        open(&sam).await.next().await;
        places.pop().expect("there are twenty").close().await;
        let came_back = async {
            loop {
                if let Got::Presence(_) = open(&maria).await.next().await {
                    return;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(10), came_back)
            .await
            .expect("one place is free again");
    })
    .await;
}
