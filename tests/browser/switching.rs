//! Going from group to group: the page that a pointer or the focus rests on is made before it is gone to.
//!
//! The browser that is driven here only fetches them, so it is told that it has made one: what the page does then is what is
//! tried.

use serde_json::json;

use super::{Browser, Visitor, assert_quiet, bodies, join, online, press, say, shows_last, until};
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
async fn a_group_that_is_about_to_be_chosen_by_keyboard_is_fetched_before() {
    let server = Server::start().await;
    let page = join(&server, "ada").await;
    let ada = Visitor::sign_in(&server, "ada").await;
    let (_, harbour, _) = ada
        .submit("/groups", &[("kind", "public"), ("name", "harbour")])
        .await;
    page.goto(&server.url(ROOM)).await;
    online(&page).await;

    // By Tab.
    let link = format!("document.activeElement.getAttribute('href') === '{harbour}'");
    while page.eval(&link).await != true {
        press(&page, "Tab").await;
    }
    comes_from_the_store(&page, &harbour).await;

    // In the switcher.
    press(&page, "Control+k").await;
    page.wait_for(".switcher-input:focus").await;
    page.fill(".switcher-input", "general").await;
    page.wait_for("[aria-selected=true][data-href='/groups/1']").await;
    page.wait_for(&format!(".group-link[data-next][href='{ROOM}']"))
        .await;
    comes_from_the_store(&page, ROOM).await;
}

/// Enter leads to this page, which was there.
async fn comes_from_the_store(page: &Browser, path: &str) {
    // The browser reads the rules anew with the next picture.
    page.eval("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        .await;
    press(page, "Enter").await;
    until(page, &format!("location.pathname === '{path}'")).await;
    online(page).await;
    let how = page
        .eval("performance.getEntriesByType('navigation')[0].deliveryType")
        .await;
    assert_eq!(how, "navigational-prefetch", "{path}");
}
