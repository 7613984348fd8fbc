//! What only the owners of a private group do.

use super::{
    add, arrives, assert_quiet, connects, focused, go, is_same, lists, make, mark, misses, opens, people,
    row, shows, tells, value,
};
use crate::{
    browser::{ROOM, count, online, say, shows_last, until},
    support::{browser::Browser, server::Server},
};

/// A group of ada, bo and cy that is open at bo and cy; ada is on the page of its members.
async fn plans(server: &Server, [ada, bo, cy]: [&Browser; 3]) -> String {
    let plans = make(ada, server, "private", "Plans").await;
    add(ada, server, &plans, &["bo", "cy"]).await;
    for page in [bo, cy] {
        lists(page, &["general", "Plans"]).await;
        go(page, &plans).await;
        connects(page, "Plans").await;
        mark(page).await;
    }
    plans
}

#[tokio::test]
async fn an_owner_leaves_once_somebody_else_is_owner() {
    let server = Server::start().await;
    let [ada, bo, cy] = people(&server, ["ada", "bo", "cy"]).await;
    let plans = plans(&server, [&ada, &bo, &cy]).await;
    let leave = async || {
        ada.click("[popovertarget=room-menu]").await;
        ada.click("#room-menu summary").await;
        ada.click("#room-menu details button").await;
    };

    ada.goto(&server.url(&plans)).await;
    leave().await;
    shows(&ada, ".notice-title", "Choose who takes over").await;
    assert_eq!(count(&ada, ".notice").await, 1, "said once");
    assert_eq!(count(&bo, "#room-menu [href$='/settings']").await, 0);
    let bos = row(&ada, "bo").await;
    ada.click(&format!("{bos} button[value=owner]")).await;
    until(&ada, "!document.querySelector('.notice-title')").await;
    // What the new owner may do is there at once.
    tells(&bo, "ada made bo an owner").await;
    bo.find("#room-menu [href$='/settings']").await;
    assert!(is_same(&bo).await);

    ada.goto(&server.url(&plans)).await;
    connects(&ada, "Plans").await;
    leave().await;
    arrives(&ada, "/groups").await;
    lists(&ada, &["general"]).await;
    tells(&bo, "ada left").await;
    tells(&cy, "ada left").await;
    misses(&ada, &server.url(&plans)).await;

    // Handing over does both at once.
    bo.click(".room-members").await;
    let cys = row(&bo, "cy").await;
    bo.click(&format!("{cys} .entry-menu")).await;
    bo.click(&format!("{cys} summary")).await;
    bo.click(&format!("{cys} form[action$='/owner'] button")).await;
    tells(&cy, "bo handed the group over to cy").await;
    cy.find("#room-menu [href$='/settings']").await;
    bo.goto(&server.url(&format!("{plans}/settings"))).await;
    shows(&bo, ".error-status", "Error 403").await;
    for page in [&ada, &bo, &cy] {
        assert_quiet(page).await;
    }
}

#[tokio::test]
async fn an_archived_group_is_read_only_for_all_until_it_is_restored() {
    let server = Server::start().await;
    let [ada, bo, cy] = people(&server, ["ada", "bo", "cy"]).await;
    let plans = plans(&server, [&ada, &bo, &cy]).await;
    bo.fill("#composer-body", "My draft").await;

    ada.goto(&server.url(&format!("{plans}/settings"))).await;
    ada.click("form[action$='/archive'] button").await;
    opens(&ada, "Plans").await;
    for page in [&bo, &cy] {
        tells(page, "ada archived the group").await;
        page.wait_for("#standing .standing-archived").await;
        until(
            page,
            "document.querySelector('#composer').checkVisibility() === false",
        )
        .await;
        assert!(is_same(page).await);
        assert_eq!(count(page, "#standing button").await, 0, "no owner");
        assert_eq!(
            page.texts("#groups .groups-archived .panel-title").await,
            ["Archived"]
        );
    }

    ada.click("#standing button").await;
    connects(&ada, "Plans").await;
    for page in [&bo, &cy] {
        page.wait_for("#composer").await;
        until(page, "!document.querySelector('#standing > :not([hidden])')").await;
        tells(page, "ada restored the group").await;
    }
    assert_eq!(value(&bo, "#composer-body").await, "My draft");
    assert!(is_same(&bo).await);
    bo.press_enter("#composer-body").await;
    shows_last(&cy, "My draft").await;
    for page in [&ada, &bo, &cy] {
        assert_quiet(page).await;
    }
}

#[tokio::test]
async fn a_group_is_deleted_by_typing_its_name_and_gone_for_all_at_once() {
    let server = Server::start().await;
    let [ada, bo, cy] = people(&server, ["ada", "bo", "cy"]).await;
    let plans = plans(&server, [&ada, &bo, &cy]).await;
    say(&bo, "For ever").await;
    shows_last(&cy, "For ever").await;

    ada.goto(&server.url(&format!("{plans}/settings"))).await;
    ada.fill("#confirm", "Plan").await;
    ada.press_enter("#confirm").await;
    ada.wait_for("#confirm-error").await;
    assert_eq!(value(&ada, "#confirm").await, "Plan");
    focused(&ada, "#confirm").await;
    until(&ada, "document.querySelector('#confirm').ariaInvalid === 'true'").await;
    shows_last(&cy, "For ever").await;

    ada.fill("#confirm", "Plans").await;
    ada.click("form[action$='/delete'] button").await;
    arrives(&ada, "/groups").await;
    lists(&ada, &["general"]).await;
    for page in [&bo, &cy] {
        arrives(page, ROOM).await;
        online(page).await;
        lists(page, &["general"]).await;
        misses(page, &server.url(&plans)).await;
    }
    for page in [&ada, &bo, &cy] {
        assert_quiet(page).await;
    }
}
