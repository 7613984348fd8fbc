//! Replies and threads: live for two people, by pointer and keyboard, beside the timeline and on a phone.

use fantoccini::key::Key;

use super::{
    ROOM, ROWS, Visitor, assert_quiet, bodies, count, files::hand_over_at, join, online, phone, register,
    reload, say, shows_last, until,
};
use crate::support::{
    browser::{Browser, Options},
    server::Server,
};

const REPLIES: &str = "#thread-messages .message-body";

/// Points at the last message of the timeline and presses what can be done with it.
async fn press_on_last(page: &Browser, act: &str) {
    page.eval(
        "void document.querySelector('#messages > li:last-child .message-body')
            .dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }))",
    )
    .await;
    page.click(&format!("#messages > li:last-child > .actions [data-act={act}]"))
        .await;
}

async fn say_in_thread(page: &Browser, text: &str) {
    page.fill("#thread-body", text).await;
    page.press_enter("#thread-body").await;
}

async fn has_replies(page: &Browser, texts: &[&str]) {
    page.wait_until(&format!("the thread has {texts:?}"), async || {
        page.texts(REPLIES).await == texts && count(page, "#thread-outbox > li").await == 0
    })
    .await;
}

#[tokio::test]
async fn a_reply_and_its_count_are_live_for_everybody() {
    let server = Server::start().await;
    let (ada, bo) = (join(&server, "ada").await, join(&server, "bo").await);
    say(&ada, "Cake at three").await;
    shows_last(&bo, "Cake at three").await;
    press_on_last(&bo, "reply").await;
    bo.wait_for("#replying").await;
    assert_eq!(bo.text("#replying .quote-text").await, "Cake at three");
    // A reload forgets neither the text nor what it answers.
    bo.fill("#composer-body", "Which ca").await;
    reload(&bo).await;
    bo.wait_for("#replying").await;
    say(&bo, "Which cake?").await;
    for page in [&ada, &bo] {
        shows_last(page, "Which cake?").await;
        assert_eq!(
            page.text("#messages > li:last-child .quote-text").await,
            "Cake at three"
        );
        until(
            page,
            "document.querySelector('.thread-link').textContent === '1 reply'",
        )
        .await;
    }
    assert_eq!(count(&bo, "#replying:not([hidden])").await, 0);
    // The next one is a message by itself.
    say(&bo, "Hello").await;
    shows_last(&ada, "Hello").await;
    assert_eq!(count(&ada, "#messages .quote").await, 1);

    // What is quoted follows its original, to its end.
    ada.fill("#composer-body", "").await;
    ada.press(&Key::Up).await;
    ada.wait_for("#editing:not([hidden])").await;
    ada.fill("#composer-body", "Cake at four").await;
    ada.press(&Key::Enter).await;
    until(
        &bo,
        "document.querySelector('#messages .quote-text').textContent === 'Cake at four'",
    )
    .await;
    ada.eval("document.querySelector('#messages > li .message-time').focus()")
        .await;
    for _ in 0..2 {
        ada.click("#messages > li:first-child > .actions [data-act=delete]")
            .await;
    }
    for page in [&ada, &bo] {
        until(
            page,
            "document.querySelector('#messages .quote-text').textContent === 'Deleted message'",
        )
        .await;
        let before = page.eval(ROWS).await;
        reload(page).await;
        assert_eq!(page.eval(ROWS).await, before);
        assert!(!page.client().source().await.expect("a page").contains("Cake"));
        assert_quiet(page, false).await;
    }
}

