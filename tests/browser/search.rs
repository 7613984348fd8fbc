//! Finding messages as one types, and jumping to groups, people and messages by keyboard.

use fantoccini::key::Key;
use serde_json::{Value, json};

use super::{Visitor, assert_quiet, join, journeys, online, phone, register, say, shows_last, until};
use crate::support::{browser::Browser, server::Server};

/// Presses Ctrl+K.
async fn summon(page: &Browser) {
    for kind in ["rawKeyDown", "keyUp"] {
        let key =
            json!({ "type": kind, "key": "k", "code": "KeyK", "windowsVirtualKeyCode": 75, "modifiers": 2 });
        page.cdp("Input.dispatchKeyEvent", key).await;
    }
}

/// Waits until the switcher marks an option whose text begins so.
async fn marks(page: &Browser, text: &str) {
    let text = Value::from(text);
    until(
        page,
        &format!(
            "document.querySelector('.option[aria-selected=true]')?.innerText.trim().startsWith({text})"
        ),
    )
    .await;
}

async fn path_is(page: &Browser, path: &str) {
    until(page, &format!("location.pathname === {}", Value::from(path))).await;
}

#[tokio::test]
async fn one_finds_what_was_said_and_jumps_by_keyboard() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say("the canary <b>sings</b>").await;
    let ada = join(&server, "ada").await;
    let plans = journeys::make(&ada, &server, "private", "Plans").await;
    online(&ada).await;

    // Groups are there before the server has said anything, and what shows them since somebody has moved.
    ada.eval("void document.body.dispatchEvent(new PointerEvent('pointermove', { bubbles: true }))")
        .await;
    until(
        &ada,
        "['/js/switcher.js', '/css/switcher.css'].every((end) => \
         performance.getEntriesByType('resource').some(({ name, responseEnd }) => name.endsWith(end) && responseEnd > 0))",
    )
    .await;
    ada.cdp("Network.enable", json!({})).await;
    let block = async |urls: &[&str]| {
        ada.cdp("Network.setBlockedURLs", json!({ "urls": urls })).await;
    };
    block(&["*/static/*", "*/search/quick*"]).await;
    summon(&ada).await;
    ada.wait_for("dialog.switcher[open]").await;
    block(&["*/search/quick*"]).await;
    ada.press("gen").await;
    marks(&ada, "general").await;
    ada.press(&Key::Enter).await;
    path_is(&ada, "/groups/1").await;
    block(&[]).await;
    online(&ada).await;
    // What was blocked was told there.
    ada.console().await;

    // Messages come as soon as the index has them.
    summon(&ada).await;
    ada.wait_for("dialog.switcher[open]").await;
    ada.wait_until("the message is found", async || {
        ada.fill(".switcher-input", "canary").await;
        ada.eval("new Promise((done) => setTimeout(() => done(document.querySelector('.option-excerpt')?.textContent ?? ''), 400))")
            .await
            == "the canary <b>sings</b>"
    })
    .await;
    assert_eq!(ada.text(".option-excerpt mark").await, "canary");
    marks(&ada, "B").await;
    ada.press(&Key::Down).await;
    marks(&ada, "Search all messages").await;
    ada.press(&Key::Enter).await;
    path_is(&ada, "/search").await;
    until(&ada, "document.querySelectorAll('.hit').length === 1").await;
    assert_eq!(ada.text(".hit-excerpt mark").await, "canary");

    // What is typed is looked for as it is typed, and the address goes along.
    ada.fill("#search input", "nothing like it").await;
    ada.wait_for("#results .blank").await;
    ada.fill("#search input", "\"canary\" from:bo").await;
    until(
        &ada,
        "document.querySelectorAll('.hit').length === 1 && location.search.includes('from')",
    )
    .await;
    ada.click(".hit-link").await;
    path_is(&ada, "/groups/1/messages/1").await;
    until(&ada, "document.querySelector('#message-1') !== null").await;
    assert_quiet(&ada, false).await;

    // What one has looked for is offered again, until one signs out.
    ada.goto(&server.url("/search")).await;
    until(
        &ada,
        "document.querySelector('#recent-list').innerText.includes('canary')",
    )
    .await;
    ada.goto(&server.url(&plans)).await;
    online(&ada).await;
    summon(&ada).await;
    marks(&ada, "\"canary\" from:bo").await;
    ada.press("@b").await;
    until(
        &ada,
        "document.querySelector('.option[data-kind=person]') !== null",
    )
    .await;
    marks(&ada, "B").await;
    ada.press(&Key::Enter).await;
    until(&ada, "/^\\/groups\\/\\d+$/.test(location.pathname) && document.querySelector('.room-name, h1').textContent.includes('bo')").await;
    online(&ada).await;
    ada.eval("document.getElementById('logout').requestSubmit()")
        .await;
    path_is(&ada, "/login").await;
    until(
        &ada,
        "!Object.keys(localStorage).some((key) => key.includes('searches'))",
    )
    .await;
}

#[tokio::test]
async fn a_phone_searches_too() {
    let server = Server::start().await;
    let ada = Browser::start_with(phone()).await;
    register(&ada, &server.url(""), "ada").await;
    online(&ada).await;
    say(&ada, "a needle").await;
    shows_last(&ada, "a needle").await;
    ada.click(".open-sidebar").await;
    ada.click("#open-switcher").await;
    ada.wait_for("dialog.switcher[open]").await;
    ada.press("needle").await;
    marks(&ada, "A").await;
    ada.click(".option[data-kind=all]").await;
    path_is(&ada, "/search").await;
    ada.wait_until("the message is found", async || {
        ada.goto(&server.url("/search?q=needle")).await;
        super::count(&ada, ".hit").await == 1
    })
    .await;
    until(&ada, "document.documentElement.scrollWidth <= innerWidth").await;
    assert_quiet(&ada, false).await;
}
