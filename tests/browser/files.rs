//! Files in messages: picked, dropped, pasted; described, sent and seen; live for two people.

use std::{
    fs,
    path::{Path, PathBuf},
};

use fantoccini::key::Key;
use serde_json::Value;
use tempfile::TempDir;

use super::{assert_quiet, click_in_timeline, count, join, online, register, reload, say, shows_last, until};
use crate::support::{
    browser::{Browser, Options},
    files,
    server::Server,
};

/// A file on the disk of whoever picks it.
fn on_disk(dir: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.path().join(name);
    fs::write(&path, bytes).expect("it is written");
    path
}

async fn pick(page: &Browser, field: &str, path: &Path) {
    let field = page.client().find(fantoccini::Locator::Css(field)).await;
    let field = field.expect("a field");
    let path = path.to_str().expect("a readable path");
    field.send_keys(path).await.expect("it takes a file");
}

/// Lets a file go over the room, or pastes it into the composer.
async fn hand_over(page: &Browser, event: &str, name: &str, text: &str) {
    hand_over_at(page, ["#timeline", "#composer-body"], event, name, text).await;
}

/// The same at these places.
pub(super) async fn hand_over_at(page: &Browser, places: [&str; 2], event: &str, name: &str, text: &str) {
    let [dropped, pasted] = places;
    let (name, text) = (Value::from(name), Value::from(text));
    let script = format!(
        "(() => {{ const data = new DataTransfer(); data.items.add(new File([{text}], {name})); \
         const [place, made] = '{event}' === 'drop' \
           ? [document.querySelector('{dropped}'), new DragEvent('drop', {{ dataTransfer: data, bubbles: true, cancelable: true }})] \
           : [document.querySelector('{pasted}'), new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }})]; \
         place.dispatchEvent(made); return made.defaultPrevented; }})()"
    );
    assert_eq!(page.eval(&script).await, true);
}

async fn uploaded(page: &Browser, many: usize) {
    until(
        page,
        &format!("document.querySelectorAll('#chips > .chip[data-id]').length === {many}"),
    )
    .await;
}

#[tokio::test]
async fn a_picture_is_described_and_sent_and_has_its_place_before_it_comes() {
    let (server, dir) = (Server::start().await, TempDir::new().expect("a folder"));
    let (ada, bo) = (join(&server, "ada").await, join(&server, "bo").await);
    pick(
        &ada,
        ".composer-attach input",
        &on_disk(&dir, "harbour.png", &files::png(900, 450)),
    )
    .await;
    uploaded(&ada, 1).await;
    ada.fill(".chip-alt", "The harbour").await;
    // A reload takes nothing away.
    reload(&ada).await;
    uploaded(&ada, 1).await;
    say(&ada, "Look").await;
    for page in [&ada, &bo] {
        shows_last(page, "Look").await;
        page.wait_for("#messages .picture img[alt='The harbour'][width='360'][height='180']")
            .await;
        until(
            page,
            "document.querySelector('.picture img').naturalWidth === 720",
        )
        .await;
        assert_eq!(
            page.eval("(({ width, height }) => [width, height])(document.querySelector('.picture img').getBoundingClientRect())")
                .await,
            serde_json::json!([360, 180])
        );
        assert_quiet(page, false).await;
    }
    assert_eq!(count(&ada, "#chips > *").await, 0);
    reload(&ada).await;
    assert_eq!(count(&ada, "#chips > *").await, 0);
    assert_eq!(count(&ada, "#messages .picture").await, 1);
}

#[tokio::test]
async fn files_are_dropped_and_pasted_and_a_long_text_becomes_one() {
    let server = Server::start().await;
    let (ada, bo) = (join(&server, "ada").await, join(&server, "bo").await);
    hand_over(&ada, "drop", "one.txt", "first").await;
    uploaded(&ada, 1).await;
    hand_over(&ada, "paste", "two.txt", "second").await;
    uploaded(&ada, 2).await;
    ada.eval(
        "void (body => { body.value = 'x'.repeat(5000); body.dispatchEvent(new Event('input')); })
            (document.querySelector('#composer-body'))",
    )
    .await;
    ada.click("#composer-as-file").await;
    uploaded(&ada, 3).await;
    // Taken back, it is not sent.
    ada.click(".chip:first-child button").await;
    uploaded(&ada, 2).await;
    ada.click(".composer-send").await;
    bo.wait_for("#messages .file").await;
    assert_eq!(bo.texts("#messages .file-name").await, ["two.txt", "text.txt"]);
    assert_eq!(bo.text("#announcer").await, "ada: 2 files");
    assert_eq!(count(&ada, "#composer-as-file").await, 0);
    assert_quiet(&bo, false).await;
}

