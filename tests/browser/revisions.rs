//! What one does with a message: react, edit, delete; live for two people, by pointer, finger and keyboard.

use fantoccini::key::Key;

use super::{
    ROOM, ROWS, assert_quiet, bodies, count, join, new_tab, online, reload, say, shows_last, switch_to, until,
};
use crate::support::{browser::Browser, server::Server};

/// Points at the last message once all that one has sent is there, and waits for what can be done with it.
async fn point_at_last(page: &Browser) {
    until(page, "!document.querySelector('#outbox > li')").await;
    page.eval(
        "void document.querySelector('#messages > li:last-child .message-body')
            .dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }))",
    )
    .await;
    page.wait_for("#messages > li:last-child > .actions").await;
}

async fn typed(page: &Browser) -> String {
    let value = page.eval("document.querySelector('#composer-body').value").await;
    value.as_str().expect("a text").to_owned()
}

#[tokio::test]
async fn a_reaction_shows_for_everybody_and_is_taken_back_by_a_press() {
    let server = Server::start().await;
    // The first of a site administers it.
    let (ada, bo) = (join(&server, "ada").await, join(&server, "bo").await);
    say(&ada, "Cake at three").await;
    shows_last(&bo, "Cake at three").await;

    point_at_last(&bo).await;
    bo.click(".actions [data-emoji='🎉']").await;
    for page in [&ada, &bo] {
        page.wait_for(".reaction[data-emoji='🎉'][title='bo']").await;
    }
    assert_eq!(count(&bo, ".reaction.own[aria-pressed=true]").await, 1);
    assert_eq!(
        count(&ada, ".reaction.own, .reaction[aria-pressed=true]").await,
        0
    );
    // What one did stays pointed at, though its row is another one now.
    assert_eq!(count(&bo, ".actions").await, 1);

    ada.click(".reaction").await;
    until(
        &bo,
        "document.querySelector('.reaction-count').textContent === '2'",
    )
    .await;
    bo.click(".reaction").await;
    ada.wait_for(".reaction[title='ada']").await;
    ada.click(".reaction").await;
    for page in [&ada, &bo] {
        until(page, "!document.querySelector('.reaction')").await;
        let before = page.eval(ROWS).await;
        reload(page).await;
        assert_eq!(page.eval(ROWS).await, before);
        assert_quiet(page, false).await;
    }
}

#[tokio::test]
async fn an_edit_is_made_where_one_writes_and_loses_nothing_that_is_typed() {
    let server = Server::start().await;
    // The first of a site administers it.
    let (ada, bo) = (join(&server, "ada").await, join(&server, "bo").await);
    say(&ada, "Cake at **three**").await;
    shows_last(&bo, "Cake at three").await;
    // Others can't.
    point_at_last(&bo).await;
    let not_theirs = ".actions :is([data-act=edit], [data-act=delete]):not([hidden])";
    assert_eq!(count(&bo, not_theirs).await, 0);

    ada.fill("#composer-body", "half a th").await;
    point_at_last(&ada).await;
    ada.click(".actions [data-act=edit]").await;
    ada.wait_for("#editing:not([hidden])").await;
    assert_eq!(typed(&ada).await, "Cake at **three**");
    // A reload and a reaction in between take nothing away.
    ada.fill("#composer-body", "Cake at **four**").await;
    bo.click(".actions [data-emoji='👍']").await;
    ada.wait_for(".reaction").await;
    assert_eq!(typed(&ada).await, "Cake at **four**");
    reload(&ada).await;
    ada.wait_for("#editing:not([hidden])").await;
    assert_eq!(typed(&ada).await, "Cake at **four**");

    ada.press_enter("#composer-body").await;
    shows_last(&bo, "Cake at four").await;
    shows_last(&ada, "Cake at four").await;
    until(&ada, "document.querySelector('#editing').hidden").await;
    assert_eq!(typed(&ada).await, "half a th", "what was being written is back");
    for page in [&ada, &bo] {
        assert_eq!(page.texts(".message-edited").await, ["edited"]);
        assert_eq!(count(page, ".reaction").await, 1);
        assert_quiet(page, false).await;
    }
    // By the Up arrow where nothing is typed, it is one's own last message.
    ada.fill("#composer-body", "").await;
    ada.press(&Key::Up).await;
    ada.wait_for("#editing:not([hidden])").await;
    assert_eq!(typed(&ada).await, "Cake at **four**");
    assert_eq!(ada.text(".composer-send").await, "Save");
    ada.fill("#composer-body", " ").await;
    ada.press(&Key::Enter).await;
    until(
        &ada,
        "document.querySelector('#composer-error').innerText === 'Write something first.'",
    )
    .await;
    ada.press(&Key::Escape).await;
    until(&ada, "document.querySelector('#editing').hidden").await;
    assert_eq!(ada.text(".composer-send").await, "Send");
    // Nothing is read out as new by it.
    assert_eq!(bo.text("#announcer").await, "ada: Cake at three");
}

