//! {=many.title=} in a browser: by forms alone, and with HTMX.

use super::{join, register, until};
use crate::support::{
    browser::{Browser, Options},
    server::Server,
};

const PLACE: &str = "/groups/1/{=many.kebab=}";

/// What pages show of a filled in form.
const SHOWN: [&str; {=seen | length=}] = [{=seen | join(sep=", ")=}];

/// Fills the form in, whatever kinds of fields it has.
async fn fill(page: &Browser) {
    page.wait_for("#{=one.kebab=}-form").await;
    page.eval("void document.querySelectorAll('#{=one.kebab=}-form .form-control').forEach(field => { field.value = '' })").await;
    <% if good %>
    for (name, value) in [{=good | join(sep=", ")=}] {
        let value = serde_json::Value::from(value);
        page.eval(&format!(
            "void (field => field.type === 'checkbox' ? field.checked = true : field.value = {value})(document.getElementById('{name}'))"
        ))
        .await;
    }
    <% endif %>
}

<% if worst %>
/// Fills it in so that it is refused, which the browser itself would not let anybody do.
async fn spoil(page: &Browser) {
    page.wait_for("#{=one.kebab=}-form").await;
    page.eval("void (document.getElementById('{=one.kebab=}-form').noValidate = true)").await;
    for (name, value) in [{=worst | join(sep=", ")=}] {
        page.eval(&format!(
            "void (field => (field.type === 'textarea' || field.localName === 'select' || (field.type = 'text'), field.value = '{value}'))\
             (document.getElementById('{name}'))"
        ))
        .await;
    }
}

<% endif %>
async fn shows_it(page: &Browser) {
    page.wait_for(".facts").await;
    assert_eq!(page.texts(".facts dd").await, SHOWN);
}

#[tokio::test]
async fn one_is_made_changed_and_deleted_without_scripts() {
    let server = Server::start().await;
    let ada = Browser::start_with(Options {
        javascript: false,
        ..Options::default()
    })
    .await;
    register(&ada, &server.url(""), "ada").await;
    ada.goto(&server.url(PLACE)).await;
    ada.find(".blank").await;
    ada.click(".btn-head").await;
    <% if worst %>

    spoil(&ada).await;
    ada.click("#save").await;
    ada.wait_for(".invalid-feedback").await;
    assert_eq!(ada.eval("document.activeElement.getAttribute('aria-invalid')").await, "true");
    <% endif %>
    fill(&ada).await;
    ada.click("#save").await;
    shows_it(&ada).await;

    ada.click(".btn-head").await;
    ada.wait_for("#save").await;
    ada.click("#save").await;
    shows_it(&ada).await;
    ada.click(".btn-head").await;
    ada.wait_for("#delete").await;
    ada.click("#delete").await;
    ada.wait_for(".blank").await;
}

#[tokio::test]
async fn with_scripts_a_refused_form_comes_back_in_its_place() {
    let server = Server::start().await;
    let ada = join(&server, "ada").await;
    ada.goto(&server.url(&format!("{PLACE}/new"))).await;
    until(&ada, "document.documentElement.classList.contains('js')").await;
    ada.eval("void (window.here = true)").await;
    <% if worst %>
    spoil(&ada).await;
    ada.click("#save").await;
    ada.wait_for(".invalid-feedback").await;
    until(&ada, "document.activeElement.getAttribute('aria-invalid') === 'true'").await;
    <% endif %>
    fill(&ada).await;
    assert_eq!(ada.eval("window.here").await, true, "the page is the same");
    ada.click("#save").await;
    shows_it(&ada).await;
    assert_eq!(ada.eval("document.querySelectorAll('.facts').length").await, 1);
}
