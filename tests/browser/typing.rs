//! Who types, as the others see it.

use fantoccini::key::Key;

use super::{ROOM, Visitor, assert_quiet, count, join, online, phone, register, shows_last, until};
use crate::support::{browser::Browser, server::Server};

/// What stands below the field; empty where nothing is shown.
const SHOWN: &str =
    "(document.getElementById('typing').hidden ? '' : document.getElementById('typing').innerText)";

/// What would move if the line took room of its own.
const LAYOUT: &str = "[document.querySelector('.dock').offsetHeight, timeline.clientHeight].join()";

/// Lets the page hear that these type; user 99 and so on are nobody's.
fn told(names: &[&str]) -> String {
    let people: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(index, name)| serde_json::json!({ "user_id": 99 + index, "name": name }))
        .collect();
    let people = serde_json::Value::from(people);
    format!("void document.dispatchEvent(new CustomEvent('banter:typing', {{ detail: {people} }}))")
}

#[tokio::test]
async fn who_types_is_shown_to_the_others_until_the_message_is_there() {
    let server = Server::start().await;
    let (ada, bo) = tokio::join!(join(&server, "ada"), join(&server, "bo"));
    ada.eval(
        "void (window.said = [], WebSocket.prototype.send = (send => function (text) { \
             window.said.push(text); send.call(this, text); })(WebSocket.prototype.send))",
    )
    .await;
    let layout = bo.eval(LAYOUT).await;
    ada.fill("#composer-body", "Hel").await;
    until(&bo, &format!("{SHOWN} === 'ada is typing…'")).await;
    assert_eq!(bo.eval(LAYOUT).await, layout, "nothing moves");
    assert_eq!(bo.texts("#typing bdi").await, ["ada"]);
    assert_eq!(ada.eval(SHOWN).await, "", "never oneself");
    let said = |what: &str| format!("window.said.filter(text => text === '{what}').length");
    assert_eq!(
        ada.eval(&said(r#"{"typing":true}"#)).await,
        1,
        "not for every key"
    );

    // Emptied.
    ada.press(&char::from(Key::Backspace).to_string().repeat(3)).await;
    until(&ada, &format!("{} === 1", said(r#"{"typing":false}"#))).await;
    until(&bo, &format!("{SHOWN} === ''")).await;

    // Sent: gone when the message comes, whatever the server says of typing.
    ada.fill("#composer-body", "Hello").await;
    until(&bo, &format!("{SHOWN} === 'ada is typing…'")).await;
    bo.eval(
        "void new MutationObserver((_, seen) => { window.cleared ??= document.getElementById('typing').hidden; \
             seen.disconnect(); }).observe(document.getElementById('messages'), { childList: true })",
    )
    .await;
    ada.press_enter("#composer-body").await;
    shows_last(&bo, "Hello").await;
    assert_eq!(bo.eval("window.cleared").await, true);
    until(&ada, &format!("{} === 2", said(r#"{"typing":false}"#))).await;

    // An older message that is edited is none that is about to come.
    let before = ada.eval("window.said.length").await;
    ada.eval("void (document.getElementById('editing').hidden = false)")
        .await;
    ada.fill("#composer-body", "Other").await;
    assert_eq!(ada.eval("window.said.length").await, before);
    assert_quiet(&ada, false).await;
    assert_quiet(&bo, false).await;
}

#[tokio::test]
async fn who_types_in_a_thread_types() {
    let server = Server::start().await;
    let root = Visitor::join(&server, "cy").await.say("Cake at three").await;
    let (ada, bo) = tokio::join!(join(&server, "ada"), Browser::start_with(phone()));
    register(&bo, &server.url(""), "bo").await;
    for page in [&ada, &bo] {
        page.goto(&server.url(&format!("{ROOM}/messages/{root}/thread")))
            .await;
        online(page).await;
    }
    ada.fill("#thread-body", "Hel").await;
    until(&bo, &format!("{SHOWN} === 'ada is typing…'")).await;
    // On a phone the thread is all that is in sight.
    let below = "(line => line.offsetHeight > 0 && line.innerText)(document.querySelector('.thread-typing'))";
    until(&bo, &format!("{below} === 'ada is typing…'")).await;
    ada.press_enter("#thread-body").await;
    until(&bo, "document.querySelector('.thread-typing').hidden").await;
    assert_eq!(bo.eval(SHOWN).await, "");
    assert_quiet(&ada, false).await;
    assert_quiet(&bo, false).await;
}

#[tokio::test]
async fn those_who_type_are_named_up_to_two_and_forgotten_without_news() {
    let mut server = Server::start().await;
    let ada = join(&server, "ada").await;
    let oneself = "void document.dispatchEvent(new CustomEvent('banter:typing', \
         { detail: [{ user_id: Number(document.body.dataset.userId), name: 'ada' }, { user_id: 99, name: 'Cy' }] }))";
    ada.eval(oneself).await;
    until(&ada, &format!("{SHOWN} === 'Cy is typing…'")).await;
    ada.eval(&told(&["<b>Bo</b>", "Cy"])).await;
    until(&ada, &format!("{SHOWN} === '<b>Bo</b> and Cy are typing…'")).await;
    assert_eq!(count(&ada, "#typing b").await, 0);
    ada.eval(&told(&["Bo", "Cy", "Dee"])).await;
    until(&ada, &format!("{SHOWN} === 'Several people are typing…'")).await;
    assert_eq!(
        ada.eval("document.getElementById('typing').ariaLive").await,
        "off"
    );
    // Nobody says that they have stopped.
    until(&ada, &format!("{SHOWN} === ''")).await;

    // Not for want of news, but because the connection is lost.
    ada.eval(
        "void (window.setTimeout = (later => (work, after, ...rest) => after >= 8000 ? 0 : later(work, after, ...rest))(setTimeout))",
    )
    .await;
    ada.eval(&told(&["Bo"])).await;
    until(&ada, &format!("{SHOWN} === 'Bo is typing…'")).await;
    server.kill();
    until(&ada, &format!("{SHOWN} === ''")).await;
    // What is typed without a connection is nobody's news, and no complaint.
    ada.fill("#composer-body", "Still here").await;
    server.restart().await;
    online(&ada).await;
    ada.press_enter("#composer-body").await;
    shows_last(&ada, "Still here").await;
    assert_quiet(&ada, true).await;
}
