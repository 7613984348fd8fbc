//! What is posted arrives: once, in order, the same for everybody.

use futures_util::future::join_all;

use crate::support::{
    client::{Person, Site, texts_of, with_site},
    socket::{Got, Socket},
};

const MESSAGES: &str = "/groups/1/messages";

/// The epoch that a page of the default group carries.
pub async fn epoch(person: &Person<'_>) -> String {
    let page = person.get("/groups/1").await.text();
    crate::support::client::attributes_of(&page, "#messages", "data-epoch").remove(0)
}

/// A page of the default group with nothing missed.
pub async fn open(person: &Person<'_>) -> Socket {
    let page = person.get("/groups/1").await.text();
    let attribute = |name| crate::support::client::attributes_of(&page, "#messages", name).remove(0);
    let since = attribute("data-last-seq").parse().expect("a number");
    Socket::open(person, 1, since, &attribute("data-epoch")).await
}

pub async fn post(person: &Person<'_>, text: &str, client_id: &str) -> String {
    let response = person
        .post_fragment(MESSAGES, &[("body", text), ("client_id", client_id)])
        .await;
    assert_eq!(response.status_code(), 200, "{}", response.text());
    response.text()
}

#[tokio::test]
async fn a_message_reaches_everybody_as_the_frame_that_answered_the_post() {
    with_site(async |site| {
        let (maria, sam) = (site.join("maria").await, site.join("sam").await);
        let (mut marias, mut sams) = (open(&maria).await, open(&sam).await);
        let answer = post(&maria, "Hello **Sam**", "client-one").await;
        assert_eq!(texts_of(&answer, ".message-body strong"), ["Sam"]);
        for socket in [&mut marias, &mut sams] {
            assert_eq!(socket.next_messages().await, (0, 1, answer.clone()));
        }
    })
    .await;
}

#[tokio::test]
async fn the_protocol_is_what_was_recorded() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let mut socket = open(&maria).await;
        post(&maria, "Hi <b>", "client-one").await;
        let (_, _, frame) = socket.next_messages().await;
        let at = crate::support::client::attributes_of(&frame, "time", "datetime").remove(0);
        let recorded = include_str!("frame.html").replace("{at}", &at);
        assert_eq!(frame.trim(), recorded.trim());
    })
    .await;
}

#[tokio::test]
async fn everybody_sees_one_order_without_gaps_however_many_post_at_once() {
    with_site(async |site| {
        let people = [
            site.join("maria").await,
            site.join("sam").await,
            site.join("ana").await,
        ];
        let mut sockets = join_all(people.iter().map(open)).await;
        let posts = (0..60).map(|number| {
            let person = &people[number % people.len()];
            async move { post(person, &format!("text {number}"), &format!("client-{number}")).await }
        });
        join_all(posts).await;
        let mut seen = Vec::new();
        for socket in &mut sockets {
            let mut frames = Vec::new();
            for number in 0..60 {
                let (from, to, html) = socket.next_messages().await;
                assert_eq!((from, to), (number, number + 1));
                frames.push(html);
            }
            seen.push(frames);
        }
        assert!(seen.iter().all(|frames| *frames == seen[0]));
    })
    .await;
}

#[tokio::test]
async fn a_repeated_post_is_answered_and_not_published_again() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let mut socket = open(&maria).await;
        let first = post(&maria, "once", "client-one").await;
        assert_eq!(post(&maria, "once", "client-one").await, first);
        post(&maria, "next", "client-two").await;
        assert_eq!(socket.next_messages().await.2, first);
        assert_eq!(
            texts_of(&socket.next_messages().await.2, ".message-body"),
            ["next"]
        );
    })
    .await;
}

#[tokio::test]
async fn who_is_here_is_told_with_names() {
    with_site(async |site| {
        let (maria, sam) = (site.join("maria").await, site.join("sam").await);
        let mut marias = open(&maria).await;
        expect_people(&mut marias, &["maria"]).await;
        let sams = open(&sam).await;
        expect_people(&mut marias, &["maria", "sam"]).await;
        sams.close().await;
        expect_people(&mut marias, &["maria"]).await;
    })
    .await;
}

/// Waits for the roll that names just these people.
pub async fn expect_people(socket: &mut Socket, names: &[&str]) {
    loop {
        if let Got::Presence(html) = socket.next().await
            && texts_of(&html, ".person-name") == names
        {
            assert_eq!(texts_of(&html, "#online-count"), [names.len().to_string()]);
            return;
        }
    }
}

#[tokio::test]
async fn a_server_that_stops_closes_every_socket_with_1012() {
    with_site(async |site: &Site| {
        let maria = site.join("maria").await;
        let mut socket = open(&maria).await;
        expect_people(&mut socket, &["maria"]).await;
        let hub = banter::models::messages::live::hub(&site.ctx).expect("a hub");
        let ((), code) = tokio::join!(hub.close(), socket.closed());
        assert_eq!(code, Some(1012));
    })
    .await;
}
