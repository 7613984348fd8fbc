//! Pages that have missed something.

use serde_json::{Value, json};

use super::{Visitor, assert_quiet, network::Network, online, register, shows_last, state, until};
use crate::support::{browser::Browser, server::Server};

/// The rows as the server has them, beside those in the page: id, number, version, author, text.
const FRESH_AND_SHOWN: &str = "(async () => {
    const row = (li) => [li.id, li.dataset.seq, li.dataset.version, li.dataset.authorId, \
        li.querySelector('.message-body').innerHTML, li.classList.contains('continues')];
    const shown = [...document.querySelectorAll('#messages > li')];
    const url = `/groups/1?after=${shown[0].dataset.seq - 1}&limit=300`;
    const answer = await fetch(url, { headers: { 'HX-Request': 'true' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return [[...page.querySelectorAll('#messages > li')].map(row), shown.map(row)];
})()";

async fn assert_equals_a_fresh_load(page: &Browser, rows: usize) {
    let both = page.eval(FRESH_AND_SHOWN).await;
    assert_eq!(both[0], both[1]);
    assert_eq!(both[1].as_array().map(Vec::len), Some(rows));
}

#[tokio::test]
async fn two_hundred_missed_messages_come_in_order_and_once() {
    let server = Server::start().await;
    let network = Network::to(&server.url("")).await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say_numbers(1, 10).await;
    let ada = Browser::start().await;
    register(&ada, &network.url(""), "ada").await;
    online(&ada).await;
    shows_last(&ada, "Message 10").await;
    ada.eval("void (window.same = true)").await;

    network.cut();
    state(&ada, "offline").await;
    assert!(network.refused() > 0);
    bo.say_numbers(11, 210).await;
    network.mend();

    shows_last(&ada, "Message 210").await;
    assert_equals_a_fresh_load(&ada, 210).await;
    // The end was in view and still is.
    until(
        &ada,
        "timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight < 2",
    )
    .await;
    assert_eq!(ada.eval("window.same").await, true);

    // However many come, the page keeps the latest three hundred.
    bo.say_numbers(211, 320).await;
    shows_last(&ada, "Message 320").await;
    assert_equals_a_fresh_load(&ada, 300).await;
    assert_eq!(ada.eval("document.getElementById('older').hidden").await, false);
    assert_quiet(&ada, true).await;
}

#[tokio::test]
async fn who_missed_too_much_reads_the_window_again() {
    let server = Server::start().await;
    let network = Network::to(&server.url("")).await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say_numbers(1, 60).await;
    // One reads the end, the other further up.
    let (ada, cy) = tokio::join!(Browser::start(), Browser::start());
    for (page, name) in [(&ada, "ada"), (&cy, "cy")] {
        register(page, &network.url(""), name).await;
        online(page).await;
        shows_last(page, "Message 60").await;
        page.eval("void (window.same = true)").await;
    }
    cy.eval("void timeline.scrollTo(0, 300)").await;
    until(&cy, "document.querySelectorAll('#messages > li').length === 60").await;
    // What stands above will be less high when it is read again.
    cy.eval("void (document.querySelector('#messages > li').style.minHeight = '200px')")
        .await;
    let in_view = "[...document.querySelectorAll('#messages > li')].map(li => [li.id, \
         Math.round(li.getBoundingClientRect().top)]).find(([, top]) => top > 100)";
    let before = cy.eval(in_view).await;

    network.cut();
    state(&ada, "offline").await;
    state(&cy, "offline").await;
    bo.say_numbers(61, 600).await;
    network.mend();

    shows_last(&ada, "Message 600").await;
    assert_equals_a_fresh_load(&ada, 50).await;
    until(&cy, "document.querySelectorAll('#messages > li').length === 300").await;
    assert_equals_a_fresh_load(&cy, 300).await;
    assert_eq!(cy.eval(in_view).await, before);
    // The socket goes on from there.
    bo.say("And live again").await;
    shows_last(&ada, "And live again").await;
    for page in [&ada, &cy] {
        assert_eq!(page.eval("window.same").await, true);
        assert_quiet(page, true).await;
    }
}

#[tokio::test]
async fn a_silent_server_is_left_for_a_new_connection() {
    let server = Server::start_with(&[("HEARTBEAT", "1")]).await;
    let ada = super::join(&server, "ada").await;
    // The socket stays open, but nothing that comes on it is heard.
    ada.eval(
        "void (window.deaf = document.getElementById('socket'), document.addEventListener(
            'htmx:ws:before:message:incoming',
            (event) => { if (event.target === window.deaf) event.stopImmediatePropagation(); },
            true))",
    )
    .await;
    ada.eval(
        "void window.addEventListener('htmx:ws:before:message:incoming', (event) => { \
              if (event.target === window.deaf) event.stopImmediatePropagation(); }, true)",
    )
    .await;
    until(&ada, "document.getElementById('socket') !== window.deaf").await;
    online(&ada).await;
}