#[tokio::test]
async fn an_upload_that_fails_says_why_keeps_the_text_and_is_tried_again() {
    let mut server = Server::start().await;
    let ada = join(&server, "ada").await;
    hand_over(&ada, "paste", "empty.txt", "").await;
    ada.wait_for(".chip-failed").await;
    assert_eq!(ada.text(".chip-failed .chip-size").await, "This file is empty.");
    assert_eq!(
        count(&ada, "[data-chip=retry]").await,
        0,
        "it would be refused again"
    );
    ada.click(".chip-failed [data-chip=cancel]").await;
    until(&ada, "!document.querySelector('.chip')").await;
    server.kill();
    hand_over(&ada, "paste", "one.txt", "first").await;
    ada.wait_for(".chip-failed").await;
    ada.fill("#composer-body", "with a file").await;
    ada.press_enter("#composer-body").await;
    // Nothing is sent without it.
    assert_eq!(count(&ada, "#outbox > li").await, 0);
    server.restart().await;
    online(&ada).await;
    ada.click(".chip-failed [data-chip=retry]").await;
    uploaded(&ada, 1).await;
    // What is written now waits, and its file with it.
    server.kill();
    ada.press_enter("#composer-body").await;
    ada.wait_for("#outbox > li").await;
    assert!(ada.text("#outbox .message-body").await.contains("one.txt"));
    server.restart().await;
    shows_last(&ada, "with a file").await;
    assert_eq!(ada.texts("#messages .file-name").await, ["one.txt"]);
}

#[tokio::test]
async fn pictures_are_looked_at_by_keyboard() {
    let (server, dir) = (Server::start().await, TempDir::new().expect("a folder"));
    let ada = join(&server, "ada").await;
    for (number, name) in ["a.png", "b.png", "c.png"].into_iter().enumerate() {
        pick(
            &ada,
            ".composer-attach input",
            &on_disk(&dir, name, &files::png(60, 40)),
        )
        .await;
        uploaded(&ada, number + 1).await;
    }
    ada.click(".composer-send").await;
    until(
        &ada,
        "document.querySelectorAll('#messages .picture').length === 3",
    )
    .await;
    ada.eval("document.querySelectorAll('.picture')[1].focus()").await;
    ada.press(&Key::Enter).await;
    ada.wait_for("dialog.lightbox[open]").await;
    let shown = "document.querySelector('.lightbox p').textContent";
    until(&ada, &format!("{shown} === 'b.png'")).await;
    ada.press(&Key::Right).await;
    until(&ada, &format!("{shown} === 'c.png'")).await;
    // That is the last.
    ada.press(&Key::Right).await;
    ada.press(&Key::Left).await;
    ada.press(&Key::Left).await;
    until(&ada, &format!("{shown} === 'a.png'")).await;
    ada.press(&Key::Escape).await;
    until(&ada, "!document.querySelector('dialog[open]')").await;
    until(&ada, "document.activeElement.dataset.name === 'a.png'").await;
    assert_quiet(&ada, false).await;
}

#[tokio::test]
async fn a_form_without_script_sends_a_file() {
    let (server, dir) = (Server::start().await, TempDir::new().expect("a folder"));
    let ada = Browser::start_with(Options {
        javascript: false,
        ..Options::default()
    })
    .await;
    register(&ada, &server.url(""), "ada").await;
    pick(
        &ada,
        ".composer-plain [type=file]",
        &on_disk(&dir, "harbour.png", &files::png(90, 45)),
    )
    .await;
    ada.fill(".composer-plain [name=description]", "The harbour")
        .await;
    ada.click(".composer-send").await;
    ada.wait_for("#messages .picture img[alt='The harbour'][width='90']")
        .await;
    click_in_timeline(&ada, "a.picture").await;
    until(
        &ada,
        "location.pathname.includes('/files/') && document.images[0]?.naturalWidth === 90",
    )
    .await;
}
