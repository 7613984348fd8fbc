//! Who is here: with several tabs, hidden ones, and after a crash of the server.

use super::{ROOM, join, new_tab, online, switch_to, until};
use crate::support::{browser::Browser, server::Server};

/// Waits until the page names just these as here, and counts them right.
async fn shows_people(page: &Browser, names: &[&str]) {
    let expected = serde_json::Value::from(format!("{} {}", names.len(), names.join(",")));
    let shown = "`${document.querySelector('#online-count').innerText} \
         ${[...document.querySelectorAll('.person-name')].map(name => name.textContent)}`";
    until(page, &format!("{shown} === {expected}")).await;
}

/// Puts the page in front of its reader or away, as far as it can know.
async fn set_hidden(page: &Browser, hidden: bool) {
    page.eval(&format!(
        "void (Object.defineProperty(document, 'hidden', {{ value: {hidden}, configurable: true }}), \
             document.dispatchEvent(new Event('visibilitychange')))"
    ))
    .await;
}

#[tokio::test]
async fn whoever_has_one_tab_in_front_is_here() {
    let server = Server::start().await;
    let (ada, bo, cy) = tokio::join!(join(&server, "ada"), join(&server, "bo"), join(&server, "cy"));
    shows_people(&bo, &["ada", "bo", "cy"]).await;
    let [first, second] = new_tab(&ada).await;
    ada.goto(&server.url(ROOM)).await;
    online(&ada).await;

    // One of ada's two tabs goes, then cy: once cy is gone, ada would be as well.
    ada.client().close_window().await.expect("the tab closes");
    switch_to(&ada, &first).await;
    drop(second);
    cy.close().await;
    shows_people(&bo, &["ada", "bo"]).await;

    // The tab that is left is hidden, and shown again.
    set_hidden(&ada, true).await;
    shows_people(&bo, &["bo"]).await;
    set_hidden(&ada, false).await;
    shows_people(&bo, &["ada", "bo"]).await;
}

#[tokio::test]
async fn after_a_crash_everybody_is_back_and_nobody_who_has_gone() {
    let mut server = Server::start().await;
    let (ada, bo, cy) = tokio::join!(join(&server, "ada"), join(&server, "bo"), join(&server, "cy"));
    let [first, second] = new_tab(&ada).await;
    ada.goto(&server.url(ROOM)).await;
    online(&ada).await;
    shows_people(&bo, &["ada", "bo", "cy"]).await;
    server.kill();
    cy.close().await;
    server.restart().await;
    for tab in [first, second] {
        switch_to(&ada, &tab).await;
        online(&ada).await;
        // In headless Chromium a tab in the background counts as shown.
        shows_people(&ada, &["ada", "bo"]).await;
    }
    online(&bo).await;
    shows_people(&bo, &["ada", "bo"]).await;
}
