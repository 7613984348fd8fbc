//! The server goes away under open pages.

use super::{ROWS, assert_quiet, bodies, count, join, online, say, shows_last, state, until};
use crate::support::server::Server;

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
    state(&ada, "connecting").await;
    server.restart().await;
    online(&ada).await;
    assert_eq!(ada.eval("window.code").await, 1012);
    assert_eq!(ada.eval(ROWS).await, rows);
    say(&ada, "After").await;
    shows_last(&ada, "After").await;
    assert_quiet(&ada, true).await;
}
