//! What two and three people do together in each kind of group, with and without JavaScript.
//!
//! These run on SQLite and on PostgreSQL. What one page shows, and how, is tested beside this folder.

mod direct_chats;
mod forms;
mod owners;
mod private_groups;
mod rooms;

use futures_util::future::join_all;
use serde_json::Value;

use super::{Visitor, join, online, register, until};
use crate::support::{
    browser::{Browser, Options},
    server::Server,
};

/// People with JavaScript, in the room where newcomers arrive.
pub async fn people<const N: usize>(server: &Server, names: [&str; N]) -> [Browser; N] {
    // The first one administers the site, which none of these do.
    Visitor::join(server, "warden").await;
    all(join_all(names.map(|name| join(server, name))).await)
}

/// People without JavaScript, in the room where newcomers arrive.
async fn plain_people<const N: usize>(server: &Server, names: [&str; N]) -> [Browser; N] {
    Visitor::join(server, "warden").await;
    let options = Options {
        javascript: false,
        ..Options::default()
    };
    let arrive = async |name| {
        let page = Browser::start_with(options).await;
        register(&page, &server.url(""), name).await;
        page
    };
    all(join_all(names.map(arrive)).await)
}

fn all<const N: usize>(pages: Vec<Browser>) -> [Browser; N] {
    pages.try_into().unwrap_or_else(|_| unreachable!("one for each"))
}

/// Waits until the page of this group is open, and returns its path.
async fn opens(page: &Browser, name: &str) -> String {
    shows(page, ".room-name bdi", name).await;
    page.find("#messages").await;
    path(page).await
}

/// Waits until the page of this group is open and connected, and returns its path.
async fn connects(page: &Browser, name: &str) -> String {
    let path = opens(page, name).await;
    online(page).await;
    path
}

/// Makes a room (`public`) or a group (`private`) with nobody else in it, and returns its path.
pub async fn make(page: &Browser, server: &Server, kind: &str, name: &str) -> String {
    page.goto(&server.url(&format!("/groups/new?kind={kind}"))).await;
    page.fill("#name", name).await;
    page.click("#create").await;
    connects(page, name).await
}

/// Adds people to the group at `group`, by their names.
pub async fn add(page: &Browser, server: &Server, group: &str, names: &[&str]) {
    page.goto(&server.url(&format!("{group}/members"))).await;
    page.click(".adding > summary").await;
    for name in names {
        pick(page, name).await;
    }
    page.click("#create").await;
    for name in names {
        row(page, name).await;
    }
}

/// Types a name into the picker and takes the person by Enter.
async fn pick(page: &Browser, name: &str) {
    // Enter chooses from the hits for this name, also when it comes before them.
    page.fill("#picker-query", name).await;
    page.press_enter("#picker-query").await;
    has(page, "#people-chosen .entry-name", name).await;
}

/// The selector of somebody's row on the page of the members.
async fn row(page: &Browser, name: &str) -> String {
    let rows = format!(
        "[...document.querySelectorAll('li[id^=member-]')].find(li => li.querySelector('.entry-name').innerText === {})?.id ?? ''",
        Value::from(name)
    );
    page.wait_until(&format!("{name} is listed"), async || {
        page.eval(&rows).await != ""
    })
    .await;
    let id = page.eval(&rows).await;
    format!("#{}", id.as_str().expect("an id"))
}

/// Does what a member's menu offers: `role=moderator`, or the end of a form's address.
async fn manage(page: &Browser, name: &str, what: &str) {
    let row = row(page, name).await;
    page.click(&format!("{row} .entry-menu")).await;
    if let Some(role) = what.strip_prefix("role=") {
        page.click(&format!("{row} .menu button[value={role}]")).await;
        return;
    }
    // What can't be taken back by a click is asked first.
    let form = format!("{row} .menu form[action$='{what}']");
    assert_eq!(
        page.eval(&format!(
            "document.querySelector(\"{form} button\").checkVisibility()"
        ))
        .await,
        false
    );
    page.click(&format!(
        "{row} .menu details:has(> form[action$='{what}']) > summary"
    ))
    .await;
    page.click(&format!("{form} button")).await;
}