#[tokio::test]
async fn a_thread_opens_beside_the_timeline_and_is_live() {
    let server = Server::start().await;
    let (ada, bo) = (join(&server, "ada").await, join(&server, "bo").await);
    say(&ada, "Cake at three").await;
    shows_last(&bo, "Cake at three").await;
    press_on_last(&bo, "thread").await;
    bo.wait_for("#thread").await;
    assert_eq!(bo.text(".thread-root .message-body").await, "Cake at three");
    say_in_thread(&bo, "Which cake?").await;
    has_replies(&bo, &["Which cake?"]).await;
    ada.click(".thread-link").await;
    has_replies(&ada, &["Which cake?"]).await;
    say_in_thread(&ada, "Carrot").await;
    for page in [&ada, &bo] {
        has_replies(page, &["Which cake?", "Carrot"]).await;
        shows_last(page, "Carrot").await;
        assert_eq!(bodies(page).await, ["Cake at three", "Which cake?", "Carrot"]);
        until(
            page,
            "document.querySelector('#messages .thread-link').textContent === '2 replies'",
        )
        .await;
    }
    // What is said elsewhere stays out of it.
    say(&ada, "Elsewhere").await;
    shows_last(&bo, "Elsewhere").await;
    has_replies(&bo, &["Which cake?", "Carrot"]).await;
    // What one can do with a message, one can do here.
    bo.eval(
        "void document.querySelector('#thread-messages > li:last-child .message-body')
            .dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }))",
    )
    .await;
    bo.click("#thread-messages > li > .actions [data-emoji='🎉']")
        .await;
    for page in [&ada, &bo] {
        page.wait_for("#thread-messages .reaction[title='bo']").await;
        page.wait_for("#messages .reaction[title='bo']").await;
    }
    // An answer to one of them quotes it here, too.
    bo.click("#thread-messages > li > .actions [data-act=reply]")
        .await;
    bo.wait_for("#thread .replying").await;
    say_in_thread(&bo, "With cream?").await;
    has_replies(&ada, &["Which cake?", "Carrot", "With cream?"]).await;
    assert_eq!(ada.texts("#thread-messages .quote-text").await, ["Carrot"]);
    // After a reload by its own address it is the same.
    let thread = ada.eval("document.querySelector('.thread-link').href").await;
    ada.goto(thread.as_str().expect("an address")).await;
    online(&ada).await;
    has_replies(&ada, &["Which cake?", "Carrot", "With cream?"]).await;
    say_in_thread(&bo, "Or nuts").await;
    has_replies(&ada, &["Which cake?", "Carrot", "With cream?", "Or nuts"]).await;
    for page in [&ada, &bo] {
        page.click("#thread-close").await;
        until(page, "document.querySelector('#thread').hidden").await;
        assert_quiet(page, false).await;
    }
}

#[tokio::test]
async fn a_thread_is_read_and_answered_by_keyboard() {
    let server = Server::start().await;
    let ada = join(&server, "ada").await;
    say(&ada, "Cake at three").await;
    shows_last(&ada, "Cake at three").await;
    ada.eval("document.querySelector('#messages > li .message-time').focus()")
        .await;
    ada.wait_for("#messages > li > .actions").await;
    ada.press("r").await;
    ada.wait_for("#replying").await;
    until(&ada, "document.activeElement.id === 'composer-body'").await;
    ada.press(&Key::Escape).await;
    until(&ada, "document.querySelector('#replying').hidden").await;
    ada.eval("document.querySelector('#messages > li .message-time').focus()")
        .await;
    ada.wait_for("#messages > li > .actions").await;
    ada.press("r").await;
    until(&ada, "document.activeElement.id === 'composer-body'").await;
    say(&ada, "Which cake?").await;
    ada.wait_for("#messages .thread-link").await;
    ada.eval("document.querySelector('#messages .thread-link').focus()")
        .await;
    ada.press(&Key::Enter).await;
    until(&ada, "document.activeElement.id === 'thread-body'").await;
    ada.press("Carrot").await;
    ada.press(&Key::Enter).await;
    has_replies(&ada, &["Which cake?", "Carrot"]).await;
    ada.press(&Key::Escape).await;
    until(&ada, "document.querySelector('#thread').hidden").await;
    // The row is another one by now, because its count is: the focus is at that.
    until(
        &ada,
        "document.activeElement.closest('#messages > li:first-child') !== null",
    )
    .await;
    assert_quiet(&ada, false).await;
}

#[tokio::test]
async fn a_thread_of_three_hundred_loads_as_one_reads_back() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    let root = bo.say("Cake at three").await;
    for number in 1..=300 {
        bo.answer(root, &format!("Reply {number}")).await;
    }
    let ada = Browser::start_with(phone()).await;
    register(&ada, &server.url(""), "ada").await;
    ada.goto(&server.url(&format!("{ROOM}/messages/{root}/thread")))
        .await;
    online(&ada).await;
    assert_eq!(ada.texts(REPLIES).await.len(), 50);
    // On a phone it lies over the timeline, which can't be reached meanwhile.
    until(&ada, "document.querySelector('main').inert").await;
    assert_eq!(
        ada.eval("document.documentElement.scrollWidth <= innerWidth")
            .await,
        true
    );
    // The end stays in view while what one writes grows.
    let at_end =
        "(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight < 2)
        (document.querySelector('#thread-scroll'))";
    let height = ada
        .eval("document.querySelector('#thread-scroll').clientHeight")
        .await;
    ada.fill("#thread-body", &"line\n".repeat(6)).await;
    until(
        &ada,
        &format!("document.querySelector('#thread-scroll').clientHeight < {height} - 60"),
    )
    .await;
    until(&ada, at_end).await;
    ada.fill("#thread-body", "").await;
    for page in 2..=6 {
        // By keyboard: from the first one that is there up to what comes before it.
        ada.eval("void document.querySelector('#thread-messages .message-row').focus()")
            .await;
        ada.press(&Key::Up).await;
        until(
            &ada,
            &format!(
                "document.querySelectorAll('#thread-messages > li').length === {}",
                page * 50
            ),
        )
        .await;
    }
    let texts = ada.texts(REPLIES).await;
    let expected: Vec<_> = (1..=300).map(|number| format!("Reply {number}")).collect();
    assert_eq!(texts, expected);
    assert_eq!(count(&ada, "#thread-older:not([hidden])").await, 0);
    bo.answer(root, "Reply 301").await;
    until(
        &ada,
        "document.querySelectorAll('#thread-messages > li').length === 301",
    )
    .await;
    ada.click("#thread-close").await;
    until(&ada, "!document.querySelector('main').inert").await;
    assert_eq!(ada.text(".thread-link").await, "301 replies");
    assert_quiet(&ada, false).await;
}