#[tokio::test]
async fn an_edit_that_fails_says_so_and_waits() {
    let mut server = Server::start().await;
    let ada = join(&server, "ada").await;
    say(&ada, "Cake at three").await;
    shows_last(&ada, "Cake at three").await;
    point_at_last(&ada).await;
    ada.click(".actions [data-act=edit]").await;
    ada.wait_for("#editing:not([hidden])").await;
    ada.fill("#composer-body", "Cake at four").await;
    server.kill();
    ada.press_enter("#composer-body").await;
    until(
        &ada,
        "document.querySelector('#composer-error').textContent !== ''",
    )
    .await;
    assert_eq!(typed(&ada).await, "Cake at four");
    server.restart().await;
    online(&ada).await;
    ada.press_enter("#composer-body").await;
    shows_last(&ada, "Cake at four").await;
    // Escape leaves an edit as it was.
    point_at_last(&ada).await;
    ada.click(".actions [data-act=edit]").await;
    ada.wait_for("#editing:not([hidden])").await;
    ada.fill("#composer-body", "Cake never").await;
    ada.press(&Key::Escape).await;
    until(&ada, "document.querySelector('#editing').hidden").await;
    assert_eq!(bodies(&ada).await, ["Cake at four"]);
}

#[tokio::test]
async fn a_message_is_deleted_by_its_author_or_an_administrator_by_two_presses() {
    let server = Server::start().await;
    // The first of a site administers it.
    let (ada, bo) = (join(&server, "ada").await, join(&server, "bo").await);
    say(&bo, "one").await;
    shows_last(&ada, "one").await;
    say(&ada, "two").await;
    shows_last(&bo, "two").await;
    let [first, second] = new_tab(&bo).await;
    bo.goto(&server.url(ROOM)).await;
    online(&bo).await;

    point_at_last(&bo).await;
    assert_eq!(count(&bo, ".actions [data-act=delete]:not([hidden])").await, 0);
    // By keyboard: the link of the time, then what can be done.
    ada.eval("document.querySelector('#messages > li .message-time').focus()")
        .await;
    ada.wait_for("#messages > li:first-child > .actions").await;
    assert_eq!(count(&ada, ".actions [data-act=edit]:not([hidden])").await, 0);
    let delete = "document.querySelector('.actions [data-act=delete]')";
    ada.eval(&format!("{delete}.focus()")).await;
    // A double click is one press, and Escape takes that back.
    ada.eval(&format!(
        "[1, 2].forEach(detail => {delete}.dispatchEvent(new MouseEvent('click', {{ bubbles: true, detail }})))"
    ))
    .await;
    ada.press(&Key::Escape).await;
    until(&ada, "document.activeElement.id === 'composer-body'").await;
    assert_eq!(count(&ada, ".actions").await, 0);
    ada.eval("document.querySelector('#messages > li .message-time').focus()")
        .await;
    ada.wait_for("#messages > li:first-child > .actions").await;
    ada.eval(&format!("{delete}.focus()")).await;
    ada.press(&Key::Enter).await;
    until(
        &ada,
        "document.activeElement.textContent === 'Delete for everybody?'",
    )
    .await;
    assert_eq!(bodies(&ada).await, ["one", "two"], "once is not enough");
    ada.press(&Key::Enter).await;
    let gone = ["This message was deleted.", "two"];
    for tab in [first, second] {
        switch_to(&bo, &tab).await;
        bo.wait_for("#messages > li.message-deleted").await;
        assert_eq!(bodies(&bo).await, gone);
        assert!(!bo.client().source().await.expect("a page").contains("one</p>"));
    }
    ada.wait_for("#messages > li.message-deleted").await;
    assert_eq!(bodies(&ada).await, gone);
    // A tombstone has nothing that can be done with it, and keeps the focus.
    until(
        &ada,
        "document.activeElement.closest('.message-deleted') !== null",
    )
    .await;
    assert_eq!(count(&ada, ".actions").await, 0);
    for page in [&ada, &bo] {
        assert_quiet(page, false).await;
    }
}

