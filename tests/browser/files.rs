//! Files in messages: picked, dropped, pasted; described, sent and seen; live for two people.

use std::{
    fs,
    path::{Path, PathBuf},
};

use fantoccini::key::Key;
use serde_json::Value;
use tempfile::TempDir;

use super::{
    Visitor, assert_quiet, click_in_timeline, count, join, online, register, reload, say, shows_last, until,
};
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

/// Whether who leaves the page now is asked first.
const ASKS: &str = "!dispatchEvent(new Event('beforeunload', { cancelable: true }))";

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
    assert_eq!(ada.eval(ASKS).await, false);
    ada.click(".chip-failed [data-chip=cancel]").await;
    until(&ada, "!document.querySelector('.chip')").await;
    server.kill();
    hand_over(&ada, "paste", "one.txt", "first").await;
    ada.wait_for(".chip-failed").await;
    assert_eq!(ada.eval(ASKS).await, true, "it is nowhere else");
    ada.fill("#composer-body", "with a file").await;
    ada.press_enter("#composer-body").await;
    // Nothing is sent without it.
    assert_eq!(count(&ada, "#outbox > li").await, 0);
    server.restart().await;
    online(&ada).await;
    ada.click(".chip-failed [data-chip=retry]").await;
    uploaded(&ada, 1).await;
    assert_eq!(ada.eval(ASKS).await, false);
    // What is written now waits, and its file with it.
    server.kill();
    ada.press_enter("#composer-body").await;
    ada.wait_for("#outbox > li").await;
    assert!(ada.text("#outbox .message-body").await.contains("one.txt"));
    server.restart().await;
    shows_last(&ada, "with a file").await;
    assert_eq!(ada.texts("#messages .file-name").await, ["one.txt"]);
}

/// Lets so many files go over the room at once.
async fn drop_many(page: &Browser, many: usize) {
    let script = format!(
        "void (() => {{ const data = new DataTransfer(); \
         for (let number = 0; number < {many}; number += 1) data.items.add(new File([`text ${{number}}`], `${{number}}.txt`)); \
         timeline.dispatchEvent(new DragEvent('drop', {{ dataTransfer: data, bubbles: true, cancelable: true }})); }})()"
    );
    page.eval(&script).await;
}

#[tokio::test]
async fn many_files_are_one_message_with_one_line_for_all_of_them() {
    // More than are taken at once: the rest waits, and nobody has to do anything.
    let mut server = Server::start_with(&[("UPLOADS_PER_10S", "30")]).await;
    let (ada, bo) = (join(&server, "ada").await, join(&server, "bo").await);
    drop_many(&ada, 34).await;
    uploaded(&ada, 34).await;
    assert_eq!(ada.text(".chips-count").await, "34 of 34 files are ready");
    assert_eq!(count(&ada, ".chip-failed").await, 0);
    assert_eq!(count(&ada, ".chips-all progress:not([hidden])").await, 0);
    // A reload takes nothing away.
    reload(&ada).await;
    uploaded(&ada, 34).await;
    ada.wait_for(".chips-count").await;
    say(&ada, "Many").await;
    for page in [&ada, &bo] {
        shows_last(page, "Many").await;
        assert_eq!(count(page, "#messages .file").await, 12);
        assert_eq!(page.texts("#messages .files > .btn").await, ["Show all 34 files"]);
    }
    assert_eq!(count(&ada, ".chips-all").await, 0);
    click_in_timeline(&bo, ".files > .btn").await;
    bo.wait_for(".sheet[open] .shelf").await;
    assert_eq!(bo.text("#sheet-title").await, "Files from ada");
    let names: Vec<String> = (0..34).map(|number| format!("{number}.txt")).collect();
    assert_eq!(bo.texts(".sheet .shelf-name").await, names);
    assert_quiet(&bo, false).await;

    // Those that fail are tried again together, and all of them taken back together.
    server.kill();
    drop_many(&ada, 8).await;
    until(&ada, "document.querySelectorAll('.chip-failed').length === 8").await;
    server.restart().await;
    online(&ada).await;
    ada.click("[data-chip=retry-all]").await;
    uploaded(&ada, 8).await;
    ada.click("[data-chip=remove-all]").await;
    until(&ada, "!document.querySelector('.chip, .chips-all')").await;
    until(&ada, "document.activeElement.id === 'composer-body'").await;
    reload(&ada).await;
    assert_eq!(count(&ada, ".chip").await, 0);
}

#[tokio::test]
async fn pictures_of_many_are_looked_at_one_after_the_other() {
    let server = Server::start().await;
    let bo = Visitor::join(&server, "bo").await;
    let mut pictures = Vec::new();
    for number in 0..14 {
        let taken = bo.try_upload(&format!("{number}.png"), &files::png(60, 40)).await;
        pictures.push(taken.expect("it is taken"));
    }
    bo.say_with("A walk", &pictures).await;
    let ada = join(&server, "ada").await;
    click_in_timeline(&ada, ".files > .btn").await;
    ada.wait_for(".sheet[open] .picture").await;
    ada.eval("document.querySelectorAll('.sheet .picture')[11].click()")
        .await;
    let shown = "document.querySelector('.lightbox[open] p')?.textContent";
    until(&ada, &format!("{shown} === '11.png'")).await;
    for next in ["12.png", "13.png"] {
        ada.press(&Key::Right).await;
        until(&ada, &format!("{shown} === '{next}'")).await;
    }
    assert_eq!(
        ada.eval("document.querySelector('.lightbox-after').disabled")
            .await,
        true
    );
    // What lies on top closes first.
    ada.press(&Key::Escape).await;
    until(
        &ada,
        "!document.querySelector('.lightbox[open]') && document.querySelector('.sheet[open]') !== null",
    )
    .await;
    until(&ada, "document.activeElement.dataset.name === '13.png'").await;
    assert_quiet(&ada, false).await;
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
