//! By keyboard alone, and with a screen reader.

use fantoccini::key::Key;
use serde_json::{Value, json};

use super::{Visitor, count, join, phone, register, say, shows_last, until};
use crate::support::{
    browser::{Browser, Options},
    server::Server,
};

async fn press_tab(page: &Browser) -> Value {
    for kind in ["rawKeyDown", "keyUp"] {
        let key = json!({ "type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9 });
        page.cdp("Input.dispatchKeyEvent", key).await;
    }
    page.eval("document.activeElement.id || document.activeElement.className")
        .await
}

#[tokio::test]
async fn the_composer_is_reached_by_tab() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say("Hello").await;
    let ada = join(&server, "ada").await;
    shows_last(&ada, "Hello").await;
    // As if the page had just been opened by somebody who has not moved yet.
    ada.eval("void (document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex'))")
        .await;

    assert_eq!(press_tab(&ada).await, "skip-link");
    let mut passed = Vec::new();
    while passed.last().is_none_or(|id| *id != "composer-body") && passed.len() < 20 {
        passed.push(press_tab(&ada).await);
    }
    // Whoever tabs on passes the groups, the timeline and the message on the way.
    let place = |name: &str| passed.iter().position(|id| id == name);
    assert!(place("group-link") < place("timeline"), "{passed:?}");
    assert!(place("timeline") < place("message-time"), "{passed:?}");
    assert!(place("message-time") < place("composer-body"), "{passed:?}");
    ada.press(&Key::Tab).await;
    until(&ada, "document.activeElement.matches('.composer-attach input')").await;
    assert_eq!(press_tab(&ada).await, "btn btn-primary composer-send");

    // The link at the very beginning leads there at once.
    ada.find(".skip-link")
        .await
        .send_keys(&char::from(Key::Enter).to_string())
        .await
        .expect("a link");
    until(&ada, "document.activeElement.id === 'composer-body'").await;
}

#[tokio::test]
async fn panels_open_by_keyboard_on_a_phone_without_scripts() {
    let server = Server::start().await;
    let ada = Browser::start_with(Options {
        javascript: false,
        ..phone()
    })
    .await;
    register(&ada, &server.url(""), "ada").await;
    for (button, panel) in [(".open-sidebar", "#sidebar"), (".open-people", "#people-panel")] {
        assert_eq!(count(&ada, &format!("{panel}:popover-open")).await, 0);
        ada.press_enter(button).await;
        ada.wait_for(&format!("{panel}:popover-open")).await;
        ada.press_enter(&format!("{panel} .panel-close")).await;
        until(&ada, &format!("!document.querySelector('{panel}:popover-open')")).await;
        assert_eq!(
            ada.eval(&format!("document.activeElement.matches('{button}')"))
                .await,
            true,
            "the focus goes back to where it was"
        );
    }
    assert_eq!(
        ada.eval("document.documentElement.scrollWidth <= innerWidth")
            .await,
        true
    );
}

#[tokio::test]
async fn messages_of_others_are_read_out_in_one_short_line() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    let ada = join(&server, "ada").await;
    let announcer = "document.getElementById('announcer').textContent";
    assert_eq!(
        ada.eval("document.getElementById('messages').closest('[aria-live]')")
            .await,
        Value::Null
    );
    assert_eq!(
        ada.eval("document.getElementById('announcer').ariaLive").await,
        "polite"
    );

    say(&ada, "My own").await;
    shows_last(&ada, "My own").await;
    assert_eq!(ada.eval(announcer).await, "");
    bo.say("Two\n\n**lines** for $& you").await;
    until(&ada, &format!("{announcer} === 'bo: Two lines for $& you'")).await;
    bo.say(&"long ".repeat(100)).await;
    until(&ada, &format!("{announcer}.startsWith('bo: long long')")).await;
    assert_eq!(ada.eval(&format!("{announcer}.length <= 130")).await, true);
    assert_eq!(count(&ada, "#announcer > p").await, 1);
}

#[tokio::test]
async fn the_focus_survives_the_replacement_of_its_row() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say("See https://a.example and https://b.example").await;
    let ada = join(&server, "ada").await;
    shows_last(&ada, "See https://a.example and https://b.example").await;
    ada.eval("void document.querySelectorAll('#messages p a')[1].focus()")
        .await;
    ada.eval(
        "(async () => {
            const li = document.querySelector('#messages > li');
            const html = li.outerHTML.replace('data-version=\"1\"', 'data-version=\"2\"').replace('See', 'Saw');
            const text = `<hx-partial hx-target=\"#messages\" hx-swap=\"upsert key:data-seq\">${html}</hx-partial>`;
            await htmx.swap({ sourceElement: document.body, target: '#messages', swap: 'none', text });
        })()",
    )
    .await;
    shows_last(&ada, "Saw https://a.example and https://b.example").await;
    assert_eq!(
        ada.eval("document.activeElement.href").await,
        "https://b.example/"
    );
    assert_eq!(ada.eval("document.activeElement.isConnected").await, true);
}

#[tokio::test]
async fn what_one_can_do_with_a_message_is_one_stop_of_tab() {
    let server = Server::start().await;
    let ada = join(&server, "ada").await;
    say(&ada, "Hello").await;
    shows_last(&ada, "Hello").await;
    ada.eval("void document.querySelector('#messages .message-time').focus()")
        .await;
    ada.wait_for("#messages .actions").await;
    let at = "document.activeElement.dataset.emoji ?? document.activeElement.dataset.act ?? document.activeElement.id";
    let press = async |key: &str| {
        for kind in ["rawKeyDown", "keyUp"] {
            ada.cdp(
                "Input.dispatchKeyEvent",
                json!({ "type": kind, "key": key, "code": key }),
            )
            .await;
        }
        ada.eval(at).await
    };
    press_tab(&ada).await;
    assert_eq!(ada.eval(at).await, "👍");
    assert_eq!(press("ArrowRight").await, "❤️");
    assert_eq!(press("ArrowLeft").await, "👍");
    assert_eq!(press("ArrowLeft").await, "more", "it goes round");
    assert_eq!(press("Home").await, "👍");
    assert_eq!(press("End").await, "more");
    // What unfolds belongs to it, and folds by itself.
    ada.eval("void document.activeElement.click()").await;
    assert_eq!(press("ArrowDown").await, "forward");
    assert_eq!(press("End").await, "copy");
    assert_eq!(press("Escape").await, "more");
    assert_eq!(count(&ada, ".actions-more:not([hidden])").await, 0);
    // One stop, wherever it is; the next leads on.
    assert_eq!(count(&ada, ".actions [tabindex='0']").await, 1);
    press_tab(&ada).await;
    assert_eq!(
        ada.eval("document.activeElement.closest('.actions')").await,
        Value::Null
    );
    assert_eq!(
        ada.eval("document.activeElement.closest('#messages')").await,
        Value::Null
    );
}
