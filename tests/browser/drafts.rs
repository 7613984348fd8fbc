//! What one writes goes on on another device: as soon as typing pauses, and never over what is typed there.

use super::{Visitor, count, join, online, reload, say, shows_last, sign_in, state, until};
use crate::support::{browser::Browser, server::Server};

/// Waits until the server has what is in the composer.
async fn kept(page: &Browser) {
    until(
        page,
        "JSON.parse(Object.entries(sessionStorage).find(([key]) => key.includes('.typed.'))?.[1] ?? '{}').saved === true",
    )
    .await;
}

async fn elsewhere(server: &Server, username: &str) -> Browser {
    let page = Browser::start().await;
    page.goto(&server.url("/login")).await;
    sign_in(&page, username).await;
    page.find("#composer").await;
    online(&page).await;
    page
}

async fn typed(page: &Browser) -> String {
    let value = page.eval("document.getElementById('composer-body').value").await;
    value.as_str().expect("a text").to_owned()
}

#[tokio::test]
async fn a_draft_goes_on_elsewhere_and_is_gone_when_it_is_sent() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say("Which cake?").await;
    let desk = join(&server, "ada").await;
    shows_last(&desk, "Which cake?").await;
    desk.eval(
        "void document.querySelector('#messages .message-body')
            .dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }))",
    )
    .await;
    desk.click("#messages > li > .actions [data-act=reply]").await;
    desk.wait_for("#replying:not([hidden])").await;
    desk.fill("#composer-body", "Carrot").await;
    kept(&desk).await;

    let phone = elsewhere(&server, "ada").await;
    assert_eq!(typed(&phone).await, "Carrot");
    assert_eq!(phone.text("#replying .quote-text").await, "Which cake?");
    say(&phone, "Carrot cake").await;
    shows_last(&phone, "Carrot cake").await;
    assert_eq!(
        phone.text("#messages > li:last-child .quote-text").await,
        "Which cake?"
    );
    kept(&phone).await;
    // Under one's hands nothing is replaced.
    assert_eq!(typed(&desk).await, "Carrot");
    reload(&desk).await;
    assert_eq!(typed(&desk).await, "");
    assert_eq!(count(&desk, "#replying:not([hidden])").await, 0);
}

#[tokio::test]
async fn what_was_typed_last_wins_wherever_it_was() {
    let mut server = Server::start().await;
    let desk = join(&server, "ada").await;
    desk.fill("#composer-body", "At the desk").await;
    kept(&desk).await;
    let phone = elsewhere(&server, "ada").await;
    phone.fill("#composer-body", "On the phone").await;
    kept(&phone).await;
    // A page that was left at once has told, too.
    desk.fill("#composer-body", "At the desk again").await;
    reload(&desk).await;
    assert_eq!(typed(&desk).await, "At the desk again");
    kept(&desk).await;
    reload(&phone).await;
    assert_eq!(typed(&phone).await, "At the desk again");
    // Without the server it stays here, and goes when that is back.
    server.kill();
    state(&phone, "offline").await;
    phone.fill("#composer-body", "In the tunnel").await;
    server.restart().await;
    online(&phone).await;
    kept(&phone).await;
    reload(&desk).await;
    assert_eq!(typed(&desk).await, "In the tunnel");
}

#[tokio::test]
async fn what_is_begun_is_marked_in_the_sidebar_as_it_is_typed() {
    const PENCIL: &str = "#groups a[data-group-id='1'] [data-draft]";
    let server = Server::start().await;
    let desk = join(&server, "ada").await;
    let phone = elsewhere(&server, "ada").await;
    desk.goto(&server.url("/groups")).await;
    desk.find("nav#groups").await;
    assert_eq!(count(&desk, PENCIL).await, 0);
    phone.fill("#composer-body", "Carrot").await;
    desk.wait_for(PENCIL).await;
    let says = format!("document.querySelector(\"{PENCIL}\").textContent");
    assert_eq!(desk.eval(&says).await, "Draft");
    // Who has it open sees it where they write.
    assert_eq!(count(&phone, PENCIL).await, 0);
    say(&phone, "Carrot cake").await;
    shows_last(&phone, "Carrot cake").await;
    until(&desk, &format!("!document.querySelector(\"{PENCIL}\")")).await;
    // Who goes elsewhere within the pause of typing has it there, too.
    phone.fill("#composer-body", "With cream").await;
    phone.goto(&server.url("/groups")).await;
    phone.wait_for(PENCIL).await;
    desk.wait_for(PENCIL).await;
}

