//! Every page: quiet, and light.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use serde_json::json;

use super::{
    Visitor, assert_quiet, count, join, journeys, online, phone, register, reload, say, shows_last, until,
};
use crate::support::{browser::Browser, server::Server};

/// Bytes that the first load of a group's page may take.
const LIGHT: usize = 100 * 1024;

/// What browsers count for the headers of an answer.
const HEADERS: usize = 300;

#[tokio::test]
async fn no_page_complains() {
    let server = Server::start().await;
    let wide = Browser::start().await;
    wide.goto(&server.url("/register")).await;
    assert_quiet(&wide, false).await;
    register(&wide, &server.url(""), "ada").await;
    online(&wide).await;
    say(&wide, "Hello").await;
    shows_last(&wide, "Hello").await;
    let plans = journeys::make(&wide, &server, "private", "Plans").await;
    journeys::tells(&wide, "ada created Plans").await;
    let of_plans = ["", "/members", "/settings"].map(|part| format!("{plans}{part}"));
    let narrow = Browser::start_with(phone()).await;
    narrow.goto(&server.url("/login")).await;
    super::sign_in(&narrow, "ada").await;
    online(&narrow).await;
    for page in [&wide, &narrow] {
        let rest = [
            "/",
            "/groups/1",
            "/groups/1?before=2",
            "/groups/1/messages/1",
            "/groups/1/members",
            "/groups/1/settings",
            "/groups",
            "/groups?q=nothing+like+it",
            "/groups/new?kind=public",
            "/groups/new?kind=private&q=ad&name=Plans",
            "/people",
            "/people/ada",
            "/search",
            "/search?q=Hello",
            "/search?q=nothing+like+it",
            "/settings/language",
            "/settings/password",
            "/settings/profile",
            "/settings/sessions",
        ];
        for path in of_plans.iter().map(String::as_str).chain(rest) {
            page.goto(&server.url(path)).await;
            if count(page, "#connection").await == 1 {
                online(page).await;
            }
            assert_quiet(page, false).await;
            until(page, "document.documentElement.scrollWidth <= innerWidth").await;
        }
        page.goto(&server.url("/groups/404")).await;
        let lines = page.console().await;
        assert!(
            lines.iter().all(|line| line.contains("status of 404")),
            "{lines:?}"
        );
    }
}

#[tokio::test]
async fn the_first_load_of_a_room_is_light() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    bo.say_numbers(1, 60).await;
    let ada = join(&server, "ada").await;
    shows_last(&ada, "Message 60").await;
    assert_light(&ada, &bo).await;
}

#[tokio::test]
async fn the_first_load_of_a_private_group_is_light() {
    let server = Server::start().await;
    let [ada, bo] = journeys::people(&server, ["ada", "bo"]).await;
    let plans = journeys::make(&ada, &server, "private", "Plans").await;
    journeys::add(&ada, &server, &plans, &["bo"]).await;
    bo.goto(&server.url(&plans)).await;
    journeys::tells(&bo, "ada added bo").await;
    for number in 1..=20 {
        say(&bo, &format!("Message {number}")).await;
    }
    shows_last(&bo, "Message 20").await;
    assert_light(&bo, &Visitor::sign_in(&server, "bo").await).await;
}

/// Fails if the open page takes too much to load by somebody who was never here.
async fn assert_light(page: &Browser, visitor: &Visitor) {
    page.cdp("Network.clearBrowserCache", json!({})).await;
    reload(page).await;
    let loaded = page
        .eval("performance.getEntries().filter(e => e.transferSize).map(e => [new URL(e.name).pathname, e.transferSize])")
        .await;
    let mut sizes: Vec<(String, usize)> = serde_json::from_value(loaded).expect("names and sizes");
    // A release compresses its files once and as well as it can, which would take a debug build too long.
    for (path, size) in &mut sizes {
        if path.starts_with("/static/") {
            *size = HEADERS + compressed(&visitor.get(path).await);
        }
    }
    let total: usize = sizes.iter().map(|(_, size)| size).sum();
    let own = page.eval("location.pathname").await;
    let has = |name: &str| sizes.iter().any(|(path, _)| path.ends_with(name));
    assert!(
        has(own.as_str().expect("a path"))
            && has("bootstrap.min.css")
            && has("htmx.min.js")
            && has("outbox.js")
            && has("icons.svg"),
        "{sizes:#?}"
    );
    assert!(total <= LIGHT, "{total} bytes: {sizes:#?}");
    println!("{total} bytes in {} files", sizes.len());
}

fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it").len()
}
