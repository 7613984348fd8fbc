//! The same with JavaScript off: by forms and links only.

use super::{
    arrives, assert_quiet, choose, lists, manage, misses, opens, path, plain_people, row, shows, tells, value,
};
use crate::{
    browser::{ROOM, bodies, click_in_timeline, count, until},
    support::{browser::Browser, server::Server},
};

/// Sends a message by the button, and waits for the page that has it.
async fn send(page: &Browser, text: &str) {
    page.fill("#composer-body", text).await;
    page.click(".composer-send").await;
    last(page, text).await;
}

/// Reads the page anew until this is the last message.
async fn reads(page: &Browser, url: &str, text: &str) {
    page.goto(url).await;
    last(page, text).await;
}

async fn last(page: &Browser, text: &str) {
    shows(page, "#messages > li:last-child .message-body", text).await;
}

/// Finds somebody by the picker's button, and ticks their box.
async fn tick(page: &Browser, name: &str) {
    page.fill("#picker-query", name).await;
    page.click(".picker-find").await;
    shows(page, "#people-found .entry-name", name).await;
    page.click("#people-found label").await;
    until(page, "document.querySelector('#people-found input').checked").await;
}

#[tokio::test]
async fn a_room_from_its_making_to_a_lifted_ban() {
    let server = Server::start().await;
    let [ada, bo, cy] = plain_people(&server, ["ada", "bo", "cy"]).await;

    // Refused beside the field, with all that was typed.
    ada.click("#groups [href='/groups/new?kind=public']").await;
    ada.fill("#name", "General").await;
    ada.fill("#topic", "What grows").await;
    ada.press_enter("#topic").await;
    ada.wait_for("#name-error").await;
    assert_eq!(value(&ada, "#name").await, "General");
    assert_eq!(value(&ada, "#topic").await, "What grows");
    assert_eq!(ada.eval("document.activeElement.id").await, "name");
    ada.fill("#name", "Garden").await;
    ada.click("#create").await;
    let garden = opens(&ada, "Garden").await;
    tells(&ada, "ada created Garden").await;

    bo.click("#groups [href='/groups']").await;
    bo.fill("[role=search] input", "gard").await;
    bo.press_enter("[role=search] input").await;
    until(&bo, "document.querySelectorAll('.entry-link').length === 1").await;
    bo.click(".entry-link").await;
    opens(&bo, "Garden").await;
    assert_eq!(count(&bo, "#room-menu form").await, 0);
    bo.click("#standing button").await;
    lists(&bo, &["Garden", "general"]).await;
    tells(&bo, "bo joined").await;
    assert_eq!(count(&bo, "#standing button").await, 0);

    cy.goto(&server.url(&garden)).await;
    send(&cy, "Tomatoes!").await;
    lists(&cy, &["Garden", "general"]).await;

    choose(&bo, "form[action$='/leave'] button").await;
    arrives(&bo, "/groups").await;
    lists(&bo, &["general"]).await;
    ada.goto(&server.url(&garden)).await;
    tells(&ada, "bo left").await;

    choose(&ada, "[href$='/members']").await;
    manage(&ada, "cy", "/bans").await;
    ada.wait_for("#banned-title").await;
    misses(&cy, &server.url(&garden)).await;
    ada.click("form[action$='/lift'] button").await;
    until(&ada, "!document.querySelector('#banned-title')").await;
    cy.goto(&server.url(&garden)).await;
    cy.click("#standing button").await;
    lists(&cy, &["Garden", "general"]).await;
    for page in [&ada, &bo, &cy] {
        assert_quiet(page).await;
    }
}

