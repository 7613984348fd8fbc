//! Mentions: offered while one types, marked for whom they mean, found again.

use fantoccini::key::Key;
use serde_json::Value;

use super::{assert_quiet, count, join, say, shows_last, until};
use crate::support::{browser::Browser, server::Server};

async fn offers(page: &Browser, names: &[&str]) {
    until(
        page,
        &format!(
            "JSON.stringify([...document.querySelectorAll('.completion-option')].map(o => o.dataset.name)) === {}",
            Value::from(Value::from(names.to_vec()).to_string())
        ),
    )
    .await;
}

async fn typed(page: &Browser) -> Value {
    page.eval("document.querySelector('#composer-body').value").await
}

#[tokio::test]
async fn a_name_is_completed_by_keyboard_and_marked_for_whom_it_means() {
    let server = Server::start().await;
    let (ada, bo) = (join(&server, "ada").await, join(&server, "bo").await);
    let cy = join(&server, "boris").await;
    ada.fill("#composer-body", "Ask @b").await;
    offers(&ada, &["bo", "boris"]).await;
    assert_eq!(
        ada.eval("document.querySelector('#composer-body').ariaAutoComplete")
            .await,
        "list"
    );
    ada.press(&Key::Down).await;
    assert_eq!(ada.text("[aria-selected=true] bdi").await, "boris");
    // Escape closes the list and nothing else; the next letter opens it again.
    ada.press(&Key::Escape).await;
    offers(&ada, &[]).await;
    ada.press("o").await;
    offers(&ada, &["bo", "boris"]).await;
    ada.press(&Key::Enter).await;
    assert_eq!(typed(&ada).await, "Ask @bo ");
    ada.press("and @bor").await;
    offers(&ada, &["boris"]).await;
    ada.press(&Key::Tab).await;
    assert_eq!(typed(&ada).await, "Ask @bo and @boris ");
    // Who types on faster than the answer comes takes nothing that was offered for less.
    ada.press("or @b").await;
    offers(&ada, &["bo", "boris"]).await;
    ada.eval(
        "void (window.real = window.fetch, window.fetch = (url, options) =>
            url.includes('/mentionable') ? new Promise(() => {}) : window.real(url, options))",
    )
    .await;
    ada.press("or").await;
    ada.press(&Key::Enter).await;
    assert_eq!(typed(&ada).await, "Ask @bo and @boris or @boris ");
    assert_eq!(count(&ada, "#messages > li").await, 0, "nothing is sent by it");
    say(&ada, "Ask @bo, me@b.example").await;
    for page in [&ada, &bo, &cy] {
        shows_last(page, "Ask @bo, me@b.example").await;
    }
    assert_eq!(count(&bo, "#messages > li.mentioned").await, 1);
    assert_eq!(
        count(&ada, ".mentioned").await + count(&cy, ".mentioned").await,
        0
    );
    // A mention opens the card of who it is.
    cy.click("#messages .mention").await;
    cy.wait_for("#person-card:popover-open").await;
    bo.click("a[href='/mentions']").await;
    bo.click(".entry-link").await;
    bo.wait_for("#messages > li.mentioned.highlighted").await;
    for page in [&ada, &bo, &cy] {
        assert_quiet(page, false).await;
    }
}