#[tokio::test]
async fn a_reply_brings_files_and_what_fails_comes_back_to_its_thread() {
    const PLACES: [&str; 2] = ["#thread-scroll", "#thread-body"];
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    let root = bo.say("Cake at three").await;
    let ada = join(&server, "ada").await;
    let thread = server.url(&format!("{ROOM}/messages/{root}/thread"));
    ada.goto(&thread).await;
    online(&ada).await;
    let chips = |many: usize| {
        format!("document.querySelectorAll('#thread-composer .chip[data-id]').length === {many}")
    };
    hand_over_at(&ada, PLACES, "drop", "one.txt", "first").await;
    until(&ada, &chips(1)).await;
    hand_over_at(&ada, PLACES, "paste", "two.txt", "second").await;
    until(&ada, &chips(2)).await;
    assert_eq!(count(&ada, "#chips > *").await, 0, "they are none of the group's");
    // Closed and opened again, and after a reload, they are there.
    ada.click("#thread-close").await;
    until(&ada, "document.querySelector('#thread').hidden").await;
    press_on_last(&ada, "thread").await;
    until(&ada, &chips(2)).await;
    ada.goto(&thread).await;
    online(&ada).await;
    until(&ada, &chips(2)).await;
    ada.click("#thread-composer .chip:first-child button").await;
    until(&ada, &chips(1)).await;
    ada.click("#thread-composer .composer-send").await;
    until(
        &ada,
        "document.querySelector('#thread-messages .file-name')?.textContent === 'two.txt'",
    )
    .await;
    assert_eq!(count(&ada, "#thread-composer .chip").await, 0);

    // What is too long may go as a file.
    ada.eval(
        "void (body => { body.value = 'x'.repeat(5000); body.dispatchEvent(new Event('input', { bubbles: true })); })
            (document.querySelector('#thread-body'))",
    )
    .await;
    ada.wait_for("#thread-composer-as-file").await;
    assert_eq!(ada.text("#thread-composer .composer-count").await, "-1000");
    ada.press_enter("#thread-body").await;
    assert_eq!(count(&ada, "#outbox > li").await, 0, "it is not sent as it is");
    ada.click("#thread-composer-as-file").await;
    until(&ada, &chips(1)).await;

    // The server refuses it; with its file it comes back to where it was written.
    ada.eval(
        "void (window.real = window.fetch, window.fetch = async (url, options) => {
            if (!options?.body?.get?.('client_id')) return window.real(url, options);
            window.fetch = window.real;
            return new Response('No', { status: 422, headers: { 'Content-Type': 'text/plain' } });
        })",
    )
    .await;
    say_in_thread(&ada, "Carrot").await;
    ada.wait_for("#thread-outbox > .message-failed").await;
    ada.click("#thread-close").await;
    ada.click("#outbox > .message-failed [data-action=edit]").await;
    until(&ada, "document.getElementById('thread-body')?.value === 'Carrot'").await;
    until(&ada, &chips(1)).await;
    until(&ada, "document.activeElement.id === 'thread-body'").await;
    assert_eq!(
        ada.eval("document.getElementById('composer-body').value").await,
        ""
    );
    ada.press_enter("#thread-body").await;
    has_replies(&ada, &["", "Carrot"]).await;
    assert_eq!(
        ada.texts("#thread-messages .file-name").await,
        ["two.txt", "text.txt"]
    );
}

