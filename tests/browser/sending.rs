//! Writing, and what happens to a message until the server has it.

use fantoccini::key::Key;
use serde_json::{Value, json};

use super::{
    Visitor, assert_quiet, bodies, count, join, new_tab, online, register, reload, say, shows_last, sign_in,
    switch_to, until,
};
use crate::support::{browser::Browser, server::Server};

const FIELD: &str = "document.getElementById('composer-body')";

/// What this origin keeps in the browser.
const KEPT: &str = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]";

/// Puts a text into the outbox past the composer, as a browser that was closed has left it.
async fn leave_in_outbox(page: &Browser, text: &str) {
    let item = json!({ "client_id": "0123456789abcdef", "group_id": "1", "body": text, "at": 1 }).to_string();
    page.eval(&format!(
        "void localStorage.setItem(`banter.outbox.${{document.body.dataset.userId}}.0123456789abcdef`, {})",
        json!(item)
    ))
    .await;
}

#[tokio::test]
async fn enter_sends_and_what_is_typed_is_not_lost() {
    let server = Server::start().await;
    let ada = join(&server, "ada").await;
    assert_eq!(ada.eval("document.activeElement.id").await, "composer-body");

    // Shift+Enter makes a new line, Enter sends both.
    let field = ada.find("#composer-body").await;
    let keys = format!(
        "one{}{}{}two",
        char::from(Key::Shift),
        char::from(Key::Enter),
        char::from(Key::Null)
    );
    field.send_keys(&keys).await.expect("the field takes keys");
    until(&ada, &format!("{FIELD}.value === 'one\\ntwo'")).await;
    assert_eq!(count(&ada, "#messages > li, #outbox > li").await, 0);
    ada.press_enter("#composer-body").await;
    shows_last(&ada, "one\ntwo").await;
    assert_eq!(ada.eval(&format!("{FIELD}.value")).await, "");

    // The button sends, too; nothing to send sends nothing.
    ada.fill("#composer-body", "by the button").await;
    ada.click(".composer-send").await;
    shows_last(&ada, "by the button").await;
    ada.fill("#composer-body", "  ").await;
    ada.press_enter("#composer-body").await;

    // A draft survives a reload.
    ada.fill("#composer-body", "half a thou").await;
    reload(&ada).await;
    until(&ada, &format!("{FIELD}.value === 'half a thou'")).await;
    ada.press_enter("#composer-body").await;
    shows_last(&ada, "half a thou").await;
    reload(&ada).await;
    assert_eq!(ada.eval(&format!("{FIELD}.value")).await, "");

    // Too long: said beside the field, which keeps it.
    let long = "é".repeat(4001);
    ada.find("#composer-body").await.click().await.expect("a field");
    ada.cdp("Input.insertText", json!({ "text": long })).await;
    until(
        &ada,
        "document.getElementById('composer-error').innerText.includes('4,000')",
    )
    .await;
    assert_eq!(ada.text("#composer-count").await, "-1");
    ada.press_enter("#composer-body").await;
    assert_eq!(ada.eval(&format!("{FIELD}.value.length")).await, 4001);
    assert_eq!(count(&ada, "#outbox > li").await, 0);
    ada.find("#composer-body")
        .await
        .send_keys(&char::from(Key::Backspace).to_string())
        .await
        .expect("a field");
    until(&ada, "document.getElementById('composer-error').innerText === ''").await;
    ada.press_enter("#composer-body").await;
    shows_last(&ada, &"é".repeat(4000)).await;
    assert_eq!(bodies(&ada).await.len(), 4);
    assert_quiet(&ada, false).await;
}

