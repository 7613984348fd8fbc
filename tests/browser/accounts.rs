//! How somebody comes here by a link, and signs in with a code besides the password.

use serde_json::json;

use super::{join, online, sign_in, until};
use crate::support::{authenticator::code, browser::Browser, client::PASSWORD, server::Server};

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
}
