//! Forwarding, from the menu of a message to another group, where it is live.

use super::{join, journeys, online, say, shows_last, until};
use crate::support::server::Server;

#[tokio::test]
async fn a_message_is_forwarded_to_another_group_where_it_comes_at_once() {
    let server = Server::start().await;
    let (ada, bo) = (join(&server, "ada").await, join(&server, "bo").await);
    let den = journeys::make(&ada, &server, "private", "den").await;
    journeys::add(&ada, &server, &den, &["bo"]).await;
    bo.goto(&server.url(&den)).await;
    online(&bo).await;
    ada.goto(&server.url("/groups/1")).await;
    online(&ada).await;
    say(&ada, "Cake at **three**").await;
    shows_last(&ada, "Cake at three").await;

    ada.eval("document.querySelector('#messages .message-time').focus()")
        .await;
    ada.click("#messages > li > .actions [data-act=more]").await;
    ada.click("#messages > li > .actions [data-act=forward]").await;
    ada.wait_for("dialog.sheet[open] .forward-form").await;
    ada.fill("#forward-query", "DEN").await;
    until(
        &ada,
        "[...document.querySelectorAll('.forward-group')].filter(group => !group.hidden).length === 1",
    )
    .await;
    ada.press_enter("#forward-query").await;
    until(&ada, "document.activeElement.id === 'forward-body'").await;
    ada.fill("#forward-body", "Look").await;
    ada.click(".forward-form button[type=submit]").await;
    ada.wait_for("#messages .forward").await;
    bo.wait_for("#messages .forward").await;
    for page in [&ada, &bo] {
        assert_eq!(page.text("#messages > li:last-child .message-body").await, "Look");
        assert_eq!(page.text(".forward .message-body").await, "Cake at three");
        assert_eq!(
            page.text(".forward-origin").await,
            "Forwarded from ada in general"
        );
    }
    bo.click(".forward-origin").await;
    bo.wait_for("#messages > li.highlighted").await;
    assert_eq!(
        bo.text("#messages > li.highlighted .message-body").await,
        "Cake at three"
    );
}