#[tokio::test]
async fn a_refused_message_can_be_tried_again_edited_and_discarded() {
    let server = Server::start().await;
    let ada = join(&server, "ada").await;
    leave_in_outbox(&ada, &"x".repeat(5000)).await;
    reload(&ada).await;
    ada.wait_for("#outbox > .message-failed .message-actions").await;
    let state = ada.text("#outbox .message-state").await;
    assert!(state.contains("4,000 characters"), "{state}");

    // It holds up nobody, and stays failed over a reload.
    say(&ada, "Another").await;
    ada.wait_until("the other is sent", async || bodies(&ada).await == ["Another"])
        .await;
    reload(&ada).await;
    ada.wait_for("#outbox > .message-failed").await;
    assert_eq!(count(&ada, "#outbox > li").await, 1);

    ada.eval(
        "void (window.posts = 0, window.ask = window.fetch, window.fetch = (url, options) => { \
              if (options?.body?.get?.('client_id')) window.posts += 1; \
              return window.ask(url, options); })",
    )
    .await;
    ada.click("[data-action=retry]").await;
    until(
        &ada,
        "window.posts === 1 && document.querySelector('#outbox > .message-failed') !== null",
    )
    .await;

    ada.click("[data-action=edit]").await;
    until(
        &ada,
        &format!("{FIELD}.value.length === 5000 && document.activeElement === {FIELD}"),
    )
    .await;
    assert_eq!(count(&ada, "#outbox > li").await, 0);
    ada.fill("#composer-body", "shorter").await;
    ada.press_enter("#composer-body").await;
    shows_last(&ada, "shorter").await;

    leave_in_outbox(&ada, &"x".repeat(5000)).await;
    reload(&ada).await;
    ada.click(".message-failed [data-action=discard]").await;
    until(&ada, "document.querySelectorAll('#outbox > li').length === 0").await;
    reload(&ada).await;
    assert_eq!(count(&ada, "#outbox > li").await, 0);
    assert_eq!(bodies(&ada).await, ["Another", "shorter"]);
}

#[tokio::test]
async fn too_many_at_once_wait_and_are_sent_in_order() {
    let server = Server::start_with(&[("MESSAGES_PER_10S", "5")]).await;
    let ada = join(&server, "ada").await;
    for number in 1..=7 {
        say(&ada, &format!("Message {number}")).await;
    }
    until(
        &ada,
        "document.querySelector('#outbox .message-state')?.innerText.includes('a lot at once')",
    )
    .await;
    shows_last(&ada, "Message 7").await;
    let all: Vec<_> = (1..=7).map(|number| format!("Message {number}")).collect();
    assert_eq!(bodies(&ada).await, all);
}

#[tokio::test]
async fn a_message_written_after_the_session_ended_is_sent_after_signing_in() {
    let server = Server::start().await;
    let ada = join(&server, "ada").await;
    say(&ada, "Before").await;
    shows_last(&ada, "Before").await;

    // The session is gone, and the page does not know yet: what it asks by itself gets lost on its way.
    lose(&ada, json!(OWN_QUESTIONS)).await;
    ada.client().delete_all_cookies().await.expect("cookies can go");
    say(&ada, "Written too late").await;
    ada.wait_for("#password").await;
    lose(&ada, json!([])).await;
    sign_in(&ada, "ada").await;
    shows_last(&ada, "Written too late").await;
    assert_eq!(bodies(&ada).await, ["Before", "Written too late"]);

    // Ended from elsewhere while something is being typed: the draft is there again afterwards.
    ada.fill("#composer-body", "not finis").await;
    online(&ada).await;
    Visitor::sign_in(&server, "ada").await.end_other_sessions().await;
    ada.wait_for("#password").await;
    sign_in(&ada, "ada").await;
    until(&ada, &format!("{FIELD}?.value === 'not finis'")).await;
}

#[tokio::test]
async fn what_one_person_wrote_is_never_sent_as_another() {
    let server = Server::start().await;
    let page = adas_page_in_bos_browser(&server).await;
    assert_eq!(page.eval("document.body.dataset.username").await, "ada");
    say(&page, "This is ada").await;
    // It goes to the sign-in, which knows bo and leads back to bo's page.
    until(&page, "document.body.dataset.username === 'bo'").await;
    online(&page).await;
    say(&page, "This is bo").await;
    shows_last(&page, "This is bo").await;
    assert_eq!(bodies(&page).await, ["This is bo"]);

    page.click(".account-summary").await;
    page.click("#logout button").await;
    page.wait_for("#password").await;
    sign_in(&page, "ada").await;
    shows_last(&page, "This is ada").await;
    assert_eq!(page.texts(".message-author").await[..2], ["bo", "ada"]);
}

#[tokio::test]
async fn what_one_person_may_read_is_not_shown_on_the_page_of_another() {
    let server = Server::start().await;
    let page = adas_page_in_bos_browser(&server).await;
    // It connects again, as after a lost network, and is told that this is nobody's page any more.
    page.eval("void window.dispatchEvent(new Event('online'))").await;
    until(&page, "document.body.dataset.username === 'bo'").await;
}

/// What a page asks by itself.
const OWN_QUESTIONS: [&str; 2] = ["*/unread*", "*/read"];

/// From now on requests to these addresses get lost on their way.
async fn lose(page: &Browser, urls: Value) {
    page.cdp("Network.enable", json!({})).await;
    page.cdp("Network.setBlockedURLs", json!({ "urls": urls })).await;
}

