//! The whole journey with JavaScript off.

use super::{Visitor, bodies, click_in_timeline, count, register, sign_in};
use crate::support::{
    browser::{Browser, Options},
    server::Server,
};

async fn follow(page: &Browser, link: &str, first: &str) {
    click_in_timeline(page, link).await;
    page.wait_until(&format!("the page begins with {first}"), async || {
        bodies(page).await.first().is_some_and(|body| body == first)
    })
    .await;
}

#[tokio::test]
async fn everything_works_by_forms_and_links() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say_numbers(1, 120).await;
    let ada = Browser::start_with(Options {
        javascript: false,
        ..Options::default()
    })
    .await;

    register(&ada, &server.url(""), "ada").await;
    assert_eq!(
        ada.eval("document.documentElement.classList.contains('js')")
            .await,
        false
    );
    assert_eq!(bodies(&ada).await.len(), 50);
    assert_eq!(bodies(&ada).await.last().map(String::as_str), Some("Message 120"));

    // Posting: the page comes back with the message.
    ada.fill("#composer-body", "By a **form**").await;
    ada.click(".composer-send").await;
    ada.wait_until("the message is there", async || {
        bodies(&ada).await.last().is_some_and(|body| body == "By a form")
    })
    .await;
    assert_eq!(count(&ada, "#messages strong").await, 1);
    let days = "document.querySelector('#messages > li').dataset.day.length > 8";
    assert_eq!(ada.eval(days).await, true);
    let times = "document.querySelector('#messages > li time').textContent.length";
    assert_eq!(ada.eval(times).await, 5);

    // A refused one: the reason stands beside the field, which keeps the text.
    let long = "long ".repeat(900);
    ada.eval(&format!(
        "void (document.getElementById('composer-body').value = '{long}')"
    ))
    .await;
    ada.click(".composer-send").await;
    ada.wait_for("#composer-error").await;
    assert!(ada.text("#composer-error").await.contains("4,000 characters"));
    let typed = ada.eval("document.getElementById('composer-body').value").await;
    assert_eq!(typed, long.as_str());
    assert_eq!(
        ada.eval("document.getElementById('composer-body').ariaInvalid")
            .await,
        "true"
    );

    // Back in time, by links, and to a message.
    ada.goto(&server.url("/groups/1")).await;
    let at_end = "document.querySelector('#messages > li:last-child').getBoundingClientRect().bottom \
                  <= document.getElementById('timeline').getBoundingClientRect().bottom";
    assert_eq!(ada.eval(at_end).await, true, "the page opens at its end");
    follow(&ada, "#older", "Message 22").await;
    follow(&ada, "#older", "Message 1").await;
    assert_eq!(count(&ada, "#older:not([hidden])").await, 0);
    click_in_timeline(&ada, "#messages > li:first-child .message-time").await;
    ada.find("#messages > li.highlighted").await;
    assert_eq!(
        ada.text("#messages > li.highlighted .message-body").await,
        "Message 1"
    );
    ada.eval("void document.getElementById('timeline').scrollTo(0, 9999)")
        .await;
    follow(&ada, "#newer", "Message 26").await;
    ada.click("#jump").await;
    ada.wait_until("the end is there", async || {
        bodies(&ada).await.last().is_some_and(|body| body == "By a form")
    })
    .await;

    // Who is here: nobody has a live page.
    assert_eq!(ada.text("#online-count").await, "0");

    // Out, and in again to where one wanted to go.
    ada.click(".account-summary").await;
    ada.click("#logout button").await;
    ada.wait_for("#password").await;
    ada.goto(&server.url("/groups/1/messages/7")).await;
    ada.wait_for("#password").await;
    sign_in(&ada, "ada").await;
    ada.find("#messages > li.highlighted").await;
    assert_eq!(
        ada.text("#messages > li.highlighted .message-body").await,
        "Message 7"
    );
}
