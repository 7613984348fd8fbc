//! What a link leads to appears below the message, for everybody, and is taken away again.

use super::{ROWS, assert_quiet, count, join, online, phone, reload, say, shows_last, sign_in, until};
use crate::support::{
    browser::{Browser, Options},
    files,
    server::Server,
    web::{self, Web},
};

/// A server that looks at pages of this machine.
pub async fn curious() -> Server {
    Server::start_with(&[("PREVIEWS", "true"), ("PREVIEWS_OF_LOOPBACK", "true")]).await
}

async fn cats() -> Web {
    Web::start(|path| {
        Some(match path {
            "/cat.png" => web::picture(&files::png(900, 400)),
            _ => web::html(
                "<title>Cats</title><meta name=description content='All the cats there are.'><meta \
                 property=og:image content='/cat.png'>",
            ),
        })
    })
    .await
}

#[tokio::test]
async fn a_preview_comes_by_itself_and_is_taken_away_for_everybody() {
    let (server, web) = (curious().await, cats().await);
    // The first of a site keeps order in its rooms.
    let (ada, bo) = (join(&server, "ada").await, join(&server, "bo").await);
    let cy = join(&server, "cy").await;
    let url = web.url("/cats");
    say(&bo, &url).await;
    for page in [&ada, &bo, &cy] {
        page.wait_for(&format!(".preview[href='{url}']")).await;
        until(
            page,
            "(({ naturalWidth, width, height }) => naturalWidth === 720 && Math.abs(width / height - 2.25) < 0.05) \
             (document.querySelector('.preview-picture'))",
        )
        .await;
        until(
            page,
            "getComputedStyle(document.querySelector('.preview')).display === 'flex'",
        )
        .await;
        let before = page.eval(ROWS).await;
        reload(page).await;
        assert_eq!(page.eval(ROWS).await, before);
        shows_last(page, &url).await;
    }
    for (page, may) in [(&cy, false), (&bo, true)] {
        page.eval(
            "void document.querySelector('.message:has(.preview) .message-body')
                .dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }))",
        )
        .await;
        page.wait_for(".message:has(.preview) > .actions").await;
        page.click(".actions [data-act=more]").await;
        assert_eq!(
            count(page, ".actions [data-act='preview/remove']:not([hidden])").await,
            u64::from(may)
        );
    }
    bo.click(".actions [data-act='preview/remove']").await;
    for page in [&ada, &bo, &cy] {
        until(page, "!document.querySelector('.preview')").await;
        reload(page).await;
        assert_eq!(count(page, ".preview").await, 0);
        assert_quiet(page, false).await;
    }
}

#[tokio::test]
async fn a_preview_fits_a_phone_and_needs_no_script() {
    let (server, web) = (curious().await, cats().await);
    let ada = join(&server, "ada").await;
    say(&ada, &web.url("/cats")).await;
    ada.wait_for(".preview").await;
    let narrow = Browser::start_with(phone()).await;
    narrow.goto(&server.url("/login")).await;
    sign_in(&narrow, "ada").await;
    online(&narrow).await;
    narrow.wait_for(".preview").await;
    until(&narrow, "document.documentElement.scrollWidth <= innerWidth").await;
    let plain = Browser::start_with(Options {
        javascript: false,
        ..phone()
    })
    .await;
    plain.goto(&server.url("/login")).await;
    sign_in(&plain, "ada").await;
    plain.wait_for(".preview-title").await;
    plain.goto(&server.url("/groups/1/messages/1")).await;
    plain.click("form[action$='/preview/remove'] button").await;
    until(&ada, "!document.querySelector('.preview')").await;
    assert_eq!(plain.texts(".preview").await.len(), 0);
    for page in [&ada, &narrow, &plain] {
        assert_quiet(page, false).await;
    }
}
