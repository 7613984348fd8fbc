//! The server goes away under open pages.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::http::StatusCode;

use super::{
    ROWS, Visitor, assert_quiet, bodies, count, join, network::Network, new_tab, online, register, say,
    shows_last, state, switch_to, until,
};
use crate::support::{browser::Browser, client::texts_of, server::Server};

#[tokio::test]
async fn what_was_written_while_the_server_was_dead_is_sent_once_and_in_order() {
    let mut server = Server::start().await;
    let (ada, bo) = tokio::join!(join(&server, "ada"), join(&server, "bo"));
    say(&ada, "Before").await;
    shows_last(&bo, "Before").await;

    server.kill();
    for text in ["One", "Two", "Three"] {
        say(&ada, text).await;
    }
    assert_eq!(
        ada.texts("#outbox > .message-pending .message-body").await,
        ["One", "Two", "Three"]
    );
    until(
        &ada,
        "document.querySelector('#outbox .message-state').innerText === 'Waiting for the connection'",
    )
    .await;
    for page in [&ada, &bo] {
        state(page, "offline").await;
        page.wait_for("#connection .when-offline").await;
    }

    server.restart().await;
    for page in [&ada, &bo] {
        shows_last(page, "Three").await;
        assert_eq!(bodies(page).await, ["Before", "One", "Two", "Three"]);
        online(page).await;
    }

    // Once more, and the page is reloaded while nothing is there to load.
    server.kill();
    say(&ada, "Four").await;
    say(&ada, "Five").await;
    until(
        &ada,
        "document.querySelectorAll('#outbox > .message-pending').length === 2",
    )
    .await;
    // Chromium's own error page counts as an error of the command.
    let _ = ada.client().refresh().await;
    assert_eq!(count(&ada, "#messages").await, 0);
    server.restart().await;
    ada.goto(&server.url("/groups/1")).await;
    for page in [&ada, &bo] {
        shows_last(page, "Five").await;
        assert_eq!(
            bodies(page).await,
            ["Before", "One", "Two", "Three", "Four", "Five"]
        );
        assert_quiet(page, true).await;
    }
}

#[tokio::test]
async fn a_page_comes_back_by_itself_after_a_restart() {
    let mut server = Server::start().await;
    let ada = join(&server, "ada").await;
    ada.eval(
        "void document.addEventListener('htmx:ws:close', ({ detail }) => { window.code ??= detail.code; })",
    )
    .await;
    say(&ada, "Before").await;
    shows_last(&ada, "Before").await;
    let rows = ada.eval(ROWS).await;

    let (status, _) = server.terminate().await;
    assert!(status.success());
    // Or offline by now, where the server took its time to stop.
    until(
        &ada,
        "document.getElementById('connection').dataset.state !== 'online'",
    )
    .await;
    server.restart().await;
    online(&ada).await;
    assert_eq!(ada.eval("window.code").await, 1012);
    assert_eq!(ada.eval(ROWS).await, rows);
    say(&ada, "After").await;
    shows_last(&ada, "After").await;
    assert_quiet(&ada, true).await;
}

#[tokio::test]
async fn a_message_whose_answer_was_lost_is_there_once() {
    let server = Server::start().await;
    let network = Network::to(&server.url("")).await;
    let bo = Visitor::join(&server, "bo").await;
    let ada = Browser::start().await;
    register(&ada, &network.url(""), "ada").await;
    online(&ada).await;

    network.deafen();
    say(&ada, "Did it arrive?").await;
    bo.sees("Did it arrive?").await;
    assert_eq!(count(&ada, "#outbox > .message-pending").await, 1);
    network.cut();
    state(&ada, "offline").await;
    say(&ada, "And this?").await;
    network.mend();
    shows_last(&ada, "And this?").await;
    assert_eq!(bodies(&ada).await, ["Did it arrive?", "And this?"]);
    assert_eq!(count(&ada, "#outbox > li").await, 0);
    assert_quiet(&ada, true).await;
}

#[tokio::test]
async fn two_tabs_send_what_either_has_written_once_and_in_order() {
    let mut server = Server::start().await;
    let ada = join(&server, "ada").await;
    let [first, second] = new_tab(&ada).await;
    ada.goto(&server.url("/groups/1")).await;
    online(&ada).await;

    server.kill();
    say(&ada, "One").await;
    for (tab, text, waiting) in [(&first, "Two", 2), (&second, "Three", 3), (&first, "Four", 4)] {
        switch_to(&ada, tab).await;
        say(&ada, text).await;
        // Each shows what the other has written.
        until(
            &ada,
            &format!("document.querySelectorAll('#outbox > .message-pending').length === {waiting}"),
        )
        .await;
    }
    server.restart().await;
    for tab in [first, second] {
        switch_to(&ada, &tab).await;
        shows_last(&ada, "Four").await;
        assert_eq!(bodies(&ada).await, ["One", "Two", "Three", "Four"]);
    }
}

#[tokio::test]
async fn a_server_that_stops_under_load_keeps_what_it_acknowledged_and_refuses_the_rest() {
    let mut server = Server::start().await;
    let ada = Arc::new(Visitor::join(&server, "ada").await);
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let senders: Vec<_> = (0..8)
        .map(|sender| {
            let (ada, acknowledged) = (ada.clone(), acknowledged.clone());
            tokio::spawn(async move {
                for number in 0.. {
                    let text = format!("text {sender} {number}");
                    match ada.try_say(&text).await {
                        Some(StatusCode::OK) => acknowledged.lock().expect("unpoisoned").push(text),
                        Some(StatusCode::SERVICE_UNAVAILABLE) => {}
                        // It listens no more.
                        None => return,
                        Some(status) => panic!("{text}: {status}"),
                    }
                }
            })
        })
        .collect();
    while acknowledged.lock().expect("unpoisoned").len() < 40 {
        tokio::task::yield_now().await;
    }
    let (status, took) = server.terminate().await;
    assert!(status.success(), "{status}");
    assert!(took < Duration::from_secs(10), "it took {took:?}");
    for sender in senders {
        sender.await.expect("no other answer");
    }
    server.restart().await;
    let acknowledged = acknowledged.lock().expect("unpoisoned").clone();
    let mut texts = acknowledged.clone();
    for window in 0.. {
        let page = ada
            .get(&format!("/groups/1?after={}&limit=300", window * 300))
            .await;
        let page = String::from_utf8_lossy(&page).into_owned();
        let bodies = texts_of(&page, "#messages .message-body");
        if bodies.is_empty() {
            break;
        }
        texts.retain(|text| !bodies.contains(text));
    }
    assert!(
        texts.is_empty(),
        "{} of {} are lost: {texts:?}",
        texts.len(),
        acknowledged.len()
    );
}
