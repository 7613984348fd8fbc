//! A language that is chosen before signing in: it is that of the page, and of what comes to it live.

use super::{assert_quiet, online, register, until};
use crate::support::{browser::Browser, server::Server, visitor::Visitor};

#[tokio::test]
async fn a_page_and_what_comes_to_it_are_in_the_language_that_was_chosen() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    let ada = Browser::start().await;
    ada.goto(&server.url("/register")).await;
    ada.click(".account-language[value=de]").await;
    until(&ada, "document.documentElement.lang === 'de'").await;
    assert_eq!(ada.texts("h1").await, ["Erstelle dein Konto"]);
    register(&ada, &server.url(""), "ada").await;
    online(&ada).await;
    assert_eq!(ada.eval("document.documentElement.lang").await, "de");
    let first = bo.say("Hello").await;
    bo.answer(first, "and hello again").await;
    // By the server's hand, and then by the browser's.
    until(
        &ada,
        "document.querySelector('#messages .message-content > .thread-link')?.textContent === '1 Antwort'",
    )
    .await;
    until(
        &ada,
        "document.querySelector('#messages > li').dataset.day === 'Heute'",
    )
    .await;
    let at = ada.eval("document.querySelector('#messages time').title").await;
    let at = at.as_str().unwrap_or_default();
    assert!(at.contains(" um "), "{at}");
    assert_quiet(&ada, false).await;
}
