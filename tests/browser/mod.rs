//! What people do and see, in Chromium.

mod accessible;
mod accounts;
mod announcing;
mod attacks;
mod blocks;
mod catching_up;
mod commands;
mod conversation;
mod drafts;
mod files;
mod forwards;
mod history;
mod journeys;
mod keyboard;
mod languages;
mod mentions;
mod pages;
mod presence;
mod previews;
mod restarts;
mod revisions;
mod saved;
mod search;
mod sending;
mod switching;
mod tabs;
mod threads;
mod toolbar;
mod typing;
mod unread;
mod without_scripts;

use fantoccini::wd::WindowHandle;
use serde_json::{Value, json};

use crate::support::{
    browser::{Browser, Options},
    client::PASSWORD,
    network,
    server::Server,
    visitor::{ROOM, Visitor},
};

/// What a row shows and how: id, numbers, classes, day, time and body. Two pages are equal if these are, wherever Tab
/// stops in them.
const ROWS: &str = "[...document.querySelectorAll('#messages > li')].map(li => [li.id, li.dataset.seq, \
     li.dataset.version, li.dataset.authorId, li.dataset.clientId, [...li.classList].sort().join(' '), \
     li.dataset.day ?? '', li.querySelector('time').textContent, li.querySelector('.message-body').innerHTML, \
     [...li.querySelectorAll('.message-edited, .reaction, .preview, .quote, .message-content > .thread-link')]\
     .map(part => part.outerHTML.replace(/ tabindex=\"-1\"/g, ''))])";

/// A new account in a new browser, in the room and connected.
///
/// It comes with a session, which takes less time than the form; that is filled in by the journeys.
async fn join(server: &Server, username: &str) -> Browser {
    let (browser, visitor) = tokio::join!(Browser::start(), Visitor::join(server, username));
    let (name, value) = visitor.session();
    let cookie =
        json!({ "name": name, "value": value, "url": server.url(""), "httpOnly": true, "sameSite": "Lax" });
    browser.cdp("Network.setCookie", cookie).await;
    browser.goto(&server.url(ROOM)).await;
    online(&browser).await;
    browser
}

async fn register(browser: &Browser, site: &str, username: &str) {
    browser.goto(&format!("{site}/register")).await;
    browser.fill("#username", username).await;
    browser.fill("#password", PASSWORD).await;
    browser.click(".account-form button[type=submit]").await;
    browser.find("#composer").await;
}

async fn sign_in(browser: &Browser, username: &str) {
    browser.fill("#username", username).await;
    browser.fill("#password", PASSWORD).await;
    browser.click(".account-form button[type=submit]").await;
}

/// Waits until the page is connected.
async fn online(browser: &Browser) {
    state(browser, "online").await;
}

/// Waits until the page says that its connection is in this state.
async fn state(browser: &Browser, state: &str) {
    browser.find(&format!("#connection[data-state={state}]")).await;
}

/// Writes a message and sends it by Enter.
async fn say(browser: &Browser, text: &str) {
    browser.fill("#composer-body", text).await;
    browser.press_enter("#composer-body").await;
}

/// Clicks in the timeline. The driver itself does not find its way through a column that begins at its end.
async fn click_in_timeline(browser: &Browser, css: &str) {
    let found = format!("document.querySelector({})", Value::from(css));
    until(browser, &format!("{found} && ({found}.scrollIntoView(), true)")).await;
    browser.click(css).await;
}

/// Presses a key wherever the focus is, with others held: `k`, `ArrowUp`, `Control+/`.
async fn press(page: &Browser, keys: &str) {
    let (held, key) = keys.rsplit_once('+').unwrap_or(("", keys));
    let bit = |name| match name {
        "Alt" => 1,
        "Control" => 2,
        "Shift" => 8,
        other => panic!("nobody holds {other}"),
    };
    let modifiers: u32 = held.split('+').filter(|name| !name.is_empty()).map(bit).sum();
    let text = match key {
        "Enter" => "\r",
        key if key.chars().count() == 1 && !held.contains(['A', 'C']) => key,
        _ => "",
    };
    let pressed = |kind, text| {
        let code = key_code(key);
        json!({ "type": kind, "key": key, "text": text, "modifiers": modifiers, "windowsVirtualKeyCode": code })
    };
    page.cdp("Input.dispatchKeyEvent", pressed("keyDown", text)).await;
    page.cdp("Input.dispatchKeyEvent", pressed("keyUp", "")).await;
}

/// The old number of a key, which browsers go by where a key does something by itself.
fn key_code(key: &str) -> u32 {
    match key {
        "Tab" => 9,
        "Enter" => 13,
        "Escape" => 27,
        "End" => 35,
        "Home" => 36,
        "ArrowLeft" => 37,
        "ArrowUp" => 38,
        "ArrowRight" => 39,
        "ArrowDown" => 40,
        "ContextMenu" => 93,
        "F10" => 121,
        key => key.chars().next().map_or(0, |c| c.to_ascii_uppercase().into()),
    }
}

/// The messages' texts, in order.
async fn bodies(browser: &Browser) -> Vec<String> {
    browser.texts("#messages .message-body").await
}

/// Waits until the last message is this one, and nothing waits in the outbox.
async fn shows_last(browser: &Browser, text: &str) {
    until(
        browser,
        &format!(
            "document.querySelector('#messages > li:last-child .message-body')?.innerText.trim() === {} \
             && !document.querySelector('#outbox > li')",
            Value::from(text)
        ),
    )
    .await;
}

/// Waits until a JavaScript expression is true in the page.
async fn until(browser: &Browser, expression: &str) {
    browser
        .wait_until(expression, async || browser.eval(expression).await == true)
        .await;
}

async fn count(browser: &Browser, css: &str) -> u64 {
    let count = browser
        .eval(&format!("document.querySelectorAll({}).length", Value::from(css)))
        .await;
    count.as_u64().expect("a count")
}

/// The same page, read anew.
async fn reload(browser: &Browser) {
    browser.client().refresh().await.expect("the page reloads");
    online(browser).await;
}

/// Opens another tab of the same size and goes there; returns the handle of the one before and its own.
async fn new_tab(browser: &Browser) -> [WindowHandle; 2] {
    let client = browser.client();
    let before = client.window().await.expect("a tab");
    let fresh = client.new_window(true).await.expect("another tab").handle;
    switch_to(browser, &fresh).await;
    let Options { width, height, .. } = Options::default();
    browser.resize(width, height).await;
    [before, fresh]
}

async fn switch_to(browser: &Browser, tab: &WindowHandle) {
    let switched = browser.client().switch_to_window(tab.clone()).await;
    switched.expect("the tab is open");
}

/// Fails if the browser complained of anything; with `offline` set, of anything but a lost network.
async fn assert_quiet(browser: &Browser, offline: bool) {
    let lines = browser.console().await;
    let complaints: Vec<_> = lines
        .iter()
        .filter(|line| line.starts_with("SEVERE") || line.starts_with("WARNING"))
        .filter(|line| !(offline && is_about_the_network(line)))
        .collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
}

fn is_about_the_network(line: &str) -> bool {
    line.starts_with("SEVERE network")
        || line.contains("WebSocket connection to")
        || line.contains("htmx:ws:error")
        || line.contains("could not be read")
}

fn phone() -> Options {
    Options {
        width: 390,
        height: 800,
        ..Options::default()
    }
}
