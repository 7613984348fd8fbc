//! Reading back and forth in a long timeline.

use super::{Visitor, assert_quiet, bodies, count, join, register, shows_last, until};
use crate::support::{
    browser::{Browser, Options},
    server::Server,
};

/// The first row that is wholly in view, and where it stands.
const IN_VIEW: &str = "(() => {
    const edge = timeline.getBoundingClientRect().top;
    const li = [...document.querySelectorAll('#messages > li')].find(li => li.getBoundingClientRect().top > edge);
    return [li.id, Math.round(li.getBoundingClientRect().top)];
})()";

/// Every row follows the one before: nothing is missing, nothing is there twice.
const WHOLE: &str = "[...document.querySelectorAll('#messages > li')].every((li, i, all) => \
     i === 0 || Number(li.dataset.seq) === Number(all[i - 1].dataset.seq) + 1)";

const ROWS: &str = "document.querySelectorAll('#messages > li').length";

async fn first_seq(page: &Browser) -> i64 {
    let seq = page
        .eval("Number(document.querySelector('#messages > li').dataset.seq)")
        .await;
    seq.as_i64().expect("a number")
}

/// Scrolls to an end of what is loaded, and waits until a row that was in view then has its place again.
async fn scroll(page: &Browser, to: &str, until_js: &str) {
    page.eval(&format!(
        "void (window.rows = {ROWS}, window.first = document.querySelector('#messages > li').id, \
         timeline.scrollTop = {to})"
    ))
    .await;
    let before = page.eval(IN_VIEW).await;
    until(page, until_js).await;
    let place = format!(
        "Math.round(document.getElementById({}).getBoundingClientRect().top)",
        before[0]
    );
    assert_eq!(
        page.eval(&place).await,
        before[1],
        "the row in view stays where it is"
    );
    assert_eq!(page.eval(WHOLE).await, true);
}

#[tokio::test]
async fn the_timeline_is_read_back_and_forth_without_a_jump() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say_numbers(1, 360).await;
    let ada = join(&server, "ada").await;
    shows_last(&ada, "Message 360").await;
    assert_eq!(bodies(&ada).await.len(), 50);
    assert_eq!(count(&ada, "#jump:not([hidden])").await, 0);

    // Up, page by page.
    while first_seq(&ada).await > 1 {
        scroll(
            &ada,
            "0",
            "document.querySelector('#messages > li').id !== window.first",
        )
        .await;
        assert!(count(&ada, "#messages > li").await <= 300);
    }
    assert_eq!(count(&ada, "#messages > li").await, 300);
    assert_eq!(ada.texts("#older:not([hidden])").await, Vec::<String>::new());
    assert_eq!(ada.text("#jump").await, "Jump to newest");

    // A message that comes meanwhile moves nothing, and is told of.
    let before = ada.eval(IN_VIEW).await;
    bo.say("Message 361").await;
    until(
        &ada,
        "document.getElementById('jump').innerText.trim() === 'New messages'",
    )
    .await;
    assert_eq!(ada.eval(IN_VIEW).await, before);
    assert_eq!(bodies(&ada).await.last().map(String::as_str), Some("Message 300"));

    // Down again, to the end.
    while count(&ada, "#newer:not([hidden])").await > 0 {
        scroll(
            &ada,
            "timeline.scrollHeight - timeline.clientHeight - 200",
            "document.querySelector('#messages > li').id !== window.first",
        )
        .await;
        assert!(count(&ada, "#messages > li").await <= 300);
    }
    assert_eq!(bodies(&ada).await.last().map(String::as_str), Some("Message 361"));

    // From far above to the newest at once.
    scroll(
        &ada,
        "0",
        "document.querySelector('#messages > li').id !== window.first",
    )
    .await;
    until(&ada, "!document.getElementById('newer').hidden").await;
    ada.click("#jump").await;
    shows_last(&ada, "Message 361").await;
    until(&ada, "document.getElementById('jump').hidden").await;
    assert_eq!(ada.eval(WHOLE).await, true);

    // A little above the end of what is loaded: the row comes in, below what is in view.
    ada.eval("void (timeline.scrollTop -= 300)").await;
    until(&ada, "!document.getElementById('jump').hidden").await;
    let before = ada.eval(IN_VIEW).await;
    bo.say("Message 362").await;
    shows_last(&ada, "Message 362").await;
    assert_eq!(ada.eval(IN_VIEW).await, before);
    assert_eq!(ada.text("#jump").await, "New messages");
    ada.click("#jump").await;
    until(&ada, "document.getElementById('jump').hidden").await;
    assert_quiet(&ada, false).await;
}

