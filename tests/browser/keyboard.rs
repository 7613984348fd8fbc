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
    assert!(place("group-link") < place("message-row"), "{passed:?}");
    assert!(place("message-row") < place("message-time"), "{passed:?}");
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

    // Many at once are one line.
    ada.eval(
        "void document.dispatchEvent(new CustomEvent('banter:news', { detail: Array(5).fill(document.querySelector('#messages > li:last-child')) }))",
    )
    .await;
    until(
        &ada,
        &format!("{announcer}.startsWith('5 new messages, the last one from bo: long long')"),
    )
    .await;
    assert_eq!(count(&ada, "#announcer > p").await, 1);

    // What another page could not send is said at once here, too.
    ada.eval(
        "void (key => {
            localStorage.setItem(key, JSON.stringify({ client_id: '0', group_id: '1', body: 'lost', files: [], at: Date.now(), failed: 'Too long' }));
            dispatchEvent(new StorageEvent('storage', { key }));
        })(`banter.outbox.${document.body.dataset.userId}.0`)",
    )
    .await;
    until(
        &ada,
        "document.querySelector('#alarm[role=alert]').textContent === 'Not sent: Too long'",
    )
    .await;
}

#[tokio::test]
async fn the_focus_survives_the_replacement_of_its_row() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say("See https://a.example and https://b.example").await;
    let ada = join(&server, "ada").await;
    shows_last(&ada, "See https://a.example and https://b.example").await;
    for (version, focused) in [(2, "#messages p a:last-of-type"), (3, "#messages .message-row")] {
        ada.eval(&format!("void document.querySelector('{focused}').focus()"))
            .await;
        // As it comes in a frame.
        ada.eval(&format!(
            "(async () => {{
                const li = document.querySelector('#messages > li').cloneNode(true);
                li.dataset.version = {version};
                li.querySelector('p').firstChild.textContent = 'Saw {version} ';
                li.querySelectorAll('[tabindex], .message-row').forEach(part => part.removeAttribute('tabindex'));
                li.querySelector('.actions')?.remove();
                const text = `<hx-partial hx-target=\"#messages\" hx-swap=\"upsert key:data-seq\">${{li.outerHTML}}</hx-partial>`;
                await htmx.swap({{ sourceElement: document.body, target: '#messages', swap: 'none', text }});
            }})()"
        ))
        .await;
        let text = format!("Saw {version} https://a.example and https://b.example");
        shows_last(&ada, &text).await;
        until(
            &ada,
            &format!("document.activeElement.matches('{focused}') && document.activeElement.isConnected"),
        )
        .await;
    }
    // So it is with the list of who is here.
    ada.eval("void document.querySelector('#people .person').focus()")
        .await;
    ada.eval(
        "(async () => {
            const { innerHTML } = document.getElementById('people');
            const text = `<hx-partial hx-target=\"#people\" hx-swap=\"innerHTML\">${innerHTML}</hx-partial>`;
            await htmx.swap({ sourceElement: document.body, target: '#people', swap: 'none', text });
        })()",
    )
    .await;
    until(&ada, "document.activeElement.matches('#people .person')").await;
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

#[tokio::test]
async fn one_walks_through_the_messages_and_back_to_where_one_writes() {
    let server = Server::start().await;
    let ada = Visitor::join(&server, "ada").await;
    ada.say_numbers(1, 3).await;
    let page = join(&server, "bo").await;
    say(&page, "Mine").await;
    shows_last(&page, "Mine").await;
    let press = async |key: &str| {
        let code = if key.len() == 1 { 0 } else { key_code(key) };
        let text = if key.len() == 1 { key } else { "" };
        for kind in ["keyDown", "keyUp"] {
            let pressed = json!({ "type": kind, "key": key, "text": if kind == "keyDown" { text } else { "" }, "windowsVirtualKeyCode": code });
            page.cdp("Input.dispatchKeyEvent", pressed).await;
        }
    };
    let at = async |what: &str| {
        let place = "document.activeElement.matches('.message-row') ? document.activeElement.querySelector('.message-body').innerText.trim() \
             : document.activeElement.dataset.act ?? document.activeElement.dataset.emoji ?? document.activeElement.id";
        until(&page, &format!("({place}) === {}", Value::from(what))).await;
    };

    // Back from where one writes is the newest message: one stop for all of them.
    page.eval("document.getElementById('composer-body').focus()")
        .await;
    assert_eq!(count(&page, "#messages [tabindex='0']").await, 1);
    assert_eq!(
        count(&page, "#messages :is(a, button):not([tabindex='-1'])").await,
        0
    );
    page.eval("document.querySelector('#messages [tabindex=\"0\"]').focus()")
        .await;
    at("Mine").await;
    press("ArrowUp").await;
    at("Message 3").await;
    press("k").await;
    at("Message 2").await;
    press("j").await;
    at("Message 3").await;
    press("Home").await;
    at("Message 1").await;
    press("ArrowUp").await;
    at("Message 1").await;
    press("End").await;
    at("Mine").await;
    // What is in it is reached by Tab while one is there, and only that.
    assert_eq!(
        page.eval("[...document.querySelectorAll('#messages :is(a, .action):not([tabindex=\"-1\"])')].every(part => part.closest('li') === \
             document.activeElement.closest('li'))")
            .await,
        true
    );
    // It says who wrote it, when and what.
    let named = "['aria-labelledby', 'aria-describedby'].map(name => document.activeElement.getAttribute(name).split(' ')\
         .map(id => document.getElementById(id).textContent.trim()).join(' ')).join(' ')";
    let name = page.eval(named).await;
    let name = name.as_str().expect("a name");
    assert!(name.starts_with("bo ") && name.ends_with(" Mine"), "{name}");

    // Enter leads to what can be done, Escape to where one writes.
    press("Enter").await;
    at("👍").await;
    press("Escape").await;
    at("composer-body").await;
    // Letters do something with the message.
    page.eval("document.querySelector('#messages [tabindex=\"0\"]').focus()")
        .await;
    at("Mine").await;
    page.wait_for("#messages .actions").await;
    press("e").await;
    page.wait_for("#editing:not([hidden])").await;
    at("composer-body").await;
    page.press(&Key::Escape).await;
    until(&page, "document.getElementById('editing').hidden").await;
    // Escape at the message does the same as at its tools.
    page.eval("document.querySelector('#messages [tabindex=\"0\"]').focus()")
        .await;
    at("Mine").await;
    press("Escape").await;
    at("composer-body").await;

    // The list of all of it opens by `?`, not while one writes, and turns single characters off.
    press("?").await;
    until(&page, "document.getElementById('composer-body').value === '?'").await;
    assert_eq!(count(&page, "dialog[open]").await, 0);
    page.fill("#composer-body", "").await;
    page.eval("document.querySelector('#messages [tabindex=\"0\"]').focus()")
        .await;
    press("?").await;
    page.wait_for("dialog.sheet[open] #single-keys").await;
    page.click("#single-keys input").await;
    page.press(&Key::Escape).await;
    until(&page, "!document.querySelector('dialog[open]')").await;
    at("Mine").await;
    press("k").await;
    press("?").await;
    press("ArrowUp").await;
    at("Message 3").await;
    assert_eq!(count(&page, "dialog[open]").await, 0);
}

/// The old number of a key, which browsers go by where a key does something by itself.
fn key_code(key: &str) -> u32 {
    match key {
        "Enter" => 13,
        "Escape" => 27,
        "End" => 35,
        "Home" => 36,
        "ArrowUp" => 38,
        other => panic!("no number for {other}"),
    }
}