/// Opens the menu of the group and follows its link to `part`, or sends its form.
async fn choose(page: &Browser, part: &str) {
    page.click("[popovertarget=room-menu]").await;
    page.click(&format!("#room-menu {part}")).await;
}

/// Waits until the sidebar lists exactly these groups, in its order.
async fn lists(page: &Browser, names: &[&str]) {
    let shown = "JSON.stringify([...document.querySelectorAll('#groups .group-link-name')].map(name => name.textContent))";
    let names = Value::from(names.to_vec()).to_string();
    until(page, &format!("{shown} === {}", Value::from(names))).await;
}

/// Goes to a group by the sidebar, and waits until its page is open.
async fn go(page: &Browser, group: &str) {
    page.click(&format!("#groups a[href='{group}']")).await;
    arrives(page, group).await;
    page.find("#messages").await;
}

/// Waits until the last row is this line: in the middle, and nobody's.
pub async fn tells(page: &Browser, line: &str) {
    let last = "document.querySelector('#messages > li:last-child')";
    let line = Value::from(line);
    until(
        page,
        &format!(
            "{last}?.matches('.message-line') && {last}.querySelector('.message-body').innerText === {line}"
        ),
    )
    .await;
    assert_eq!(
        page.eval(&format!(
            "!{last}.matches('.continues, .mine') && !{last}.querySelector('.avatar, .message-author') \
             && getComputedStyle({last}.firstElementChild).textAlign === 'center'"
        ))
        .await,
        true
    );
}

/// Waits until the first element that matches says this.
async fn shows(page: &Browser, css: &str, text: &str) {
    let [css, text] = [css, text].map(Value::from);
    until(
        page,
        &format!("document.querySelector({css})?.innerText.trim() === {text}"),
    )
    .await;
}

/// Waits until one of the elements that match says this.
async fn has(page: &Browser, css: &str, text: &str) {
    let [css, text] = [css, text].map(Value::from);
    until(
        page,
        &format!("[...document.querySelectorAll({css})].some(e => e.innerText.trim() === {text})"),
    )
    .await;
}

async fn arrives(page: &Browser, path: &str) {
    until(page, &format!("location.pathname === {}", Value::from(path))).await;
}

async fn path(page: &Browser) -> String {
    let path = page.eval("location.pathname").await;
    path.as_str().expect("a path").to_owned()
}

async fn value(page: &Browser, css: &str) -> String {
    let value = page
        .eval(&format!("document.querySelector({}).value", Value::from(css)))
        .await;
    value.as_str().expect("a value").to_owned()
}

/// Waits until this has the focus.
async fn focused(page: &Browser, css: &str) {
    let css = Value::from(css);
    until(page, &format!("document.activeElement?.matches({css}) === true")).await;
}

/// Opens an address and fails if there is anything to see.
async fn misses(page: &Browser, url: &str) {
    page.goto(url).await;
    shows(page, ".error-status", "Error 404").await;
}

/// Marks the page, so that [`is_same`] notices a reload.
async fn mark(page: &Browser) {
    page.eval("void (window.same = true)").await;
}

async fn is_same(page: &Browser) -> bool {
    page.eval("window.same").await == true
}

/// Fails if the browser complained of anything but pages that are refused or not there any more.
async fn assert_quiet(page: &Browser) {
    let lines = page.console().await;
    let complaints: Vec<_> = lines
        .iter()
        .filter(|line| line.starts_with("SEVERE") || line.starts_with("WARNING"))
        .filter(|line| {
            !["status of 403", "status of 404", "status of 422"]
                .iter()
                .any(|known| line.contains(known))
        })
        .collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
}