#[tokio::test]
async fn holes_are_asked_for_and_what_is_old_is_ignored() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say_numbers(1, 3).await;
    let ada = super::join(&server, "ada").await;
    shows_last(&ada, "Message 3").await;

    // A frame gets lost on its way: the next one leaves a hole, which the page asks for.
    ada.eval(
        "void window.addEventListener('htmx:ws:before:message:incoming', (event) => {
            if (window.lost || !event.detail.message.data.includes('Message 4')) return;
            window.lost = true;
            event.stopImmediatePropagation();
            event.preventDefault();
        }, true)",
    )
    .await;
    bo.say("Message 4").await;
    until(&ada, "window.lost === true").await;
    bo.say("Message 5").await;
    shows_last(&ada, "Message 5").await;
    assert_equals_a_fresh_load(&ada, 5).await;

    // A row of an older version, as a late answer to a post brings it, changes nothing.
    let frame: Value = ada
        .eval("document.querySelector('#messages > li:last-child').outerHTML.replace('Message 5', 'Old')")
        .await;
    let swap = |html: String| {
        format!(
            "htmx.swap({{ sourceElement: document.body, target: '#messages', swap: 'none', text: {} }})",
            json!(format!(
                "<hx-partial hx-target=\"#messages\" hx-swap=\"upsert key:data-seq\">{html}</hx-partial>"
            ))
        )
    };
    let html = frame.as_str().expect("a row").to_owned();
    ada.eval(&swap(html.clone())).await;
    assert_equals_a_fresh_load(&ada, 5).await;
    ada.eval(&swap(html.replace("data-version=\"5\"", "data-version=\"6\"")))
        .await;
    shows_last(&ada, "Old").await;
    assert_quiet(&ada, false).await;
}

#[tokio::test]
async fn a_reset_that_comes_while_the_window_is_read_again_is_not_lost() {
    let server = Server::start_with(&[("HEARTBEAT", "1")]).await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say_numbers(1, 3).await;
    let ada = super::join(&server, "ada").await;
    shows_last(&ada, "Message 3").await;

    // No frame arrives any more, and the first answer to who reads the window again comes late.
    ada.eval(
        "void window.addEventListener('htmx:ws:before:message:incoming', (event) => {
            window.connection = event.detail.connection ?? window.connection;
            if (!event.detail.message.data.startsWith('<hx-partial hx-target=\"#messages\"')) return;
            event.stopImmediatePropagation();
            event.preventDefault();
        }, true)",
    )
    .await;
    ada.eval(
        "void (() => {
            const really = window.fetch;
            window.fetch = async (...request) => {
                const response = await really(...request);
                if (window.read) return response;
                window.read = true;
                await new Promise((done) => { window.release = done; });
                return response;
            };
            window.reset = (last_seq) => {
                const { epoch } = document.getElementById('messages').dataset;
                const message = { data: JSON.stringify({ reset: { epoch, last_seq } }) };
                const detail = { message, connection: window.connection, waitUntil() {} };
                document.dispatchEvent(new CustomEvent('htmx:ws:before:message:incoming', { detail }));
            };
        })()",
    )
    .await;
    until(&ada, "window.connection !== undefined").await;
    ada.eval("window.reset(3)").await;
    until(&ada, "window.release !== undefined").await;
    bo.say("Message 4").await;
    ada.eval("window.reset(4)").await;
    ada.eval("window.release()").await;
    shows_last(&ada, "Message 4").await;
}
