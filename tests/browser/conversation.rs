//! Two people in a room.

use super::{
    ROWS, assert_quiet, bodies, count, join, new_tab, online, reload, say, shows_last, switch_to, until,
};
use crate::support::server::Server;

#[tokio::test]
async fn two_people_chat_live_and_a_reload_shows_the_same() {
    let server = Server::start().await;
    let (ada, bo) = tokio::join!(join(&server, "ada"), join(&server, "bo"));

    // Who is here.
    for page in [&ada, &bo] {
        until(page, "document.querySelector('#online-count').innerText === '2'").await;
        assert_eq!(page.texts(".person-name").await, ["ada", "bo"]);
    }

    // Both ways, without a reload.
    for page in [&ada, &bo] {
        page.eval("void (window.same = true)").await;
    }
    say(&ada, "Hello **Bo**, see `x < 1` and https://example.org/a?b=c&d").await;
    shows_last(&bo, "Hello Bo, see x < 1 and https://example.org/a?b=c&d").await;
    say(&ada, "One more").await;
    shows_last(&bo, "One more").await;
    say(&bo, "Hi Ada").await;
    shows_last(&ada, "Hi Ada").await;
    shows_last(&bo, "Hi Ada").await;
    for page in [&ada, &bo] {
        assert_eq!(page.eval("window.same").await, true);
        assert_eq!(count(page, "#messages strong").await, 1);
        assert_eq!(count(page, "#messages code").await, 1);
        let href = page.eval("document.querySelector('#messages p > a').href").await;
        assert_eq!(href, "https://example.org/a?b=c&d");
    }

    // Whose they are, and which stand together.
    let mine = "[...document.querySelectorAll('#messages > li')].map(li => li.classList.contains('mine'))";
    assert_eq!(ada.eval(mine).await.to_string(), "[true,true,false]");
    assert_eq!(bo.eval(mine).await.to_string(), "[false,false,true]");
    let grouped =
        "[...document.querySelectorAll('#messages > li')].map(li => li.classList.contains('continues'))";
    assert_eq!(ada.eval(grouped).await.to_string(), "[false,true,false]");
    let days = "[...document.querySelectorAll('#messages > li')].map(li => li.dataset.day ?? '')";
    assert_eq!(bo.eval(days).await.to_string(), r#"["Today","",""]"#);

    for page in [&ada, &bo] {
        let before = page.eval(ROWS).await;
        reload(page).await;
        assert_eq!(page.eval(ROWS).await, before);
    }

    // Signing out: gone for the others, and the page is gone for whoever comes after.
    bo.click(".account-summary").await;
    bo.click("#logout button").await;
    bo.wait_for("#password").await;
    until(&ada, "document.querySelector('#online-count').innerText === '1'").await;
    assert_eq!(ada.texts(".person-name").await, ["ada"]);
    bo.client().back().await.expect("there is a page before");
    bo.wait_for("#password").await;
    assert_eq!(count(&bo, "#messages").await, 0);
    bo.goto(&server.url("/groups/1/messages/1")).await;
    bo.wait_for("#password").await;

    assert_quiet(&ada, false).await;
    assert_quiet(&bo, false).await;
}

#[tokio::test]
async fn signing_out_in_one_tab_ends_the_other() {
    let server = Server::start().await;
    let ada = join(&server, "ada").await;
    let [first, second] = new_tab(&ada).await;
    ada.goto(&server.url("/")).await;
    online(&ada).await;
    say(&ada, "From the second tab").await;
    shows_last(&ada, "From the second tab").await;

    switch_to(&ada, &first).await;
    until(&ada, "document.querySelectorAll('#messages > li').length === 1").await;
    assert_eq!(bodies(&ada).await, ["From the second tab"]);
    ada.click(".account-summary").await;
    ada.click("#logout button").await;
    ada.wait_for("#password").await;

    switch_to(&ada, &second).await;
    ada.find("#password").await;
    let url = ada.client().current_url().await.expect("an address");
    assert_eq!(url.query(), Some("next=%2Fgroups%2F1"));
}
