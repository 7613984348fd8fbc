//! All that can be done with a message, by keyboard alone: the focus stays where one can go on.

use serde_json::json;

use super::{ROOM, Visitor, assert_quiet, bodies, count, join, online, press, say, shows_last, until};
use crate::support::{browser::Browser, server::Server};

const LAST: &str = "#messages > li:last-child";
const AT: &str = "(({ dataset, parentElement }) => parentElement?.closest('.actions') ? dataset.act ?? dataset.emoji : '')(document.activeElement)";

/// From the last message by Enter and the arrow keys to something that can be done with it, and presses Enter there.
async fn choose(page: &Browser, what: &str) {
    page.eval(&format!(
        "void document.querySelector('{LAST} .message-row').focus()"
    ))
    .await;
    page.wait_for(&format!("{LAST} > .actions")).await;
    press(page, "Enter").await;
    until(page, &format!("{AT} !== ''")).await;
    press(page, "Home").await;
    let folded = format!("document.querySelector('.actions-more[hidden] [data-act=\"{what}\"]') !== null");
    if page.eval(&folded).await == true {
        walk(page, "more").await;
        press(page, "Enter").await;
    }
    walk(page, what).await;
    press(page, "Enter").await;
}

async fn walk(page: &Browser, what: &str) {
    page.wait_until(&format!("{what} is reached"), async || {
        if page.eval(AT).await == what {
            return true;
        }
        press(page, "ArrowRight").await;
        false
    })
    .await;
}

async fn at(page: &Browser, what: &str) {
    until(page, &format!("{AT} === '{what}'")).await;
}

async fn closed(page: &Browser) {
    press(page, "Escape").await;
    until(page, "!document.querySelector('dialog[open]')").await;
}

#[tokio::test]
async fn all_that_can_be_done_is_done_by_keyboard() {
    let server = Server::start().await;
    // The first of a site keeps order in its room.
    let ada = join(&server, "ada").await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say("Cake at three").await;
    shows_last(&ada, "Cake at three").await;
    let said = async |text: &str| {
        until(
            &ada,
            &format!("document.getElementById('announcer').textContent === '{text}'"),
        )
        .await;
    };

    choose(&ada, "👍").await;
    ada.wait_for(&format!("{LAST} .reaction.own[data-emoji='👍']"))
        .await;
    at(&ada, "👍").await;

    choose(&ada, "react").await;
    ada.wait_for("dialog.sheet[open] .emoji").await;
    closed(&ada).await;
    at(&ada, "react").await;

    choose(&ada, "reply").await;
    ada.wait_for("#replying").await;
    until(&ada, "document.activeElement.id === 'composer-body'").await;
    press(&ada, "Escape").await;
    until(&ada, "document.getElementById('replying').hidden").await;

    choose(&ada, "thread").await;
    until(&ada, "document.activeElement.id === 'thread-body'").await;
    press(&ada, "Escape").await;
    until(
        &ada,
        &format!("document.activeElement.matches('{LAST} .message-row')"),
    )
    .await;

    choose(&ada, "forward").await;
    ada.wait_for("dialog.sheet[open] .forward-form").await;
    closed(&ada).await;
    at(&ada, "forward").await;

    choose(&ada, "pin").await;
    ada.wait_for(&format!("{LAST}.message-pinned")).await;
    // It is not offered any more: the focus is at what is.
    until(&ada, "document.activeElement.closest('.actions') !== null").await;
    choose(&ada, "pin/remove").await;
    until(&ada, "!document.querySelector('.message-pinned')").await;
    until(&ada, "document.activeElement.closest('.actions') !== null").await;

    choose(&ada, "bookmark").await;
    ada.wait_for(&format!("{LAST}[data-saved='1']")).await;
    at(&ada, "bookmark").await;
    said("Saved").await;

    let grants = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    ada.cdp("Browser.grantPermissions", grants).await;
    choose(&ada, "copy").await;
    said("Copied").await;
    let link = server.url(&format!("{ROOM}/messages/1#message-1"));
    assert_eq!(ada.eval("navigator.clipboard.readText()").await, link.as_str());
    at(&ada, "copy").await;

    choose(&ada, "unread").await;
    ada.wait_for(&format!("{LAST}[data-new]")).await;

    choose(&ada, "report").await;
    ada.wait_for("dialog.sheet[open] form[action$='/report']").await;
    closed(&ada).await;
    until(
        &ada,
        &format!("document.activeElement.matches('{LAST} .message-row')"),
    )
    .await;

    // What is one's own.
    say(&ada, "Mine").await;
    shows_last(&ada, "Mine").await;
    choose(&ada, "edit").await;
    ada.wait_for("#editing").await;
    until(&ada, "document.activeElement.id === 'composer-body'").await;
    ada.fill("#composer-body", "Mine, after all").await;
    press(&ada, "Enter").await;
    shows_last(&ada, "Mine, after all").await;
    choose(&ada, "delete").await;
    said("Delete for everybody?").await;
    assert_eq!(
        bodies(&ada).await.last().map(String::as_str),
        Some("Mine, after all")
    );
    press(&ada, "Enter").await;
    ada.wait_for(&format!("{LAST}.message-deleted")).await;
    until(
        &ada,
        &format!("document.activeElement.closest('{LAST}') !== null"),
    )
    .await;
    assert_quiet(&ada, false).await;
}

#[tokio::test]
async fn letters_do_what_can_be_done_and_nothing_else() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say("Cake at three").await;
    let ada = join(&server, "ada").await;
    shows_last(&ada, "Cake at three").await;
    let focus = async || {
        ada.eval(&format!(
            "void document.querySelector('{LAST} .message-row').focus()"
        ))
        .await;
        ada.wait_for(&format!("{LAST} > .actions")).await;
    };
    focus().await;
    // It is not theirs to change, and with Ctrl or Alt a letter is the browser's.
    for key in ["e", "Control+r", "Alt+r", "Alt+t"] {
        press(&ada, key).await;
        until(
            &ada,
            &format!("document.activeElement.matches('{LAST} .message-row')"),
        )
        .await;
    }
    assert_eq!(
        count(&ada, "#editing:not([hidden]), #replying:not([hidden])").await,
        0
    );
    press(&ada, "t").await;
    until(&ada, "document.activeElement.id === 'thread-body'").await;
    press(&ada, "Escape").await;
    // Nor was the server asked for it.
    assert_quiet(&ada, false).await;
    focus().await;
    press(&ada, "r").await;
    until(&ada, "document.activeElement.id === 'composer-body'").await;
    ada.wait_for("#replying:not([hidden])").await;

    // Turned off, they do nothing.
    press(&ada, "Escape").await;
    until(&ada, "document.getElementById('replying').hidden").await;
    ada.eval("localStorage.setItem('banter.single-keys', 'off')")
        .await;
    focus().await;
    for key in ["r", "t", "j"] {
        press(&ada, key).await;
    }
    online(&ada).await;
    until(
        &ada,
        &format!("document.activeElement.matches('{LAST} .message-row')"),
    )
    .await;
    assert_eq!(
        count(&ada, "#thread:not([hidden]), #replying:not([hidden])").await,
        0
    );
}
