//! Going from group to group: the page that a pointer rests on is made before it is gone to.
//!
//! The browser that is driven here makes none, so it is told that it has: what the page does then is what is tried.

use serde_json::json;

use super::{Visitor, assert_quiet, bodies, count, join, press, say, shows_last, until};
use crate::support::{server::Server, visitor::ROOM};

const AHEAD: &str = "Object.defineProperty(document, 'prerendering', { configurable: true, value: true });";
const ARRIVES: &str =
    "void (delete document.prerendering, document.dispatchEvent(new Event('prerenderingchange')))";

const FORGETS: &str = "void (document.cookie = 'banter-group=; Path=/; Max-Age=0')";
const REMEMBERS: &str =
    "document.cookie.includes(`banter-group=${document.getElementById('messages').dataset.groupId}`)";

const HERE: &str = "document.getElementById('online-count').textContent";

#[tokio::test]
async fn a_page_that_is_made_ahead_is_nobody_in_the_group_until_somebody_comes() {
    let server = Server::start().await;
    let (ada, bo) = tokio::join!(join(&server, "ada"), join(&server, "bo"));
    say(&ada, "Before").await;
    shows_last(&bo, "Before").await;
    let script = json!({ "source": AHEAD });
    ada.cdp("Page.addScriptToEvaluateOnNewDocument", script).await;
    ada.goto(&server.url(ROOM)).await;
    // Its rows are as they will be, at their end.
    until(
        &ada,
        "document.querySelector('#messages > .mine[data-day]') !== null",
    )
    .await;
    until(&bo, &format!("{HERE} === '1'")).await;
    say(&bo, "Meanwhile").await;
    shows_last(&bo, "Meanwhile").await;
    assert_eq!(bodies(&ada).await, ["Before"]);
    assert_eq!(
        ada.eval("document.getElementById('connection').dataset.state")
            .await,
        "connecting"
    );

    // As a server that knows that nobody is there yet.
    ada.eval(FORGETS).await;
    ada.eval(ARRIVES).await;
    shows_last(&ada, "Meanwhile").await;
    until(&ada, REMEMBERS).await;
    until(&bo, &format!("{HERE} === '2'")).await;
    say(&ada, "Here I am").await;
    shows_last(&bo, "Here I am").await;
    assert_eq!(bodies(&ada).await, bodies(&bo).await);
    for page in [&ada, &bo] {
        assert_quiet(page, false).await;
    }
}

#[tokio::test]
async fn groups_are_gone_through_by_keyboard_and_the_likely_ones_are_named_before() {
    let server = Server::start().await;
    let page = join(&server, "ada").await;
    let (ada, bo) = (
        Visitor::sign_in(&server, "ada").await,
        Visitor::join(&server, "bo").await,
    );
    let mut groups = Vec::new();
    for name in ["harbour", "island", "jetty"] {
        let (_, made, _) = ada.submit("/groups", &[("kind", "public"), ("name", name)]).await;
        groups.push(made);
    }
    ada.say("In the room").await;
    shows_last(&page, "In the room").await;
    for (group, text) in groups.iter().zip(["Hello", "Hello", "Hello @ada"]) {
        bo.frame(&format!("{group}/messages"), &[("body", text)]).await;
    }
    // The one that mentions its reader and one more: each is a page that is made for nothing if nobody goes there.
    let link = |group: &str| format!("#groups .group-link[href='{group}']");
    page.wait_for(&format!("{}[data-likely]", link(&groups[2]))).await;
    until(
        &page,
        "document.querySelectorAll('.group-link:not([data-unread=\"0\"])').length === 3",
    )
    .await;
    assert_eq!(count(&page, "[data-likely]").await, 2);
    // Whoever holds the key goes to one of those beside.
    let at = async |group: &str| {
        until(&page, &format!("location.pathname === '{group}'")).await;
        page.wait_for(&format!("html.js {}[aria-current]", link(group)))
            .await;
    };
    press(&page, "Alt").await;
    page.wait_for(&format!("{}[data-likely]", link(&groups[0]))).await;
    // Before the first there is none, and nothing else happens.
    press(&page, "Alt+ArrowUp").await;
    assert_eq!(count(&page, "#editing:not([hidden])").await, 0);
    for (keys, group) in [
        ("Alt+ArrowDown", &groups[0]),
        ("Alt+ArrowDown", &groups[1]),
        ("Alt+ArrowUp", &groups[0]),
        ("Alt+Shift+ArrowDown", &groups[2]),
    ] {
        press(&page, keys).await;
        at(group).await;
    }
    assert_quiet(&page, false).await;
}
