//! Direct chats, and notes to oneself.

use fantoccini::key::Key;

use super::{
    arrives, assert_quiet, choose, connects, focused, go, is_same, lists, mark, misses, path, people, shows,
};
use crate::{
    browser::{ROOM, bodies, count, online, say, shows_last, until},
    support::{browser::Browser, server::Server},
};

/// Starts a chat with somebody whom one looks for by name, and returns its path.
async fn write_to(page: &Browser, server: &Server, name: &str) -> String {
    page.goto(&server.url("/people")).await;
    page.fill("[role=search] input", name).await;
    until(page, "document.querySelectorAll('#entries .entry').length === 1").await;
    page.click("#entries .entry-action button").await;
    connects(page, name).await
}

#[tokio::test]
async fn a_chat_begins_at_a_name_in_the_timeline_by_keyboard() {
    let server = Server::start().await;
    let [ada, bo, cy] = people(&server, ["ada", "bo", "cy"]).await;
    say(&bo, "Hello all").await;
    shows_last(&ada, "Hello all").await;
    let name = "#messages .person-link";

    ada.press_enter(name).await;
    ada.wait_for("#person-card:popover-open .card-name").await;
    focused(&ada, "#person-card").await;
    until(
        &ada,
        &format!("document.querySelector('{name}').ariaExpanded === 'true'"),
    )
    .await;
    ada.press(&Key::Escape).await;
    until(&ada, "!document.querySelector(':popover-open')").await;
    focused(&ada, name).await;
    assert_eq!(count(&ada, "[aria-expanded=true]").await, 0);
    assert_eq!(path(&ada).await, ROOM);

    ada.press(&Key::Enter).await;
    ada.wait_for("#person-card:popover-open .card-action").await;
    ada.press(&Key::Tab).await;
    focused(&ada, "#person-card button").await;
    ada.press(&Key::Enter).await;
    let chat = connects(&ada, "bo").await;
    lists(&ada, &["general", "bo"]).await;
    ada.wait_for(".timeline-empty").await;

    // The other one is not bothered before something is said.
    mark(&bo).await;
    lists(&bo, &["general"]).await;
    say(&ada, "Only for you").await;
    shows_last(&ada, "Only for you").await;
    lists(&bo, &["general", "ada"]).await;
    assert!(is_same(&bo).await);
    go(&bo, &chat).await;
    assert_eq!(connects(&bo, "ada").await, chat);
    shows_last(&bo, "Only for you").await;
    say(&bo, "And for you").await;
    shows_last(&ada, "And for you").await;

    // Nobody else gets there.
    misses(&cy, &server.url(&chat)).await;
    cy.goto(&server.url(ROOM)).await;
    online(&cy).await;
    lists(&cy, &["general"]).await;
    for page in [&ada, &bo, &cy] {
        assert_quiet(page).await;
    }
}

#[tokio::test]
async fn two_who_begin_at_once_meet_in_one_chat() {
    let server = Server::start().await;
    let [ada, bo] = people(&server, ["ada", "bo"]).await;
    let (adas, bos) = tokio::join!(write_to(&ada, &server, "bo"), write_to(&bo, &server, "ada"));
    assert_eq!(adas, bos);
    say(&ada, "Are you there?").await;
    shows_last(&bo, "Are you there?").await;
    say(&bo, "I am").await;
    shows_last(&ada, "I am").await;

    // Closing it is for oneself alone, and loses nothing.
    mark(&bo).await;
    choose(&ada, "form[action$='/leave'] button").await;
    arrives(&ada, "/groups").await;
    lists(&ada, &["general"]).await;
    lists(&bo, &["general", "ada"]).await;
    assert_eq!(write_to(&ada, &server, "bo").await, adas);
    lists(&ada, &["general", "bo"]).await;
    assert_eq!(bodies(&ada).await, ["Are you there?", "I am"]);

    // What the other one writes opens it again.
    choose(&ada, "form[action$='/leave'] button").await;
    arrives(&ada, "/groups").await;
    ada.goto(&server.url(ROOM)).await;
    online(&ada).await;
    lists(&ada, &["general"]).await;
    say(&bo, "Still there?").await;
    lists(&ada, &["general", "bo"]).await;
    assert!(is_same(&bo).await, "bo has noticed nothing of it");
    for page in [&ada, &bo] {
        assert_quiet(page).await;
    }
}

#[tokio::test]
async fn notes_to_oneself_are_a_chat_with_oneself() {
    let server = Server::start().await;
    let [ada, bo] = people(&server, ["ada", "bo"]).await;
    ada.goto(&server.url("/people/ada")).await;
    shows(&ada, ".card-action", "Notes to yourself").await;
    ada.click(".card-action button").await;
    let notes = connects(&ada, "Notes to yourself").await;
    lists(&ada, &["general", "Notes to yourself"]).await;
    say(&ada, "Buy milk").await;
    shows_last(&ada, "Buy milk").await;
    assert_eq!(count(&ada, ".room-members").await, 0);
    misses(&bo, &server.url(&notes)).await;
    for page in [&ada, &bo] {
        assert_quiet(page).await;
    }
}
