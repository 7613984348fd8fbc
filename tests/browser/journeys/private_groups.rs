//! Private groups: who is in them, and what their pages show.

use fantoccini::key::Key;

use super::{
    add, arrives, assert_quiet, choose, connects, focused, go, has, is_same, lists, make, manage, mark,
    misses, people, pick, row, shows, tells, value,
};
use crate::{
    browser::{ROOM, bodies, count, new_tab, online, say, shows_last, switch_to, until},
    support::server::Server,
};

#[tokio::test]
async fn a_group_is_made_by_keyboard_and_appears_where_its_members_are() {
    let server = Server::start().await;
    let [ada, bo, cy] = people(&server, ["ada", "bo", "cy"]).await;
    for page in [&bo, &cy] {
        mark(page).await;
    }

    ada.click("#groups [href='/groups/new?kind=private']").await;
    focused(&ada, "#name").await;
    ada.press("Plans").await;
    let button = "document.querySelector('#create').getBoundingClientRect().top";
    let top = ada.eval(button).await;
    // The first hit by Enter, the last one chosen away by Backspace, any hit by the arrow keys.
    pick(&ada, "cy").await;
    assert_eq!(value(&ada, "#picker-query").await, "");
    focused(&ada, "#picker-query").await;
    ada.press(&Key::Backspace).await;
    until(&ada, "!document.querySelector('#people-chosen li')").await;
    ada.press("B").await;
    ada.wait_for("#people-found[data-query='B']").await;
    assert_eq!(ada.eval(button).await, top, "fewer hits move nothing");
    let hits = ada.texts("#people-found .entry-name").await;
    let place = hits.iter().position(|name| name == "bo").expect("bo is found");
    for _ in 0..=place {
        ada.press(&Key::Down).await;
    }
    ada.press(&Key::Enter).await;
    shows(&ada, "#people-chosen .entry-name", "bo").await;
    ada.press_enter("#name").await;
    let plans = connects(&ada, "Plans").await;
    lists(&ada, &["general", "Plans"]).await;
    assert_eq!(bodies(&ada).await, ["ada created Plans", "ada added bo"]);

    // By itself, on a page that is open elsewhere.
    lists(&bo, &["general", "Plans"]).await;
    assert!(is_same(&bo).await);
    go(&bo, &plans).await;
    online(&bo).await;
    tells(&bo, "ada added bo").await;
    say(&bo, "Hello").await;
    shows_last(&ada, "Hello").await;
    mark(&bo).await;

    // Somebody who comes later sees it the same way, and what was before.
    add(&ada, &server, &plans, &["cy"]).await;
    tells(&bo, "ada added cy").await;
    shows(&bo, "#announcer", "ada added cy").await;
    shows(&bo, ".room-members", "3 members").await;
    assert!(is_same(&bo).await);
    lists(&cy, &["general", "Plans"]).await;
    assert!(is_same(&cy).await);
    go(&cy, &plans).await;
    online(&cy).await;
    let all = ["ada created Plans", "ada added bo", "Hello", "ada added cy"];
    assert_eq!(bodies(&cy).await, all);
    for page in [&ada, &bo, &cy] {
        assert_quiet(page).await;
    }
}

#[tokio::test]
async fn a_new_name_is_seen_everywhere_and_takes_nothing_from_what_is_typed() {
    let server = Server::start().await;
    let [ada, bo] = people(&server, ["ada", "bo"]).await;
    let plans = make(&ada, &server, "private", "Plans").await;
    add(&ada, &server, &plans, &["bo"]).await;
    lists(&bo, &["general", "Plans"]).await;
    go(&bo, &plans).await;
    online(&bo).await;
    mark(&bo).await;
    bo.fill("#composer-body", "Half a th").await;

    ada.goto(&server.url(&plans)).await;
    choose(&ada, "[href$='/settings']").await;
    ada.wait_for("#name").await;
    assert_eq!(value(&ada, "#name").await, "Plans");
    ada.fill("#name", "Secret plans").await;
    ada.fill("#topic", "Not for cy").await;
    ada.press_enter("#topic").await;
    shows(&ada, ".notice-success", "Saved.").await;

    lists(&bo, &["general", "Secret plans"]).await;
    shows(&bo, ".room-name bdi", "Secret plans").await;
    shows(&bo, ".room-topic-text", "Not for cy").await;
    tells(&bo, "ada changed the topic to “Not for cy”").await;
    has(
        &bo,
        ".message-line .message-body",
        "ada renamed the group to Secret plans",
    )
    .await;
    until(&bo, "document.title === 'Secret plans · Banter'").await;
    until(
        &bo,
        "document.querySelector('#composer-body').placeholder === 'Message Secret plans'",
    )
    .await;
    focused(&bo, "#composer-body").await;
    bo.press("ought").await;
    assert_eq!(value(&bo, "#composer-body").await, "Half a thought");
    assert!(is_same(&bo).await);
    for page in [&ada, &bo] {
        assert_quiet(page).await;
    }
}

#[tokio::test]
async fn a_removal_ends_the_open_page_and_nothing_else() {
    let server = Server::start().await;
    let [ada, bo, cy] = people(&server, ["ada", "bo", "cy"]).await;
    let plans = make(&ada, &server, "private", "Plans").await;
    add(&ada, &server, &plans, &["bo", "cy"]).await;
    lists(&cy, &["general", "Plans"]).await;
    mark(&cy).await;
    let [general, other] = new_tab(&cy).await;
    for page in [&bo, &cy] {
        page.goto(&server.url(&plans)).await;
        connects(page, "Plans").await;
    }

    // By a moderator, who becomes one now.
    row(&ada, "bo").await;
    bo.click(".room-members").await;
    row(&bo, "cy").await;
    assert_eq!(
        count(&bo, ".entry-menu, .adding").await,
        0,
        "a member manages nobody"
    );
    bo.client().back().await.expect("there is a page before");
    connects(&bo, "Plans").await;
    manage(&ada, "bo", "role=moderator").await;
    tells(&bo, "ada made bo a moderator").await;
    bo.click(".room-members").await;
    bo.wait_for(".adding").await;
    manage(&bo, "cy", "/remove").await;

    arrives(&cy, ROOM).await;
    online(&cy).await;
    lists(&cy, &["general"]).await;
    misses(&cy, &server.url(&plans)).await;
    // The tab of another group has noticed, and goes on.
    switch_to(&cy, &general).await;
    lists(&cy, &["general"]).await;
    online(&cy).await;
    assert!(is_same(&cy).await);
    assert_ne!(general, other);
    say(&cy, "Still here").await;
    shows_last(&cy, "Still here").await;
    ada.goto(&server.url(&plans)).await;
    tells(&ada, "bo removed cy").await;
    for page in [&ada, &bo, &cy] {
        assert_quiet(page).await;
    }
}
