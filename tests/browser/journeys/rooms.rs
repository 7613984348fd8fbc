//! Public rooms.

use fantoccini::key::Key;

use super::{
    arrives, assert_quiet, choose, connects, focused, go, is_same, lists, make, manage, mark, misses, people,
    shows, tells,
};
use crate::{
    browser::{ROOM, bodies, count, online, say, shows_last, until},
    support::server::Server,
};

#[tokio::test]
async fn a_room_is_found_by_typing_and_joined_by_a_click_or_by_writing() {
    let server = Server::start().await;
    let [ada, bo, cy] = people(&server, ["ada", "bo", "cy"]).await;

    // One makes it, by keyboard.
    ada.click("#groups [href='/groups/new?kind=public']").await;
    focused(&ada, "#name").await;
    ada.press("Garden").await;
    ada.fill("#topic", "What grows").await;
    ada.press(&Key::Enter).await;
    let garden = connects(&ada, "Garden").await;
    lists(&ada, &["Garden", "general"]).await;
    tells(&ada, "ada created Garden").await;
    shows(&ada, ".room-topic-text", "What grows").await;
    mark(&ada).await;

    // Another finds it, and reads.
    bo.click("#groups [href='/groups']").await;
    bo.wait_for(".entries").await;
    assert_eq!(bo.texts(".entry-link").await, ["Garden", "general"]);
    bo.find("[role=search] input").await;
    bo.fill("[role=search] input", "GARD").await;
    until(&bo, "document.querySelectorAll('.entry-link').length === 1").await;
    shows(&bo, "#status", "1 result").await;
    until(&bo, "location.search === '?q=GARD'").await;
    focused(&bo, "[role=search] input").await;
    bo.click(".entry-link").await;
    connects(&bo, "Garden").await;
    tells(&bo, "ada created Garden").await;
    lists(&bo, &["general"]).await;
    assert_eq!(count(&bo, "#room-menu form").await, 0, "nothing to leave");
    bo.wait_for("#standing button").await;

    // By one click.
    bo.click("#standing button").await;
    until(&bo, "!document.querySelector('#standing button')").await;
    connects(&bo, "Garden").await;
    lists(&bo, &["Garden", "general"]).await;
    tells(&bo, "bo joined").await;
    tells(&ada, "bo joined").await;
    shows(&ada, "#announcer", "bo joined").await;
    shows(&ada, ".room-members", "2 members").await;

    // By writing.
    cy.goto(&server.url(&garden)).await;
    connects(&cy, "Garden").await;
    cy.wait_for("#standing button").await;
    mark(&cy).await;
    say(&cy, "Tomatoes!").await;
    for page in [&ada, &bo, &cy] {
        shows_last(page, "Tomatoes!").await;
    }
    lists(&cy, &["Garden", "general"]).await;
    until(&cy, "!document.querySelector('#standing button')").await;
    assert_eq!(count(&cy, "#room-menu form[action$='/leave']").await, 1);
    assert!(is_same(&cy).await, "all that without a reload");
    shows(&ada, ".room-members", "3 members").await;
    // What they wrote says that they are there.
    assert_eq!(
        bodies(&ada).await,
        ["ada created Garden", "bo joined", "Tomatoes!"]
    );

    // One leaves.
    choose(&bo, "form[action$='/leave'] button").await;
    arrives(&bo, "/groups").await;
    lists(&bo, &["general"]).await;
    tells(&ada, "bo left").await;
    shows(&ada, ".room-members", "2 members").await;
    assert!(is_same(&ada).await);
    for page in [&ada, &bo, &cy] {
        assert_quiet(page).await;
    }
}

#[tokio::test]
async fn who_is_banned_from_a_room_is_out_at_once_until_the_ban_is_lifted() {
    let server = Server::start().await;
    let [ada, bo, cy] = people(&server, ["ada", "bo", "cy"]).await;
    let garden = make(&ada, &server, "public", "Garden").await;
    for page in [&bo, &cy] {
        page.goto(&server.url(&garden)).await;
        page.click("#standing button").await;
        connects(page, "Garden").await;
        lists(page, &["Garden", "general"]).await;
    }

    ada.click(".room-members").await;
    manage(&ada, "cy", "/bans").await;
    // The open page goes by itself, to where the person still is.
    arrives(&cy, ROOM).await;
    online(&cy).await;
    lists(&cy, &["general"]).await;
    tells(&bo, "ada banned cy").await;
    misses(&cy, &server.url(&garden)).await;
    cy.goto(&server.url("/groups")).await;
    assert_eq!(cy.texts(".entry-link").await, ["general"]);

    ada.wait_for("#banned-title").await;
    ada.click("form[action$='/lift'] button").await;
    until(&ada, "!document.querySelector('#banned-title')").await;
    cy.goto(&server.url(&garden)).await;
    cy.click("#standing button").await;
    lists(&cy, &["Garden", "general"]).await;
    connects(&cy, "Garden").await;
    tells(&bo, "cy joined").await;
    for page in [&ada, &bo, &cy] {
        assert_quiet(page).await;
    }
}

#[tokio::test]
async fn one_comes_back_to_the_group_that_was_open_last() {
    let server = Server::start().await;
    let [ada] = people(&server, ["ada"]).await;
    let garden = make(&ada, &server, "public", "Garden").await;
    ada.click(".brand").await;
    arrives(&ada, &garden).await;
    go(&ada, ROOM).await;
    ada.goto(&server.url("/people")).await;
    ada.click(".brand").await;
    arrives(&ada, ROOM).await;
    // Whoever has left it may still read it, so that is no reason to be elsewhere.
    go(&ada, &garden).await;
    ada.goto(&server.url("/")).await;
    arrives(&ada, &garden).await;
    assert_quiet(&ada).await;
}