#[tokio::test]
async fn what_was_said_before_opens_over_the_page_and_gives_the_focus_back() {
    let server = Server::start().await;
    let (ada, bo) = (join(&server, "ada").await, join(&server, "bo").await);
    say(&ada, "Cake at three").await;
    shows_last(&ada, "Cake at three").await;
    ada.press(&Key::Up).await;
    ada.wait_for("#editing:not([hidden])").await;
    ada.fill("#composer-body", "Cake at four").await;
    ada.press_enter("#composer-body").await;
    shows_last(&bo, "Cake at four").await;

    bo.eval("document.querySelector('.message-edited').focus()").await;
    bo.press(&Key::Enter).await;
    bo.wait_for("dialog.sheet[open] .revision").await;
    assert_eq!(
        bo.texts(".revisions .message-body").await,
        ["Cake at four", "Cake at three"]
    );
    bo.press(&Key::Escape).await;
    until(&bo, "!document.querySelector('dialog[open]')").await;
    until(&bo, "document.activeElement.matches('.message-edited')").await;
    assert_quiet(&bo, false).await;
}

#[tokio::test]
async fn any_emoji_is_found_and_chosen_by_keyboard() {
    let server = Server::start().await;
    let ada = join(&server, "ada").await;
    say(&ada, "Cake at three").await;
    shows_last(&ada, "Cake at three").await;
    point_at_last(&ada).await;
    ada.eval("document.querySelector('.actions [data-act=react]').focus()")
        .await;
    ada.press(&Key::Enter).await;
    ada.wait_for("dialog.sheet[open] .emoji").await;
    // The field has the focus; what is typed narrows what is there.
    until(&ada, "document.activeElement.type === 'search'").await;
    ada.press("tada").await;
    until(
        &ada,
        "[...document.querySelectorAll('.emoji:not([hidden])')].filter((button) => button.checkVisibility()).length === 1",
    )
    .await;
    ada.press(&Key::Down).await;
    until(&ada, "document.activeElement.value === '🎉'").await;
    ada.press(&Key::Enter).await;
    ada.wait_for(".reaction.own[data-emoji='🎉']").await;
    until(&ada, "!document.querySelector('dialog[open]')").await;

    // The arrows go from row to row.
    point_at_last(&ada).await;
    ada.click(".actions [data-act=react]").await;
    ada.wait_for("dialog.sheet[open] .emoji").await;
    until(&ada, "document.activeElement.type === 'search'").await;
    ada.press(&Key::Down).await;
    let top = "document.activeElement.getBoundingClientRect().top - document.querySelector('.emoji').getBoundingClientRect().top";
    ada.press(&Key::Down).await;
    until(
        &ada,
        &format!("document.activeElement.matches('.emoji') && {top} > 0"),
    )
    .await;
    ada.press(&Key::Up).await;
    until(
        &ada,
        "document.activeElement === document.querySelector('.emoji')",
    )
    .await;
    ada.press(&Key::Escape).await;
    until(&ada, "!document.querySelector('dialog[open]')").await;
    assert_eq!(count(&ada, ".reaction").await, 1, "nothing was chosen");
    assert_quiet(&ada, false).await;
}

#[tokio::test]
async fn a_pin_shows_for_everybody_and_is_found_in_the_groups_menu() {
    let server = Server::start().await;
    let (ada, bo) = (join(&server, "ada").await, join(&server, "bo").await);
    say(&ada, "The key is under the mat").await;
    shows_last(&bo, "The key is under the mat").await;
    // Who has written takes part.
    say(&bo, "Thanks").await;
    shows_last(&ada, "Thanks").await;
    for page in [&ada, &bo] {
        point_at_last(page).await;
    }
    ada.click(".actions [data-act=more]").await;
    // What others do closes no menu.
    bo.click(".actions [data-emoji='👍']").await;
    ada.wait_for(".reaction").await;
    ada.click(".actions-more [data-act=pin]").await;
    for page in [&ada, &bo] {
        page.wait_for("#messages > li:last-child.message-pinned .message-pin")
            .await;
    }
    bo.click("[popovertarget=room-menu]").await;
    bo.click("#room-menu [data-sheet]").await;
    bo.wait_for("dialog.sheet[open] .revision").await;
    assert_eq!(bo.texts("dialog .message-body").await, ["Thanks"]);
    bo.press(&Key::Escape).await;
    until(&bo, "!document.querySelector('dialog[open]')").await;

    point_at_last(&bo).await;
    bo.click(".actions [data-act=more]").await;
    bo.click(".actions-more [data-act='pin/remove']").await;
    for page in [&ada, &bo] {
        until(page, "!document.querySelector('.message-pinned')").await;
        let before = page.eval(ROWS).await;
        reload(page).await;
        assert_eq!(page.eval(ROWS).await, before);
        assert_quiet(page, false).await;
    }
}