#[tokio::test]
async fn what_is_begun_in_a_thread_goes_on_after_it_was_closed_and_elsewhere() {
    const THREAD: &str = "document.getElementById('thread-body').value";
    // What belongs to a thread is loaded with it.
    const STARTED: &str = "#thread .message-row[tabindex='0']";
    let mut server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    let root = bo.say("Cake at three").await;
    bo.answer(root, "Which cake?").await;
    let desk = join(&server, "ada").await;
    desk.fill("#composer-body", "in the group").await;
    let thread = server.url(&format!("/groups/1/messages/{root}/thread"));
    desk.click("#messages .thread-link").await;
    desk.wait_for("#thread-body").await;
    desk.fill("#thread-body", "Carrot").await;
    desk.click("#thread-close").await;
    until(&desk, "document.querySelector('#thread').hidden").await;
    desk.click("#messages .thread-link").await;
    until(
        &desk,
        &format!("document.getElementById('thread-body') && {THREAD} === 'Carrot'"),
    )
    .await;
    until(
        &desk,
        "Object.entries(sessionStorage).filter(([key]) => key.includes('.typed.'))
            .map(([, text]) => JSON.parse(text).saved).join() === 'true,true'",
    )
    .await;

    let phone = elsewhere(&server, "ada").await;
    assert_eq!(typed(&phone).await, "in the group");
    phone.goto(&thread).await;
    phone.wait_for(STARTED).await;
    until(&phone, &format!("{THREAD} === 'Carrot'")).await;
    phone.fill("#thread-body", "Carrot cake").await;
    // Closed within the pause, it is kept all the same.
    phone.click("#thread-close").await;
    let kept = "Object.values(sessionStorage).some(text => text.includes('\"saved\":false'))";
    until(&phone, &format!("!{kept}")).await;
    desk.goto(&thread).await;
    online(&desk).await;
    until(&desk, &format!("{THREAD} === 'Carrot cake'")).await;
    // Sent, it is begun nowhere any more: the post itself says so, whatever becomes of what the page says.
    desk.eval(
        "void (window.real = window.fetch, window.fetch = (url, options) =>
            url.endsWith('/draft') ? Promise.reject(new Error('lost')) : window.real(url, options))",
    )
    .await;
    desk.press_enter("#thread-body").await;
    shows_last(&desk, "Carrot cake").await;
    assert_eq!(
        desk.texts("#thread-messages .message-body").await,
        ["Which cake?", "Carrot cake"]
    );
    phone.goto(&thread).await;
    phone.wait_for(STARTED).await;
    assert_eq!(phone.eval(THREAD).await, "");
    assert_eq!(typed(&phone).await, "in the group");
    // Who closes it while it is being kept, and goes, has all of it there: only what may outlast a page arrives.
    phone
        .eval(
            "void (window.real = window.fetch, window.fetch = (url, options) =>
                url.endsWith('/draft') && !options.keepalive ? new Promise(() => {}) : window.real(url, options))",
        )
        .await;
    phone.fill("#thread-body", "Nut").await;
    phone.eval("document.activeElement.blur()").await;
    phone.fill("#thread-body", "Nut cake").await;
    phone.click("#thread-close").await;
    phone.goto(&server.url("/people")).await;
    desk.goto(&thread).await;
    online(&desk).await;
    until(&desk, &format!("{THREAD} === 'Nut cake'")).await;
    phone.goto(&thread).await;
    phone.wait_for(STARTED).await;
    // Without the server it stays here, too.
    server.kill();
    state(&phone, "offline").await;
    phone.fill("#thread-body", "In the tunnel").await;
    server.restart().await;
    online(&phone).await;
    until(&phone, &format!("!{kept}")).await;
    reload(&desk).await;
    until(&desk, &format!("{THREAD} === 'In the tunnel'")).await;
}