#[tokio::test]
async fn who_comes_back_is_where_they_were() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say_numbers(1, 200).await;
    let ada = Browser::start_with(Options::default()).await;
    register(&ada, &server.url(""), "ada").await;
    super::online(&ada).await;
    let place = "(() => { const edge = timeline.getBoundingClientRect().top; \
         const row = [...document.querySelectorAll('#messages > li')].find(li => li.getBoundingClientRect().bottom > edge); \
         return `${row.innerText.split('\\n').at(-1)} ${Math.round(row.getBoundingClientRect().top)}`; })()";
    let away_and_back = async |from: &str| {
        ada.goto(&server.url("/people")).await;
        ada.find("nav#groups").await;
        ada.client().back().await.expect("there is a page before");
        super::online(&ada).await;
        until(&ada, &format!("{place} === {}", serde_json::Value::from(from))).await;
    };
    // Among what the page comes with, and among what was loaded before.
    let mut seen = Vec::new();
    for _ in 0..2 {
        scroll(
            &ada,
            "0",
            "document.querySelector('#messages > li').id !== window.first",
        )
        .await;
        until(&ada, WHOLE).await;
        ada.eval("void (timeline.scrollTop -= 333)").await;
        let here = ada.eval(place).await;
        let here = here.as_str().expect("a place").to_owned();
        away_and_back(&here).await;
        seen.push(here);
    }
    assert_ne!(seen[0], seen[1]);
    // Whoever was at the end is there, with what has come meanwhile.
    ada.click("#jump").await;
    until(&ada, "document.getElementById('jump').hidden").await;
    ada.goto(&server.url("/people")).await;
    bo.say("Since then").await;
    ada.client().back().await.expect("there is a page before");
    shows_last(&ada, "Since then").await;
    until(
        &ada,
        "timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight < 2",
    )
    .await;
}

#[tokio::test]
async fn a_link_to_a_message_opens_there_and_pages_both_ways() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say_numbers(1, 99).await;
    let id = bo.say("Message 100").await;
    bo.say_numbers(101, 220).await;
    let ada = Browser::start_with(Options::default()).await;
    register(&ada, &server.url(""), "ada").await;

    ada.goto(&server.url(&format!("/groups/1/messages/{id}#message-{id}")))
        .await;
    assert_eq!(
        ada.text("#messages > li.highlighted .message-body").await,
        "Message 100"
    );
    let centred = format!(
        "(() => {{ const row = document.getElementById('message-{id}').getBoundingClientRect();
            const view = timeline.getBoundingClientRect();
            return row.top > view.top + 100 && row.bottom < view.bottom - 100; }})()"
    );
    until(&ada, &centred).await;
    assert_eq!(ada.text("#jump").await, "Jump to newest");
    // What lies near is loaded without moving it.
    until(&ada, &format!("{ROWS} >= 50 && {WHOLE}")).await;
    assert_eq!(ada.eval(&centred).await, true);

    while first_seq(&ada).await > 1 {
        scroll(
            &ada,
            "0",
            "document.querySelector('#messages > li').id !== window.first",
        )
        .await;
    }
    while count(&ada, "#newer:not([hidden])").await > 0 {
        ada.eval("void (timeline.scrollTop = timeline.scrollHeight)")
            .await;
        until(&ada, WHOLE).await;
    }
    assert_eq!(bodies(&ada).await.len(), 220);

    // One's own message leads to the end, wherever one reads.
    ada.goto(&server.url(&format!("/groups/1/messages/{id}"))).await;
    super::online(&ada).await;
    super::say(&ada, "From afar").await;
    shows_last(&ada, "From afar").await;
    until(&ada, "document.getElementById('jump').hidden").await;
    assert_eq!(ada.eval("location.pathname").await, "/groups/1");
    assert_quiet(&ada, false).await;
}
