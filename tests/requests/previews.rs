//! What links lead to: looked at after the post, shown to those who see the message, taken away again.

use std::{
    io::Write,
    time::{Duration, Instant},
};

use axum::http::{StatusCode, header};
use banter::models::{
    attachments::Sweep,
    memberships::Role,
    messages::{self, Posted},
    previews::{self, Preview, pages},
};
use chrono::{TimeDelta, Utc};
use flate2::{Compression, write::GzEncoder};
use loco_rs::{config::Config, environment::Environment};
use sea_orm::{EntityTrait, PaginatorTrait, sea_query::Expr};
use tempfile::TempDir;
use tokio::{task::yield_now, time::timeout};

use crate::support::{
    client::{Person, Site, attributes_of, header_of, texts_of, with_site, with_site_as},
    files,
    web::{self, Web},
};

const PATIENCE: Duration = Duration::from_secs(20);

/// A page with everything, at `/cats`; its picture at `/cat.png`.
async fn cats() -> Web {
    Web::start(|path| {
        Some(match path {
            "/cats" => web::html(
                "<title>x</title><meta property=og:title content='Cats &amp; <b>dogs</b>'><meta name=description \
                 content='All of them.'><meta property=og:site_name content='The Cats'><meta property=og:image \
                 content='/cat.png'>",
            ),
            "/cat.png" => web::picture(&files::png(900, 400)),
            "/plain" => web::html("<title>Plain</title>"),
            _ => web::answer(404, &[], b""),
        })
    })
    .await
}

fn look(site: &Site) {
    site.configure(|settings| {
        settings.previews.enabled = true;
        settings.previews.allow_loopback = true;
    });
}

async fn posted(site: &Site, id: i64) -> Posted {
    let mut found = messages::find_all(&site.ctx.db, [id]).await.expect("answers");
    found.remove(&id).expect("it is there")
}

/// Waits until the message is as it has to be.
async fn until(site: &Site, id: i64, is_so: impl Fn(&Posted) -> bool) -> Posted {
    let waiting = async {
        loop {
            let posted = posted(site, id).await;
            if is_so(&posted) {
                return posted;
            }
            yield_now().await;
        }
    };
    timeout(PATIENCE, waiting).await.expect("it comes about")
}

async fn shows(site: &Site, id: i64) -> Posted {
    // The message and its preview are not read in one snapshot here.
    until(site, id, |posted| {
        posted.preview.page().is_some() && posted.message.version > posted.message.seq
    })
    .await
}

/// Posts while nothing is looked at, then looks: when this returns, all has been done that will be.
async fn looked_at(site: &Site, person: &Person<'_>, group: i64, text: &str) -> Posted {
    site.configure(|settings| settings.previews.enabled = false);
    let id = person.say(group, text).await.id;
    look(site);
    previews::fetch(&site.ctx, id).await.expect("no error of ours");
    posted(site, id).await
}

async fn known(site: &Site) -> Vec<pages::Model> {
    pages::Entity::find().all(&site.ctx.db).await.expect("answers")
}

