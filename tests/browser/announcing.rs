//! What is said to who listens: each message of others once, and nothing else that happens to rows.

use serde_json::json;

use super::{
    Visitor, bodies, count, join, network::Network, online, register, reload, shows_last, state, until,
};
use crate::support::{browser::Browser, server::Server};

/// Keeps every line that is said from now on.
const LISTEN: &str = "void (window.said = [], ['announcer', 'alarm'].forEach((id) => \
     new MutationObserver((records) => records.forEach(({ addedNodes }) => said.push(...[...addedNodes].map((p) => p.textContent)))) \
     .observe(document.getElementById(id), { childList: true })))";

/// Waits until this line is said, and gives all that has been.
async fn hears(page: &Browser, line: &str) -> Vec<String> {
    until(page, &format!("said.includes({})", json!(line))).await;
    serde_json::from_value(page.eval("said").await).expect("lines")
}

#[tokio::test]
async fn a_message_of_somebody_else_is_said_once_and_no_change_of_it() {
    let server = Server::start().await;
    let network = Network::to(&server.url("")).await;
    let bo = Visitor::join(&server, "bo").await;
    let old = bo.say("Old").await;
    let page = Browser::start().await;
    register(&page, &network.url(""), "ada").await;
    online(&page).await;
    page.eval(LISTEN).await;
    // Their own, from another of their devices.
    let elsewhere = Visitor::sign_in(&server, "ada").await;
    elsewhere.say("Mine").await;
    shows_last(&page, "Mine").await;
    bo.does(old, "edit", &[("body", "Edited")]).await;
    bo.does(old, "reactions", &[("emoji", "👍")]).await;
    bo.answer(old, "One").await;
    page.wait_for("#messages .thread-link").await;
    let gone = bo.say("Two").await;
    shows_last(&page, "Two").await;
    bo.does(gone, "delete", &[]).await;
    page.wait_for("#messages .message-deleted").await;
    hears(&page, "bo: Two").await;

    // What is caught up with is said, and what was there before isn't once more.
    network.cut();
    state(&page, "offline").await;
    bo.does(old, "edit", &[("body", "Edited again")]).await;
    bo.say("Missed").await;
    network.mend();
    shows_last(&page, "Missed").await;
    assert_eq!(
        hears(&page, "bo: Missed").await,
        ["bo: One", "bo: Two", "bo: Missed"]
    );
    assert_eq!(bodies(&page).await[0], "Edited again");
}

#[tokio::test]
async fn up_to_three_are_said_one_by_one() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say_numbers(1, 4).await;
    let page = join(&server, "ada").await;
    shows_last(&page, "Message 4").await;
    page.eval(LISTEN).await;
    let news = |first: u32| {
        format!(
            "void document.dispatchEvent(new CustomEvent('banter:news', {{ detail: [...document.querySelectorAll('#messages > li')].slice({first}) }}))"
        )
    };
    page.eval(&news(1)).await;
    let lines = ["bo: Message 2", "bo: Message 3", "bo: Message 4"];
    assert_eq!(hears(&page, "bo: Message 4").await, lines);
    assert_eq!(count(&page, "#announcer > p").await, 3);
    // Of more it is said how many there are; and what comes right behind waits until that has been listened to.
    page.eval(&news(0)).await;
    assert_eq!(page.eval("said.length").await, 3);
    let several = "4 new messages, the last one from bo: Message 4";
    assert_eq!(hears(&page, several).await.len(), 4);
}

#[tokio::test]
async fn what_could_not_be_sent_is_said_once() {
    let server = Server::start().await;
    let page = join(&server, "ada").await;
    let fail = |key: u32| {
        format!(
            "void ((key) => {{
                localStorage.setItem(key, JSON.stringify({{ client_id: '{key}', group_id: '1', body: 'lost {key}', files: [], at: Date.now(), failed: 'Too long' }}));
                dispatchEvent(new StorageEvent('storage', {{ key }}));
            }})(`banter.outbox.${{document.body.dataset.userId}}.{key}`)"
        )
    };
    page.eval(&fail(0)).await;
    until(
        &page,
        "document.getElementById('alarm').textContent === 'Not sent: Too long'",
    )
    .await;
    // Of an earlier visit it is no news, and another one does not say it again.
    reload(&page).await;
    page.wait_for("#outbox > .message-failed").await;
    page.eval(LISTEN).await;
    assert_eq!(page.text("#alarm").await, "");
    page.eval(&fail(1)).await;
    assert_eq!(hears(&page, "Not sent: Too long").await.len(), 1);
    assert_eq!(count(&page, "#outbox > .message-failed").await, 2);
}
