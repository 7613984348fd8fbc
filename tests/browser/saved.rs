//! What one saves is marked in one's own pages.

use super::{Visitor, count, join, new_tab, online, reload, say, shows_last, switch_to, until};
use crate::support::{browser::Browser, server::Server};

const MARKED: &str = "#messages > li[data-saved='1']";

async fn press_saving(page: &Browser) {
    page.eval(
        "void document.querySelector('#messages > li:first-child .message-body')
            .dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }))",
    )
    .await;
    page.click("#messages > li:first-child > .actions [data-act=more]")
        .await;
    page.click("#messages > li:first-child > .actions [data-act=bookmark]")
        .await;
}

#[tokio::test]
async fn what_is_saved_is_marked_in_all_ones_own_tabs_and_stays_so() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    let message = bo.say("Remember this").await;
    let ada = join(&server, "ada").await;
    shows_last(&ada, "Remember this").await;
    let [first, second] = new_tab(&ada).await;
    ada.goto(&server.url("/groups/1")).await;
    online(&ada).await;
    assert_eq!(count(&ada, MARKED).await, 0);
    switch_to(&ada, &first).await;
    press_saving(&ada).await;
    ada.wait_for(MARKED).await;
    switch_to(&ada, &second).await;
    ada.wait_for(MARKED).await;

    // A newer row is the same for everybody, and is marked here all the same.
    bo.does(message, "reactions", &[("emoji", "🎉")]).await;
    ada.wait_for(&format!("{MARKED} .reaction")).await;
    reload(&ada).await;
    ada.wait_for(MARKED).await;
    say(&ada, "And this?").await;
    shows_last(&ada, "And this?").await;
    assert_eq!(count(&ada, MARKED).await, 1);

    press_saving(&ada).await;
    until(&ada, &format!("!document.querySelector(\"{MARKED}\")")).await;
    switch_to(&ada, &first).await;
    until(&ada, &format!("!document.querySelector(\"{MARKED}\")")).await;
    reload(&ada).await;
    assert_eq!(count(&ada, MARKED).await, 0);
}