#[tokio::test]
async fn a_link_shows_what_it_leads_to_after_the_post() {
    with_site(async |site| {
        look(site);
        let web = cats().await;
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let group = site.private_group("attic", &[&ada]).await.id;
        let said = ada.say(group, &format!("see {} #x", web.url("/cats"))).await;
        let now = shows(site, said.id).await;
        assert_eq!(now.message.seq, said.seq);
        assert!(now.message.version > said.seq, "a change like any other");
        assert!(now.message.edited_at.is_none());

        let page = ada.get(&format!("/groups/{group}")).await.text();
        assert_eq!(attributes_of(&page, "a.preview", "href"), [web.url("/cats")]);
        assert_eq!(
            attributes_of(&page, "a.preview", "rel"),
            ["noopener noreferrer nofollow"]
        );
        assert_eq!(texts_of(&page, ".preview-title"), ["Cats & <b>dogs</b>"]);
        assert_eq!(texts_of(&page, ".preview-site"), ["The Cats"]);
        assert_eq!(texts_of(&page, ".preview-description"), ["All of them."]);
        assert!(page.contains("/css/preview.css"));
        let picture = attributes_of(&page, ".preview-picture", "src").concat();
        assert_eq!(attributes_of(&page, ".preview-picture", "width"), ["360"]);

        let got = ada.get(&picture).await;
        assert_eq!(got.status_code(), StatusCode::OK);
        assert_eq!(
            header_of(&got, header::CONTENT_TYPE).as_deref(),
            Some("image/jpeg")
        );
        let csp = header_of(&got, header::CONTENT_SECURITY_POLICY).expect("a policy");
        assert!(csp.contains("sandbox"), "{csp}");
        assert!(
            header_of(&got, header::CACHE_CONTROL)
                .expect("said")
                .starts_with("private")
        );
        let size = image::load_from_memory(got.as_bytes()).expect("a picture");
        assert_eq!((size.width(), size.height()), (720, 320), "made anew, and small");
        assert_eq!(bo.get(&picture).await.status_code(), StatusCode::NOT_FOUND);

        for head in web.asked() {
            let head = head.to_lowercase();
            assert!(head.contains("\r\nuser-agent: banter/"), "{head}");
            assert!(!head.contains("cookie") && !head.contains("referer"), "{head}");
            assert!(
                head.contains(&format!("\r\nhost: {}\r\n", &web.url("")[7..])),
                "{head}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_is_asked_once_in_some_hours() {
    with_site(async |site| {
        let web = cats().await;
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        let first = looked_at(site, &ada, 1, &web.url("/cats")).await;
        let second = looked_at(site, &bo, 1, &format!("again {} ", web.url("/cats#here"))).await;
        assert_eq!(first.preview.page(), second.preview.page());
        assert!(first.preview.page().is_some());
        assert_eq!((web.times("/cats"), web.times("/cat.png")), (1, 1));

        // What is not there is not there an hour later either.
        for _ in 0..3 {
            let nothing = looked_at(site, &ada, 1, &web.url("/nothing")).await;
            assert_eq!(nothing.preview, Preview::None);
        }
        assert_eq!(web.times("/nothing"), 1);

        pages::Entity::update_many()
            .col_expr(
                pages::Column::FetchedAt,
                Expr::value((Utc::now() - TimeDelta::hours(7)).fixed_offset()),
            )
            .exec(&site.ctx.db)
            .await
            .expect("saved");
        let third = looked_at(site, &ada, 1, &web.url("/cats")).await;
        assert_eq!(web.times("/cats"), 2);
        assert_ne!(
            third.preview.page().map(|page| page.id),
            first.preview.page().map(|page| page.id),
            "what was shown stays as it was"
        );
    })
    .await;
}

#[tokio::test]
async fn an_edit_takes_the_preview_of_a_link_that_goes_and_gets_one_for_a_link_that_comes() {
    with_site(async |site| {
        look(site);
        let web = cats().await;
        let ada = site.join("ada").await;
        let id = ada.say(1, "nothing yet").await.id;
        let path = format!("/groups/1/messages/{id}");
        let edit = async |text: &str| ada.does(&format!("{path}/edit"), &[("body", text)]).await;
        edit(&web.url("/plain")).await;
        let plain = shows(site, id).await;
        assert_eq!(plain.preview.page().expect("shown").title, "Plain");

        edit(&format!("more of {}", web.url("/plain"))).await;
        assert_eq!(posted(site, id).await.preview, plain.preview, "it still fits");
        edit(&web.url("/cats")).await;
        let cats = until(site, id, |posted| {
            posted.preview.page().is_some_and(|page| page.site == "The Cats")
        });
        cats.await;
        edit("no link").await;
        assert_eq!(posted(site, id).await.preview, Preview::None);
        let gone = ada.get(&format!("{path}/preview")).await;
        assert_eq!(gone.status_code(), StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn what_is_taken_away_stays_away() {
    Box::pin(with_site(async |site| {
        let web = cats().await;
        let (_, ada, bo) = (
            site.join("root").await,
            site.join("ada").await,
            site.join("bo").await,
        );
        let cy = site.join("cy").await;
        let group = site.private_group("attic", &[&ada, &cy]).await.id;
        site.give_role(group, &bo, Role::Moderator).await;
        for remover in [&ada, &bo] {
            let said = looked_at(site, &ada, group, &web.url("/cats")).await;
            let path = format!("/groups/{group}/messages/{}", said.message.id);
            assert_eq!(
                cy.post(&format!("{path}/preview/remove"), &[])
                    .await
                    .status_code(),
                StatusCode::FORBIDDEN
            );
            let form = format!("\"{path}/preview/remove\"");
            assert!(remover.get(&path).await.text().contains(&form));
            assert!(!cy.get(&path).await.text().contains(&form));

            let answer = remover
                .post_fragment(&format!("{path}/preview/remove"), &[])
                .await;
            assert!(!answer.text().contains("class=\"preview"), "{}", answer.text());
            let off = posted(site, said.message.id).await;
            assert_eq!(off.preview, Preview::Off);
            assert!(off.message.version > said.message.version);
            assert_eq!(
                ada.get(&format!("{path}/preview")).await.status_code(),
                StatusCode::NOT_FOUND
            );

            let text = format!("again {}", web.url("/plain"));
            ada.does(&format!("{path}/edit"), &[("body", &text)]).await;
            previews::fetch(&site.ctx, said.message.id)
                .await
                .expect("no error");
            assert_eq!(posted(site, said.message.id).await.preview, Preview::Off);
        }
        assert_eq!(web.times("/plain"), 0);
    }))
    .await;
}

#[tokio::test]
async fn a_deleted_message_shows_nothing_and_what_nobody_shows_is_swept() {
    let folder = TempDir::new().expect("a temporary folder can be made");
    let alone = |config: &mut Config| {
        let settings = config.settings.as_mut().expect("the tests have settings");
        settings["files"]["folder"] = folder.path().to_string_lossy().into();
    };
    with_site_as(Environment::Test, alone, async |site| {
        let web = cats().await;
        let ada = site.join("ada").await;
        let kept = looked_at(site, &ada, 1, &web.url("/cats")).await;
        let key = kept
            .preview
            .page()
            .expect("shown")
            .picture
            .clone()
            .expect("a picture");
        let stored = async || {
            let place = format!("{}/{key}", &key[..2]);
            site.ctx.storage.exists(place.as_ref()).await.expect("answers")
        };
        let sweep = async || {
            let before = (Utc::now() + TimeDelta::hours(1)).fixed_offset();
            let swept = Sweep { before }.run(&site.ctx.db, &site.ctx.storage, true).await;
            swept.expect("swept");
        };
        sweep().await;
        assert!(stored().await && known(site).await.len() == 1, "it is shown");

        let path = format!("/groups/1/messages/{}", kept.message.id);
        ada.does(&format!("{path}/delete"), &[]).await;
        assert_eq!(posted(site, kept.message.id).await.preview, Preview::None);
        assert_eq!(
            previews::previews::Entity::find()
                .count(&site.ctx.db)
                .await
                .expect("counts"),
            0
        );
        assert_eq!(
            ada.get(&format!("{path}/preview")).await.status_code(),
            StatusCode::NOT_FOUND
        );
        sweep().await;
        assert!(!stored().await && known(site).await.is_empty(), "nobody shows it");
    })
    .await;
}

#[tokio::test]
async fn nothing_is_looked_at_where_that_is_off() {
    with_site(async |site| {
        let web = cats().await;
        let ada = site.join("ada").await;
        site.configure(|settings| settings.previews.allow_loopback = true);
        let id = ada.say(1, &web.url("/cats")).await.id;
        previews::fetch(&site.ctx, id).await.expect("no error");
        assert!(web.asked().is_empty() && known(site).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn only_links_to_pages_elsewhere_are_looked_at() {
    with_site(async |site| {
        let web = cats().await;
        let ada = site.join("ada").await;
        let url = web.url("/cats");
        let with_password = url.replace("http://", "http://user:secret@");
        for text in [
            format!("`{url}`"),
            format!("```\n{url}\n```"),
            format!("[x]({with_password})"),
            "http://localhost/groups/1".to_owned(),
            "http://localhost:80/groups/1".to_owned(),
            "[x](mailto:a@a.example)".to_owned(),
        ] {
            let said = looked_at(site, &ada, 1, &text).await;
            assert_eq!(said.preview, Preview::None, "{text}");
        }
        assert!(
            web.asked().is_empty() && known(site).await.is_empty(),
            "{:?}",
            known(site).await
        );
        // The first that is one.
        let text = format!(
            "http://localhost/ [x](mailto:a@a.example) {} {url}",
            web.url("/plain")
        );
        let said = looked_at(site, &ada, 1, &text).await;
        assert_eq!(said.preview.page().expect("shown").title, "Plain");
    })
    .await;
}

#[tokio::test]
async fn a_redirect_leads_nowhere_that_a_link_may_not() {
    with_site(async |site| {
        let web = Web::start(|path| {
            Some(match path {
                "/round" => web::redirect("/round"),
                "/home" => web::redirect("../there?a#b"),
                "/there?a" => web::html("<title>There</title>"),
                "/secret" => web::html("<title>Secret</title>"),
                // The test's own address is the only one of this machine's that may be asked.
                path => web::redirect(&path[1..].replacen('_', "://", 1)),
            })
        })
        .await;
        let ada = site.join("ada").await;
        let said = looked_at(site, &ada, 1, &web.url("/home")).await;
        assert_eq!(said.preview.page().expect("shown").title, "There");

        looked_at(site, &ada, 1, &web.url("/round")).await;
        assert_eq!(web.times("/round"), 5);
        // These do lead to this machine, and none of them is the address that tests may ask.
        let own = web.url("").replace("http://127.0.0.1", "");
        for host in ["0.0.0.0", "0", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"] {
            for link in [
                format!("http://{host}{own}/secret"),
                web.url(&format!("/http_{host}{own}/secret")),
            ] {
                let said = looked_at(site, &ada, 1, &link).await;
                assert_eq!((said.preview, web.times("/secret")), (Preview::None, 0), "{link}");
            }
        }
        for to in [
            "http_10.0.0.1/",
            "http_0xa.1/",
            "http_192.168.0.1:8080/",
            "http_169.254.169.254/latest/meta-data/",
            "http_2852039166/",
            "http_100.64.0.1/",
            "http_0.0.0.0/",
            "http_[fd00::1]/",
            "http_[::ffff:10.0.0.1]/",
            "http_[64:ff9b::a00:1]/",
            "http_[2002:a00:1::]/",
            "ftp_127.0.0.1/",
            "file_/etc/passwd",
            "http_u:p@127.0.0.1/",
        ] {
            let begun = Instant::now();
            let said = looked_at(site, &ada, 1, &web.url(&format!("/{to}"))).await;
            assert_eq!(said.preview, Preview::None, "{to}");
            assert!(begun.elapsed() < Duration::from_secs(2), "{to} was tried");
        }
    })
    .await;
}

#[tokio::test]
async fn no_page_takes_more_than_it_may() {
    with_site(async |site| {
        let web = Web::start(|path| {
            let padded = |bytes: usize| format!("<title>Long</title>{}", " ".repeat(bytes));
            let packed = |text: &str| {
                let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
                encoder.write_all(text.as_bytes()).expect("packed");
                let kind = [("Content-Type", "text/html"), ("Content-Encoding", "gzip")];
                web::answer(200, &kind, &encoder.finish().expect("packed"))
            };
            Some(match path {
                "/long" => web::html(&padded(3 << 20)),
                "/late" => web::html(&format!("{}<title>Late</title>", " ".repeat(1 << 20))),
                "/bomb" => packed(&padded(64 << 20)),
                "/late-bomb" => packed(&format!("{}<title>Late</title>", " ".repeat(1 << 20))),
                "/strange" => web::answer(
                    200,
                    &[("Content-Type", "text/html"), ("Content-Encoding", "br")],
                    b"<title>x</title>",
                ),
                "/text" => web::answer(200, &[("Content-Type", "text/plain")], b"<title>x</title>"),
                "/pictures" => web::html("<title>Large</title><meta property=og:image content=/large.png>"),
                "/large.png" => web::picture(&[files::png(9, 9), vec![0; 1 << 20]].concat()),
                "/claims" => web::html("<title>Claims</title><meta property=og:image content=/claimed.png>"),
                "/claimed.png" => web::picture(&files::claimed_png(50_000, 50_000)),
                "/svg" => web::html("<title>Svg</title><meta property=og:image content=/a.svg>"),
                "/a.svg" => web::picture(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
                _ => return None,
            })
        })
        .await;
        let ada = site.join("ada").await;
        for (path, title) in [
            ("/long", Some("Long")),
            ("/late", None),
            ("/bomb", Some("Long")),
            ("/late-bomb", None),
            ("/strange", None),
            ("/text", None),
            ("/pictures", Some("Large")),
            ("/claims", Some("Claims")),
            ("/svg", Some("Svg")),
        ] {
            let said = looked_at(site, &ada, 1, &web.url(path)).await;
            let page = said.preview.page();
            assert_eq!(page.map(|page| &*page.title), title, "{path}");
            assert_eq!(page.and_then(|page| page.picture.as_ref()), None, "{path}");
        }
        assert_eq!(
            (
                web.times("/large.png"),
                web.times("/claimed.png"),
                web.times("/a.svg")
            ),
            (1, 1, 1)
        );

        let begun = Instant::now();
        let said = looked_at(site, &ada, 1, &web.url("/never")).await;
        assert_eq!(said.preview, Preview::None);
        assert!(begun.elapsed() < Duration::from_secs(8), "it waits for ever");
    })
    .await;
}

#[tokio::test]
async fn nobody_makes_this_server_ask_others_again_and_again() {
    with_site(async |site| {
        let web = Web::start(|path| Some(web::html(&format!("<title>{path}</title>")))).await;
        let (ada, bo) = (site.join("ada").await, site.join("bo").await);
        look(site);
        site.configure(|settings| settings.limits.previews_per_minute = 2);
        for number in 0..5 {
            ada.say(1, &web.url(&format!("/ada/{number}"))).await;
        }
        let other = bo.say(1, &web.url("/bo")).await.id;
        shows(site, other).await;
        let waiting = async {
            while web.asked().len() < 3 {
                yield_now().await;
            }
        };
        timeout(PATIENCE, waiting).await.expect("three are asked for");
        let last = bo.say(1, &web.url("/bo/last")).await.id;
        shows(site, last).await;
        assert_eq!(web.asked().len(), 4, "two of each: {:?}", web.asked());

        site.configure(|settings| settings.previews.enabled = false);
        let first = ada.say(1, &web.url("/one")).await.id;
        let second = bo.say(1, &web.url("/two")).await.id;
        site.configure(|settings| {
            settings.previews.enabled = true;
            settings.limits.fetches_per_minute = 1;
        });
        for id in [first, second] {
            previews::fetch(&site.ctx, id).await.expect("no error of ours");
        }
        assert!(posted(site, first).await.preview.page().is_some());
        assert_eq!(posted(site, second).await.preview, Preview::None);
        assert_eq!((web.times("/one"), web.times("/two")), (1, 0));
        assert!(
            known(site).await.iter().all(|page| page.url != web.url("/two")),
            "it may be asked later"
        );
    })
    .await;
}