/// A tab that shows ada's page still, while bo has signed in at the same browser in another.
async fn adas_page_in_bos_browser(server: &Server) -> Browser {
    let page = join(server, "ada").await;
    // Or it would learn of it too early.
    lose(&page, json!(OWN_QUESTIONS)).await;
    let [adas, _] = new_tab(&page).await;
    // A page of the site that does nothing by itself.
    page.goto(&server.url("/_ping")).await;
    let forgotten = page.client().delete_all_cookies().await;
    forgotten.expect("cookies can go");
    register(&page, &server.url(""), "bo").await;
    online(&page).await;
    switch_to(&page, &adas).await;
    page
}

#[tokio::test]
async fn signing_out_leaves_nothing_in_the_browser() {
    let server = Server::start().await;
    let ada = join(&server, "ada").await;
    leave_in_outbox(&ada, &"x".repeat(5000)).await;
    reload(&ada).await;
    ada.wait_for("#outbox > .message-failed").await;
    ada.fill("#composer-body", "a secret draft").await;
    ada.eval(
        "void (data => { data.items.add(new File(['a secret'], 'secret.txt')); \
         document.querySelector('#composer-body').dispatchEvent( \
           new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); })(new DataTransfer())",
    )
    .await;
    ada.wait_for("#chips > .chip[data-id]").await;

    // What would be lost is worth a question.
    ada.click(".account-summary").await;
    ada.click("#logout button").await;
    let question = ada.client().get_alert_text().await.expect("it asks");
    assert!(question.contains("haven’t been sent"), "{question}");
    ada.client().dismiss_alert().await.expect("it is a question");
    assert_eq!(count(&ada, "#outbox > .message-failed").await, 1);

    ada.click("#logout button").await;
    ada.client().accept_alert().await.expect("it asks again");
    ada.wait_for("#password").await;
    assert_eq!(ada.eval(KEPT).await, json!([]));
    assert_quiet(&ada, true).await;
}

#[tokio::test]
async fn a_browser_that_keeps_nothing_sends_all_the_same() {
    let server = Server::start().await;
    let ada = Browser::start().await;
    let source = "for (const name of ['getItem', 'setItem', 'removeItem']) \
                  Storage.prototype[name] = () => { throw new Error('full'); }";
    ada.cdp(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": source }),
    )
    .await;
    register(&ada, &server.url(""), "ada").await;
    online(&ada).await;
    say(&ada, "One").await;
    say(&ada, "Two").await;
    shows_last(&ada, "Two").await;
    assert_eq!(bodies(&ada).await, ["One", "Two"]);
    assert_quiet(&ada, false).await;
}

#[tokio::test]
async fn only_an_answer_that_shows_the_message_is_believed() {
    let server = Server::start().await;
    let ada = join(&server, "ada").await;
    // The next message only: what is kept of a draft meanwhile goes through.
    let answer_with = async |status: u16| {
        ada.eval(&format!(
            "void (window.real ??= window.fetch, window.fetch = async (url, options) => {{
                if (!options?.body?.get?.('client_id')) return window.real(url, options);
                window.fetch = window.real;
                const headers = {{ 'Content-Type': 'text/html' }};
                return new Response('<h1>Welcome to our hotel</h1>', {{ status: {status}, headers }});
            }})"
        ))
        .await;
    };

    // A network that answers everything itself, as those of hotels do.
    answer_with(200).await;
    say(&ada, "From the hotel").await;
    until(
        &ada,
        "document.querySelector('#outbox .message-state')?.innerText.startsWith('Waiting')",
    )
    .await;
    shows_last(&ada, "From the hotel").await;

    // A key that the server knows with another text: kept, under a new one.
    answer_with(409).await;
    say(&ada, "A conflict").await;
    ada.wait_for("#outbox > .message-failed").await;
    assert_eq!(ada.text("#outbox .message-state").await, "Not sent");
    ada.click("[data-action=retry]").await;
    shows_last(&ada, "A conflict").await;
    assert_eq!(bodies(&ada).await, ["From the hotel", "A conflict"]);
}

#[tokio::test]
async fn the_end_stays_in_view_while_one_writes_a_long_message() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say_numbers(1, 40).await;
    let ada = join(&server, "ada").await;
    shows_last(&ada, "Message 40").await;
    let at_end = "timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight < 2";
    until(&ada, at_end).await;
    let height = ada.eval("timeline.clientHeight").await.as_f64();
    ada.fill("#composer-body", &"line\n".repeat(10)).await;
    until(
        &ada,
        &format!("timeline.clientHeight < {} - 100", height.expect("a height")),
    )
    .await;
    until(&ada, at_end).await;
}
