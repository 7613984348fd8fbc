//! Whom one has blocked folds, live, and unfolds in all one's pages.

use super::{assert_quiet, count, join, new_tab, online, press, shows_last, switch_to, until};
use crate::support::{
    server::Server,
    visitor::{ROOM, Visitor},
};

const FORWARD: &str = ".forward > .message-body";
const FOLDED: &str = "#messages > li > details.message-blocked:not([open])";

#[tokio::test]
async fn what_somebody_blocked_writes_folds_as_it_comes() {
    let server = Server::start().await;
    let ada = join(&server, "ada").await;
    let bo = Visitor::join(&server, "bo").await;
    let cy = Visitor::join(&server, "cy").await;
    let first = bo.say("one").await;
    shows_last(&ada, "one").await;
    ada.click("#messages .message-header > .person-link").await;
    ada.wait_for("#person-card:popover-open").await;
    ada.click("#person-card .card-block > summary").await;
    ada.click("#person-card .card-block .btn-danger").await;
    // Back where it was asked for.
    ada.wait_for(&format!("{FOLDED} > summary")).await;
    online(&ada).await;

    bo.say("two").await;
    let answer = bo.answer(first, "three @ada").await;
    until(
        &ada,
        &format!("document.querySelectorAll('{FOLDED}').length === 3"),
    )
    .await;
    assert_eq!(count(&ada, "#messages > li.mentioned, [data-new]").await, 0);
    assert_eq!(count(&ada, ".quote-blocked").await, 1);
    assert_eq!(ada.text("#announcer").await, "", "nobody reads them out");

    // What others forward of it folds alone, and is not read out either.
    cy.submit(
        &format!("{ROOM}/messages/{first}/forward"),
        &[("to", "1"), ("client_id", "a-forward-of-cy")],
    )
    .await;
    ada.wait_for(".message-content > details.message-blocked:not([open]):has(> .forward) > summary")
        .await;
    until(
        &ada,
        "document.getElementById('announcer').textContent.includes('cy')",
    )
    .await;
    assert!(!ada.text("#announcer").await.contains("one"));
    ada.click(&format!("details:has(> {FORWARD}) > summary")).await;
    // A reaction brings the row anew.
    let forwarded = "Number(document.querySelector('.message:has(.forward)').id.slice(8))";
    let forwarded = ada.eval(forwarded).await.as_i64().expect("an id");
    cy.does(forwarded, "reactions", &[("emoji", "👍")]).await;
    ada.wait_for(&format!("#message-{forwarded} .reaction")).await;
    assert_eq!(count(&ada, &format!("details[open] > {FORWARD}")).await, 1);

    ada.click(&format!("#message-{answer} summary")).await;
    until(
        &ada,
        &format!("document.querySelector('#message-{answer} details').open"),
    )
    .await;

    let [here, there] = new_tab(&ada).await;
    switch_to(&ada, &there).await;
    ada.goto(&server.url("/settings/blocks")).await;
    ada.click("#blocks form button").await;
    ada.wait_for("#blocks-none").await;
    switch_to(&ada, &here).await;
    until(
        &ada,
        "!document.querySelector('.message-blocked, .quote-blocked')",
    )
    .await;
    assert_eq!(count(&ada, "#messages > li").await, 4);
    assert_quiet(&ada, false).await;
}

#[tokio::test]
async fn what_is_folded_is_walked_by_keyboard_and_keeps_the_focus() {
    let server = Server::start().await;
    let ada = join(&server, "ada").await;
    let bo = Visitor::join(&server, "bo").await;
    let cy = Visitor::join(&server, "cy").await;
    let before = cy.say("before").await;
    let folded = bo.say("folded").await;
    let after = cy.say("after").await;
    shows_last(&ada, "after").await;
    let focused = |id: i64, part: &str| {
        format!("document.activeElement === document.querySelector('#message-{id}')?.querySelector('{part}')")
    };
    let asked = |path| format!("void fetch('{path}', {{ method: 'POST', body: new URLSearchParams() }})");
    ada.eval(&format!(
        "document.querySelector('#message-{after} .message-row').focus()"
    ))
    .await;
    press(&ada, "ArrowUp").await;
    until(&ada, &focused(folded, ".message-row")).await;

    ada.eval(&asked("/people/bo/block")).await;
    until(&ada, &focused(folded, "summary")).await;
    press(&ada, "ArrowUp").await;
    until(&ada, &focused(before, ".message-row")).await;
    press(&ada, "ArrowDown").await;
    until(&ada, &focused(folded, "summary")).await;
    press(&ada, "Enter").await;
    ada.wait_for(&format!("#message-{folded} details[open]")).await;
    press(&ada, "ArrowDown").await;
    until(&ada, &focused(after, ".message-row")).await;
    press(&ada, "ArrowUp").await;
    until(&ada, &focused(folded, ".message-row")).await;

    ada.eval(&format!(
        "document.querySelector('#message-{folded} summary').focus()"
    ))
    .await;
    ada.eval(&asked("/people/bo/unblock")).await;
    until(&ada, "!document.querySelector('.message-blocked')").await;
    until(&ada, &focused(folded, ".message-row")).await;
    assert_quiet(&ada, false).await;
}