#[tokio::test]
async fn a_group_is_filled_by_a_picker_that_forgets_nothing() {
    let server = Server::start().await;
    let [ada, bo, cy] = plain_people(&server, ["ada", "bo", "cy"]).await;

    ada.click("#groups [href='/groups/new?kind=private']").await;
    ada.fill("#name", "Plans").await;
    ada.fill("#topic", "For summer").await;
    tick(&ada, "bo").await;
    tick(&ada, "cy").await;
    shows(&ada, "#people-chosen .entry-name", "bo").await;
    assert_eq!(value(&ada, "#name").await, "Plans");
    assert_eq!(value(&ada, "#topic").await, "For summer");
    // A refusal keeps all that as well, and who was ticked is chosen.
    ada.fill("#name", &"long ".repeat(20)).await;
    ada.click("#create").await;
    ada.wait_for("#name-error").await;
    assert_eq!(ada.texts("#people-chosen .entry-name").await, ["bo", "cy"]);
    assert_eq!(value(&ada, "#topic").await, "For summer");
    assert_eq!(value(&ada, "#name").await.trim(), "long ".repeat(20).trim());
    // Whoever is taken off the list is not added.
    ada.click("#people-chosen li:last-child label").await;
    ada.fill("#name", "Plans").await;
    ada.click("#create").await;
    let plans = opens(&ada, "Plans").await;
    assert_eq!(bodies(&ada).await, ["ada created Plans", "ada added bo"]);
    misses(&cy, &server.url(&plans)).await;

    bo.goto(&server.url("/")).await;
    lists(&bo, &["general", "Plans"]).await;
    bo.click(&format!("#groups a[href='{plans}']")).await;
    opens(&bo, "Plans").await;
    send(&bo, "Hello").await;

    // Somebody who comes later, by the same picker.
    ada.goto(&server.url(&format!("{plans}/members"))).await;
    ada.click(".adding > summary").await;
    tick(&ada, "cy").await;
    ada.click("#create").await;
    row(&ada, "cy").await;
    arrives(&ada, &format!("{plans}/members")).await;
    reads(&cy, &server.url(&plans), "ada added cy").await;
    manage(&ada, "bo", "role=moderator").await;
    until(
        &ada,
        "document.querySelectorAll('[aria-labelledby=staff-title] > li').length === 2",
    )
    .await;
    bo.goto(&server.url(&format!("{plans}/members"))).await;
    manage(&bo, "cy", "/remove").await;
    until(&bo, "document.querySelectorAll('li[id^=member-]').length === 2").await;
    misses(&cy, &server.url(&plans)).await;
    reads(&bo, &server.url(&plans), "bo removed cy").await;
    for page in [&ada, &bo, &cy] {
        assert_quiet(page).await;
    }
}

#[tokio::test]
async fn an_owner_renames_archives_hands_over_and_deletes() {
    let server = Server::start().await;
    let [ada, bo] = plain_people(&server, ["ada", "bo"]).await;
    ada.goto(&server.url("/groups/new?kind=private")).await;
    ada.fill("#name", "Plans").await;
    tick(&ada, "bo").await;
    ada.click("#create").await;
    let plans = opens(&ada, "Plans").await;
    let settings = server.url(&format!("{plans}/settings"));

    choose(&ada, "[href$='/settings']").await;
    ada.fill("#name", "Better plans").await;
    ada.fill("#topic", &"long ".repeat(60)).await;
    ada.press_enter("#name").await;
    ada.wait_for("#topic-error").await;
    assert_eq!(value(&ada, "#name").await, "Better plans");
    ada.fill("#topic", "").await;
    ada.press_enter("#topic").await;
    shows(&ada, ".notice-success", "Saved.").await;
    reads(&bo, &server.url(&plans), "ada renamed the group to Better plans").await;

    ada.click("form[action$='/archive'] button").await;
    ada.wait_for(".standing-archived").await;
    bo.goto(&server.url(&plans)).await;
    bo.wait_for(".standing-archived").await;
    until(
        &bo,
        "document.querySelector('#composer').checkVisibility() === false",
    )
    .await;
    ada.click("#standing button").await;
    ada.wait_for("#composer").await;

    // The last owner has to name another one.
    ada.click("[popovertarget=room-menu]").await;
    ada.click("#room-menu summary").await;
    ada.click("#room-menu details button").await;
    shows(&ada, ".notice-title", "Choose who takes over").await;
    let bos = row(&ada, "bo").await;
    ada.click(&format!("{bos} button[value=owner]")).await;
    until(&ada, "!document.querySelector('.notice-title')").await;
    reads(&bo, &server.url(&plans), "ada made bo an owner").await;
    choose(&bo, "[href$='/settings']").await;

    bo.fill("#confirm", "Plans").await;
    bo.press_enter("#confirm").await;
    bo.wait_for("#confirm-error").await;
    assert_eq!(value(&bo, "#confirm").await, "Plans");
    assert_eq!(bo.eval("document.activeElement.id").await, "confirm");
    bo.fill("#confirm", "Better plans").await;
    bo.press_enter("#confirm").await;
    arrives(&bo, "/groups").await;
    lists(&bo, &["general"]).await;
    misses(&ada, &settings).await;
    ada.goto(&server.url("/")).await;
    arrives(&ada, ROOM).await;
    lists(&ada, &["general"]).await;
    for page in [&ada, &bo] {
        assert_quiet(page).await;
    }
}

