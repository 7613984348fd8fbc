//! How somebody comes here by a link, and signs in with a code besides the password.

use serde_json::json;

use super::{Visitor, join, online, sign_in, until};
use crate::support::{
    authenticator::code,
    browser::{Browser, Options},
    client::PASSWORD,
    server::Server,
};

async fn forget_everything(browser: &Browser) {
    // A page that is there would notice, and lead to the sign-in by itself.
    browser.goto("about:blank").await;
    browser.cdp("Network.clearBrowserCookies", json!({})).await;
}

async fn copies(browser: &Browser, what: &str) {
    let button = format!("[data-copy='{what}']");
    browser.click(&button).await;
    until(
        browser,
        &format!("document.querySelector(\"{button}\").textContent === 'Copied'"),
    )
    .await;
}

#[tokio::test]
async fn a_link_leads_to_an_account_and_its_group_and_a_code_signs_in() {
    let server = Server::start().await;
    let browser = join(&server, "ada").await;
    browser.goto(&server.url("/groups/new?kind=private")).await;
    browser.fill("#name", "attic").await;
    browser.click(".page form button.btn-primary[type=submit]").await;
    online(&browser).await;
    let group = browser.eval("location.pathname").await;
    let group = group.as_str().expect("a path").to_owned();
    browser.goto(&server.url(&format!("{group}/invitations"))).await;
    browser.click(".page form .btn-primary[type=submit]").await;
    copies(&browser, "#link").await;
    let link = browser.eval("document.querySelector('#link').value").await;
    let link = link.as_str().expect("a link").to_owned();
    // The one of a test has another port than its configuration.
    let link = link.split_once("/join").expect("a link").1;

    forget_everything(&browser).await;
    browser.goto(&server.url(&format!("/join{link}"))).await;
    browser.click("a.btn-primary").await;
    browser.find("#username").await;
    browser.fill("#username", "bo").await;
    browser.fill("#password", PASSWORD).await;
    browser.click(".account-form button[type=submit]").await;
    online(&browser).await;
    assert_eq!(browser.text(".room-name bdi").await, "attic");

    browser.goto(&server.url("/settings/two-factor")).await;
    browser.fill("#begin-password", PASSWORD).await;
    browser.click(".page form button[type=submit]").await;
    copies(&browser, "#secret").await;
    let secret = browser.text("#secret").await;
    browser.fill("#code", &code(&secret, 0)).await;
    browser.click(".set-up form button[type=submit]").await;
    copies(&browser, "#recovery-codes").await;

    forget_everything(&browser).await;
    browser.goto(&server.url(&group)).await;
    sign_in(&browser, "bo").await;
    browser.find("#code[autocomplete='one-time-code']").await;
    browser.fill("#code", "000000").await;
    browser.click(".account-form button[type=submit]").await;
    browser.find("#code-error").await;
    browser.fill("#code", &code(&secret, 1)).await;
    browser.click(".account-form button[type=submit]").await;
    online(&browser).await;
    assert_eq!(browser.text(".room-name bdi").await, "attic");

    // An administrator takes it away, and is asked once more.
    forget_everything(&browser).await;
    browser.goto(&server.url("/login")).await;
    sign_in(&browser, "ada").await;
    browser.find("#messages").await;
    browser.goto(&server.url("/admin/people/bo")).await;
    let button = "form[action$='/two-factor/reset'] button";
    let seen = format!("document.querySelector(\"{button}\").checkVisibility()");
    assert_eq!(browser.eval(&seen).await, false);
    browser
        .click("[aria-labelledby=factor-title] .asking > summary")
        .await;
    browser.click(button).await;
    until(&browser, &format!("!document.querySelector(\"{button}\")")).await;
}

#[tokio::test]
async fn another_role_is_asked_for_once_more_with_script_and_without() {
    let server = Server::start().await;
    // The first of a site administers it.
    let scripted = join(&server, "ada").await;
    Visitor::join(&server, "bo").await;
    let plain = Browser::start_with(Options {
        javascript: false,
        ..Options::default()
    })
    .await;
    plain.goto(&server.url("/login")).await;
    sign_in(&plain, "ada").await;
    plain.find("#messages").await;
    for (page, what, then) in [
        (&scripted, "Make administrator", "Make member"),
        (&plain, "Make member", "Make administrator"),
    ] {
        page.goto(&server.url("/admin/people/bo")).await;
        let button = "form[action$='/role'] button";
        assert_eq!(page.text(".asking > summary").await, what);
        let seen = format!("document.querySelector(\"{button}\").checkVisibility()");
        assert_eq!(page.eval(&seen).await, false);
        page.click(".asking > summary").await;
        page.click(button).await;
        until(
            page,
            &format!("document.querySelector('.asking:not([open]) > summary')?.textContent === '{then}'"),
        )
        .await;
    }
}