#[tokio::test]
async fn what_failed_in_a_thread_that_is_gone_comes_back_to_the_group() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    let root = bo.say("Cake at three").await;
    let ada = join(&server, "ada").await;
    ada.eval(
        "void (window.real = window.fetch, window.fetch = async (url, options) => {
            if (options?.body?.get?.('client_id')) return new Response('No', { status: 422, headers: { 'Content-Type': 'text/plain' } });
            if (window.isGone && url.endsWith('/thread')) return new Response('', { status: 404 });
            return window.real(url, options);
        })",
    )
    .await;
    for (text, is_gone) in [("Carrot", true), ("Apple", false)] {
        ada.eval("void (window.isGone = false, document.querySelector('#composer-body').value = '')")
            .await;
        press_on_last(&ada, "thread").await;
        ada.wait_for("#thread-body").await;
        say_in_thread(&ada, text).await;
        ada.wait_for("#thread-outbox > .message-failed").await;
        ada.click("#thread-close").await;
        // Purged, there is nothing at its address; deleted, nobody can answer there.
        if is_gone {
            ada.eval("void (window.isGone = true)").await;
        } else {
            bo.does(root, "delete", &[]).await;
            ada.wait_for("#messages > .message-deleted").await;
        }
        ada.click("#outbox > .message-failed [data-action=edit]").await;
        until(
            &ada,
            &format!("document.getElementById('composer-body').value === '{text}'"),
        )
        .await;
        until(&ada, "document.activeElement.id === 'composer-body'").await;
        until(&ada, "!document.querySelector('#outbox > li')").await;
    }
}

#[tokio::test]
async fn ones_own_reply_is_changed_where_there_is_room_for_it() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    let root = bo.say("Cake at three").await;
    for options in [phone(), Options::default()] {
        let is_phone = options.width == phone().width;
        let ada = Browser::start_with(options).await;
        register(&ada, &server.url(""), if is_phone { "ada" } else { "cy" }).await;
        ada.goto(&server.url(&format!("{ROOM}/messages/{root}/thread")))
            .await;
        online(&ada).await;
        say_in_thread(&ada, "Carrot").await;
        shows_last(&ada, "Carrot").await;
        bo.answer(root, "With cream?").await;
        until(
            &ada,
            &format!("[...document.querySelectorAll('{REPLIES}')].at(-1)?.innerText === 'With cream?'"),
        )
        .await;
        ada.press(&Key::Up).await;
        ada.wait_for("#editing:not([hidden])").await;
        assert_eq!(
            ada.eval("document.querySelector('#thread').hidden").await,
            is_phone
        );
        until(&ada, "document.activeElement.id === 'composer-body'").await;
        assert_eq!(ada.eval("document.activeElement.value").await, "Carrot");
        ada.fill("#composer-body", "Carrot cake").await;
        ada.press_enter("#composer-body").await;
        until(
            &ada,
            "[...document.querySelectorAll('#messages .message-body')].at(-2).innerText === 'Carrot cake'",
        )
        .await;
        assert_quiet(&ada, false).await;
    }
}

#[tokio::test]
async fn replies_and_threads_work_without_script() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    let root = bo.say("Cake at three").await;
    let ada = Browser::start_with(Options {
        javascript: false,
        ..Options::default()
    })
    .await;
    register(&ada, &server.url(""), "ada").await;
    ada.goto(&server.url(&format!("{ROOM}/messages/{root}"))).await;
    ada.click("a[href*='reply=1']").await;
    ada.wait_for("#replying .quote").await;
    ada.fill("#composer-body", "Which cake?").await;
    ada.click("#composer .composer-send").await;
    ada.wait_for("#messages .quote").await;
    ada.click("#messages .thread-link").await;
    ada.wait_for("#thread").await;
    ada.fill("#thread-body", "Carrot").await;
    ada.click("#thread .composer-send").await;
    ada.wait_until("the thread has it", async || {
        ada.texts(REPLIES).await == ["Which cake?", "Carrot"]
    })
    .await;
    // What is refused stays where it was written, with its file.
    ada.eval(
        "void (data => { data.items.add(new File(['a recipe'], 'recipe.txt')); \
         document.querySelector('#thread .composer-plain [type=file]').files = data.files; \
         document.getElementById('thread-body').value = 'x'.repeat(4001); })(new DataTransfer())",
    )
    .await;
    ada.click("#thread .composer-send").await;
    ada.wait_until("it says why", async || {
        count(&ada, "#thread-error:not(:empty)").await == 1
    })
    .await;
    assert_eq!(ada.texts("#thread .chip-name").await, ["recipe.txt"]);
    ada.fill("#thread-body", "With a recipe").await;
    ada.click("#thread .composer-send").await;
    ada.wait_until("the thread has it", async || {
        ada.texts(REPLIES).await == ["Which cake?", "Carrot", "With a recipe"]
    })
    .await;
    assert_eq!(ada.texts("#thread-messages .file-name").await, ["recipe.txt"]);
    ada.click("#thread-close").await;
    ada.wait_until("it is closed", async || {
        count(&ada, "#thread:not([hidden])").await == 0
    })
    .await;
}
