//! Two tabs of one person: every message is sent by one of them, also where the browser has no locks.

use fantoccini::wd::WindowHandle;
use serde_json::json;

use super::{ROOM, bodies, count, new_tab, online, register, say, shows_last, switch_to, until};
use crate::support::{
    browser::{Browser, Options},
    server::Server,
};

/// Notes in the storage that all tabs share what was posted with success, in order. A tab that is `stuck` posts
/// nothing and never hears so.
const WATCHED: &str = "{
    const real = window.fetch;
    window.fetch = async (url, options) => {
        const { body } = options ?? {};
        if (!body?.get?.('client_id')) return real(url, options);
        if (window.stuck) return new Promise(() => { window.stuck = 'now'; });
        const response = await real(url, options);
        const at = performance.timeOrigin + performance.now();
        if (response.ok) localStorage.setItem(`sent.${at}`, body.get('body'));
        // Long enough for another tab to do the same.
        await new Promise(done => setTimeout(done, 200));
        return response;
    };
}";

/// What was posted with success by any tab, in order.
const SENT: &str =
    "Object.keys(localStorage).filter(key => key.startsWith('sent.')).sort().map(key => localStorage[key])";

/// The first tab has its turn at sending, and the second waits for its own.
const ONE_WAITS: &str = "navigator.locks \
    ? navigator.locks.query().then(({ held, pending }) => held.length === 1 && pending.length === 1) \
    : Object.keys(localStorage).some(key => key.startsWith('banter.lease.'))";

/// A tab of ada's, in a browser that takes `host` for this machine's name, and the address of the site there.
async fn first_tab(server: &Server, host: Option<&'static str>) -> (Browser, String) {
    let browser = Browser::start_with(Options {
        host,
        ..Options::default()
    })
    .await;
    let site = server.url("").replace("127.0.0.1", host.unwrap_or("127.0.0.1"));
    prepare(&browser, WATCHED).await;
    register(&browser, &site, "ada").await;
    online(&browser).await;
    assert_eq!(browser.eval("'locks' in navigator").await, host.is_none());
    (browser, site)
}

/// Opens another and goes there; `source` runs before the scripts of its page.
async fn second_tab(browser: &Browser, site: &str, source: &str) -> [WindowHandle; 2] {
    let tabs = new_tab(browser).await;
    prepare(browser, &format!("{WATCHED}; {source}")).await;
    browser.goto(&format!("{site}{ROOM}")).await;
    online(browser).await;
    tabs
}

/// Runs a script before those of every page that this tab opens from here on.
async fn prepare(tab: &Browser, source: &str) {
    tab.cdp(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": source }),
    )
    .await;
}

/// Lets this tab begin to send, and hear nothing more of it.
async fn get_stuck(tab: &Browser) {
    tab.eval("void (window.stuck = 'not yet')").await;
    say(tab, "One").await;
    until(tab, "window.stuck === 'now'").await;
}

/// Waits until so many messages wait in this tab.
async fn waiting(tab: &Browser, number: usize) {
    until(
        tab,
        &format!("document.querySelectorAll('#outbox > .message-pending').length === {number}"),
    )
    .await;
}

async fn each_message_is_sent_by_one_tab(host: Option<&'static str>) {
    let mut server = Server::start().await;
    let (ada, site) = first_tab(&server, host).await;
    let tabs = second_tab(&ada, &site, "").await;
    server.kill();
    let texts: Vec<_> = (1..=10).map(|number| format!("Message {number}")).collect();
    for (index, text) in texts.iter().enumerate() {
        switch_to(&ada, &tabs[index % 2]).await;
        waiting(&ada, index).await;
        say(&ada, text).await;
        waiting(&ada, index + 1).await;
    }
    server.restart().await;
    // Both at once, and not when their next attempt is due.
    for tab in &tabs {
        switch_to(&ada, tab).await;
        ada.eval("void window.dispatchEvent(new Event('online'))").await;
    }
    for tab in &tabs {
        switch_to(&ada, tab).await;
        shows_last(&ada, "Message 10").await;
        assert_eq!(bodies(&ada).await, texts);
    }
    assert_eq!(ada.eval(SENT).await, json!(texts));
}

async fn a_tab_that_is_closed_while_it_sends_holds_up_nobody(host: Option<&'static str>) {
    let server = Server::start().await;
    let (ada, site) = first_tab(&server, host).await;
    get_stuck(&ada).await;
    // The other goes on when it is told, not when it has waited long enough.
    let patient = "setTimeout = (later => (work, after, ...rest) => after > 3000 ? 0 : later(work, after, ...rest))(setTimeout)";
    let [first, second] = second_tab(&ada, &site, patient).await;
    say(&ada, "Two").await;
    waiting(&ada, 2).await;
    until(&ada, ONE_WAITS).await;
    assert_eq!(ada.eval(SENT).await, json!([]));

    switch_to(&ada, &first).await;
    ada.client().close_window().await.expect("the tab closes");
    switch_to(&ada, &second).await;
    shows_last(&ada, "Two").await;
    assert_eq!(ada.eval(SENT).await, json!(["One", "Two"]));
}

async fn a_tab_that_is_stuck_while_it_sends_holds_up_nobody_for_long(host: Option<&'static str>) {
    let server = Server::start().await;
    let (ada, site) = first_tab(&server, host).await;
    get_stuck(&ada).await;
    // Its clocks stand still, as those of a frozen page do.
    ada.eval("void Array.from({ length: 10000 }, (_, id) => clearInterval(id))")
        .await;
    // Half a minute is too long for a test.
    let hasty =
        "AbortSignal.timeout = (real => after => real.call(AbortSignal, after / 10))(AbortSignal.timeout)";
    second_tab(&ada, &site, hasty).await;
    say(&ada, "Two").await;
    shows_last(&ada, "Two").await;
    assert_eq!(ada.eval(SENT).await, json!(["One", "Two"]));
    assert_eq!(count(&ada, "#outbox > li").await, 0);
}

#[tokio::test]
async fn two_tabs_send_each_message_once() {
    each_message_is_sent_by_one_tab(None).await;
}

#[tokio::test]
async fn two_tabs_send_each_message_once_without_locks() {
    each_message_is_sent_by_one_tab(Some("chat.example")).await;
}

#[tokio::test]
async fn the_other_tab_goes_on_when_one_is_closed() {
    a_tab_that_is_closed_while_it_sends_holds_up_nobody(None).await;
}

#[tokio::test]
async fn the_other_tab_goes_on_when_one_is_closed_without_locks() {
    a_tab_that_is_closed_while_it_sends_holds_up_nobody(Some("chat.example")).await;
}

#[tokio::test]
async fn the_other_tab_goes_on_when_one_is_stuck() {
    a_tab_that_is_stuck_while_it_sends_holds_up_nobody_for_long(None).await;
}

#[tokio::test]
async fn the_other_tab_goes_on_when_one_is_stuck_without_locks() {
    a_tab_that_is_stuck_while_it_sends_holds_up_nobody_for_long(Some("chat.example")).await;
}