#[tokio::test]
async fn a_chat_begins_at_a_name_and_survives_its_closing() {
    let server = Server::start().await;
    let [ada, bo, cy] = plain_people(&server, ["ada", "bo", "cy"]).await;
    send(&bo, "Hello all").await;

    // The name leads to the person's page, and from there to the chat.
    ada.goto(&server.url(ROOM)).await;
    click_in_timeline(&ada, "#messages .person-link").await;
    arrives(&ada, "/people/bo").await;
    ada.click(".card-action button").await;
    let chat = opens(&ada, "bo").await;
    send(&ada, "Only for you").await;
    bo.goto(&server.url(ROOM)).await;
    lists(&bo, &["general", "ada"]).await;
    bo.click(&format!("#groups a[href='{chat}']")).await;
    opens(&bo, "ada").await;
    send(&bo, "And for you").await;
    misses(&cy, &server.url(&chat)).await;

    ada.goto(&server.url(&chat)).await;
    choose(&ada, "form[action$='/leave'] button").await;
    arrives(&ada, "/groups").await;
    lists(&ada, &["general"]).await;
    ada.goto(&server.url("/people")).await;
    ada.fill("[role=search] input", "bo").await;
    ada.press_enter("[role=search] input").await;
    until(&ada, "document.querySelectorAll('#entries .entry').length === 1").await;
    ada.click("#entries .entry-action button").await;
    assert_eq!(opens(&ada, "bo").await, chat);
    assert_eq!(bodies(&ada).await, ["Only for you", "And for you"]);

    cy.goto(&server.url("/people/cy")).await;
    cy.click(".card-action button").await;
    opens(&cy, "Notes to yourself").await;
    send(&cy, "Buy milk").await;
    assert_ne!(path(&cy).await, chat);
    for page in [&ada, &bo, &cy] {
        assert_quiet(page).await;
    }
}

#[tokio::test]
async fn a_message_is_reacted_to_edited_and_deleted_from_its_own_address() {
    let server = Server::start().await;
    let [ada, bo] = plain_people(&server, ["ada", "bo"]).await;
    ada.goto(&server.url(ROOM)).await;
    send(&ada, "Cake at three").await;
    reads(&bo, &server.url(ROOM), "Cake at three").await;

    click_in_timeline(&bo, "#messages > li:last-child .message-time").await;
    bo.wait_for(".message.highlighted").await;
    assert_eq!(
        count(&bo, ".standing a[href$='/edit'], .standing details").await,
        0,
        "it is ada's"
    );
    bo.click(".standing [value='🎉']").await;
    bo.wait_for("#messages .reaction[title='bo']").await;
    click_in_timeline(&bo, "#messages > li:last-child .message-time").await;
    bo.click(".standing .own[value='🎉']").await;
    until(&bo, "!document.querySelector('#messages .reaction')").await;

    click_in_timeline(&ada, "#messages > li:last-child .message-time").await;
    ada.click(".standing a[href$='/edit']").await;
    assert_eq!(value(&ada, "#body").await, "Cake at three");
    // Refused beside the field, with what was typed.
    ada.eval("document.querySelector('#body').value = ' '").await;
    ada.click(".form-foot button").await;
    ada.wait_for("#body-error").await;
    ada.fill("#body", "Cake at four").await;
    ada.click(".form-foot button").await;
    last(&ada, "Cake at four").await;
    reads(&bo, &server.url(ROOM), "Cake at four").await;

    click_in_timeline(&ada, "#messages > li:last-child .message-time").await;
    ada.click(".standing summary").await;
    ada.click(".standing details button").await;
    last(&ada, "This message was deleted.").await;
    reads(&bo, &server.url(ROOM), "This message was deleted.").await;
}
