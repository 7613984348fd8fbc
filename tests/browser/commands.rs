//! Commands: offered while one types, done in place, told to nobody else.

use fantoccini::key::Key;

use super::{assert_quiet, bodies, count, join, say, shows_last, until};
use crate::support::server::Server;

const FIELD: &str = "document.querySelector('#composer-body').value";

#[tokio::test]
async fn a_command_is_completed_by_keyboard_and_its_answer_is_ones_own() {
    let server = Server::start().await;
    let (ada, bo) = tokio::join!(join(&server, "ada"), join(&server, "bo"));
    say(&ada, "Hello").await;
    for page in [&ada, &bo] {
        shows_last(page, "Hello").await;
    }

    ada.fill("#composer-body", "/h").await;
    ada.wait_for(".completion-option[data-name=help][aria-selected=true]")
        .await;
    ada.press(&Key::Tab).await;
    until(&ada, &format!("{FIELD} === '/help '")).await;
    ada.press(&Key::Enter).await;
    ada.wait_for("#told .told-commands").await;
    until(
        &ada,
        &format!("{FIELD} === '' && document.querySelectorAll('#outbox > li').length === 0"),
    )
    .await;
    // It goes by Escape, and with the next message.
    ada.press(&Key::Escape).await;
    until(&ada, "document.querySelector('#told').childElementCount === 0").await;

    // A slash within a text is none.
    ada.fill("#composer-body", "/me waves at /h").await;
    until(&ada, "!document.querySelector('.completion')").await;
    ada.press(&Key::Enter).await;
    for page in [&ada, &bo] {
        shows_last(page, "waves at /h").await;
        assert_eq!(count(page, ".action-body").await, 1);
        assert_eq!(bodies(page).await, ["Hello", "waves at /h"]);
    }
    assert_eq!(count(&bo, "#told > *").await, 0);

    // What is refused stays, with the reason, for its author to change.
    say(&ada, "/hlep").await;
    ada.wait_for("#outbox .message-failed").await;
    assert!(
        ada.text("#outbox .message-state")
            .await
            .contains("no such command")
    );
    ada.click("#outbox [data-action=edit]").await;
    until(&ada, &format!("{FIELD} === '/hlep'")).await;
    assert_eq!(bodies(&bo).await.len(), 2);
    assert_quiet(&bo, false).await;
}
