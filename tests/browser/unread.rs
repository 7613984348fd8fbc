//! What is unread: marked where one looks, read when it was seen, and the same on every device.

use super::{ROOM, Visitor, click_in_timeline, count, join, online, phone, shows_last, sign_in, until};
use crate::support::{
    browser::{Browser, Options},
    server::Server,
};

/// Waits until the room's mark says so many messages and mentions.
async fn marked(page: &Browser, unread: &str, mentions: &str) {
    until(
        page,
        &format!(
            "(({{ unread, mentions }}) => unread === '{unread}' && mentions === '{mentions}')
                (document.querySelector('nav#groups a[data-group-id=\"1\"]').dataset)"
        ),
    )
    .await;
}

/// Waits until the line stands above this message, or nowhere.
async fn line_above(page: &Browser, text: Option<&str>) {
    let row = "document.querySelector('#messages > [data-new]')";
    let expected = match text {
        Some(text) => format!("{row}?.querySelector('.message-body').innerText.trim() === '{text}'"),
        None => format!("!{row}"),
    };
    until(page, &expected).await;
}

async fn elsewhere(server: &Server, username: &str, options: Options) -> Browser {
    let page = Browser::start_with(options).await;
    page.goto(&server.url("/login?next=/people")).await;
    sign_in(&page, username).await;
    page.find("nav#groups").await;
    page
}

#[tokio::test]
async fn what_is_new_is_read_as_it_is_seen_and_on_every_device() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    let desk = join(&server, "ada").await;
    desk.goto(&server.url("/people")).await;
    let away = elsewhere(&server, "ada", phone()).await;
    bo.say_numbers(1, 59).await;
    bo.say("Message 60, @ada").await;
    for page in [&desk, &away] {
        marked(page, "60", "1").await;
        until(page, "document.title.startsWith('(60) ')").await;
    }
    assert_eq!(
        desk.text("nav#groups a[data-group-id='1'] .visually-hidden")
            .await,
        "60 unread, 1 mention"
    );
    // Where the sidebar is hidden, its button tells of it.
    let dot = "getComputedStyle(document.querySelector('.open-sidebar'), '::after').content !== 'none'";
    until(&away, dot).await;

    // It opens at the first, and what was not in view is not read.
    desk.goto(&server.url(ROOM)).await;
    online(&desk).await;
    line_above(&desk, Some("Message 1")).await;
    let in_view = "(({ top, bottom }) => top >= 0 && bottom <= innerHeight)
        (document.querySelector('#messages > [data-new]').getBoundingClientRect())";
    assert_eq!(desk.eval(in_view).await, true);
    let some = "Number(document.querySelector('nav#groups a[data-group-id=\"1\"]').dataset.unread)";
    until(&desk, &format!("{some} < 60")).await;
    let left = desk.eval(some).await.as_u64().expect("a number");
    assert!((20..60).contains(&left), "{left}");

    // The way to the newest reads all of it, here and there.
    desk.click("#jump").await;
    for page in [&desk, &away] {
        marked(page, "0", "0").await;
        until(page, "!document.title.startsWith('(')").await;
    }
    let dotless = "getComputedStyle(document.querySelector('.open-sidebar'), '::after').content === 'none'";
    until(&away, dotless).await;

    // What comes before one's eyes is read as it comes. The line stays where one came in.
    bo.say("One more").await;
    shows_last(&desk, "One more").await;
    line_above(&desk, Some("Message 1")).await;
    marked(&away, "0", "0").await;

    // From here on it is unread, and stays so, whatever is in view.
    desk.eval(
        "void [...document.querySelectorAll('#messages > li .message-body')].at(-2)
            .dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }))",
    )
    .await;
    click_in_timeline(&desk, "#messages > li > .actions [data-act=more]").await;
    click_in_timeline(&desk, "#messages > li > .actions [data-act=unread]").await;
    for page in [&desk, &away] {
        marked(page, "2", "1").await;
    }
    line_above(&desk, Some("Message 60, @ada")).await;
    bo.say("Unread as well").await;
    shows_last(&desk, "Unread as well").await;
    marked(&away, "3", "1").await;
    marked(&desk, "3", "1").await;

    // Who says so and goes on at once has said so: only what may outlast a page arrives.
    desk.eval(
        "void (window.real = window.fetch, window.fetch = (url, options) =>
            url.endsWith('/unread') && !options?.keepalive ? new Promise(() => {}) : window.real(url, options))",
    )
    .await;
    desk.eval(
        "void (body => {
            body.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }));
            document.querySelector('#messages > li > .actions [data-act=unread]').click();
        })([...document.querySelectorAll('#messages > li .message-body')].at(-2))",
    )
    .await;
    desk.goto(&server.url("/people")).await;
    for page in [&desk, &away] {
        marked(page, "2", "0").await;
    }
    desk.goto(&server.url(ROOM)).await;
    online(&desk).await;

    // Whoever writes goes on reading.
    super::say(&desk, "Done").await;
    shows_last(&desk, "Done").await;
    line_above(&desk, None).await;
    for page in [&desk, &away] {
        marked(page, "0", "0").await;
    }
}

#[tokio::test]
async fn what_comes_while_one_is_away_has_a_line() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    let ada = join(&server, "ada").await;
    bo.say("Before").await;
    shows_last(&ada, "Before").await;
    // What comes before one's eyes has no line.
    line_above(&ada, None).await;
    marked(&ada, "0", "0").await;
    // Its server knows.
    until(
        &ada,
        "fetch('/unread', { headers: { 'HX-Request': 'true' } }).then(answer => answer.text()).then(text => text.includes('data-total=\"0\"'))",
    )
    .await;
    let tabs = super::new_tab(&ada).await;
    ada.goto(&server.url("/people")).await;
    bo.say("Meanwhile").await;
    marked(&ada, "1", "0").await;
    super::switch_to(&ada, &tabs[0]).await;
    line_above(&ada, Some("Meanwhile")).await;
    marked(&ada, "0", "0").await;
    line_above(&ada, Some("Meanwhile")).await;
    assert_eq!(count(&ada, "#messages > [data-new]").await, 1);
}

#[tokio::test]
async fn without_script_a_page_reads_and_a_form_takes_it_back() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    let ada = Visitor::join(&server, "ada").await;
    bo.say_numbers(1, 3).await;
    drop(ada);
    let page = elsewhere(
        &server,
        "ada",
        Options {
            javascript: false,
            ..Options::default()
        },
    )
    .await;
    let shown = "document.querySelector('nav#groups a[data-group-id=\"1\"]').dataset.unread";
    assert_eq!(page.eval(shown).await, "3");
    page.goto(&server.url(ROOM)).await;
    assert_eq!(
        page.eval(shown).await,
        "3",
        "the page itself has read nothing yet"
    );
    assert_eq!(
        page.text("#messages > [data-new] .message-body").await,
        "Message 1"
    );
    page.wait_until("it was shown", async || {
        page.goto(&server.url("/people")).await;
        page.eval(shown).await == "0"
    })
    .await;
    page.goto(&server.url(ROOM)).await;
    let second = page
        .eval("[...document.querySelectorAll('#messages .message-time')].at(-2).href")
        .await;
    page.goto(second.as_str().expect("an address")).await;
    page.click("form[action$='/unread'] button").await;
    page.find("#messages > [data-new]").await;
    page.goto(&server.url("/unread")).await;
    assert_eq!(page.text(".unread-list .visually-hidden").await, "2 unread");
    page.click("form[action='/unread/read'] button").await;
    page.find(".blank").await;
}
