//! Going from group to group: the page that a pointer rests on is made before it is gone to.
//!
//! The browser that is driven here makes none, so it is told that it has: what the page does then is what is tried.

use serde_json::json;

use super::{assert_quiet, bodies, join, say, shows_last, until};
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
