//! What is mailed: links for another password, and what has changed.

use std::time::{Duration, Instant};

use axum::http::{StatusCode, header};
use banter::models::_entities::password_resets;
use loco_rs::{
    config::{Config, WorkerMode},
    environment::Environment,
};
use sea_orm::{ConnectionTrait, Database, DbBackend, EntityTrait, PaginatorTrait, Statement};
use serde_json::json;
use tempfile::TempDir;

use crate::support::{
    client::{PASSWORD, Person, Site, header_of, texts_of, with_site, with_site_as},
    smtp::Smtp,
};

// mail-inject (do not remove)

const NEW: &str = "a password of tomorrow";

/// A site that sends its mail there.
fn by_mail(port: u16) -> impl FnOnce(&mut Config) {
    move |config| {
        let settings = config.settings.get_or_insert_with(|| json!({}));
        settings["mail"] = json!({
            "host": "127.0.0.1",
            "port": port,
            "tls": "none",
            "from": "Banter <chat@example.org>",
        });
    }
}

/// An account with an address, and what is said of that is read.
async fn with_address<'a>(site: &'a Site, username: &str) -> Person<'a> {
    let person = site.join(username).await;
    let address = format!("{username}@example.org");
    let form = [("password", PASSWORD), ("email", address.as_str())];
    person.does("/settings/email", &form).await;
    person
}

async fn forgot(site: &Site, login: &str) -> (StatusCode, String) {
    let response = site.stranger().post("/forgot", &[("username", login)]).await;
    (response.status_code(), response.text())
}

/// Line 3.
#[tokio::test]
async fn who_has_forgotten_their_password_gets_a_link_by_mail() {
    let mut smtp = Smtp::start().await;
    let port = smtp.port;
    with_site_as(Environment::Test, by_mail(port), async |site| {
        let ada = with_address(site, "ada").await;
        site.join("bo").await;
        let page = site.stranger().get("/login").await.text();
        assert!(page.contains("href=\"/forgot\""));
        // No Host of a request shapes it.
        let request = site
            .server
            .post("/forgot")
            .form(&[("username", "ADA@example.org")]);
        let request = request.add_header("host", "evil.example");
        let known = request.add_header("x-forwarded-host", "evil.example").await;
        assert_eq!(known.status_code(), StatusCode::OK);
        let mail = smtp.next().await;
        assert_eq!(
            (mail.from.as_str(), mail.to.as_str()),
            ("chat@example.org", "ada@example.org")
        );
        assert!(
            mail.text.contains("Subject: Set another password"),
            "{}",
            mail.text
        );
        assert!(!mail.text.contains("evil"), "{}", mail.text);
        let link = mail
            .text
            .split_whitespace()
            .find(|word| word.contains("/reset?token="));
        let link = link.expect("a link");
        let token = link.split_once("token=").expect("a token").1.to_owned();
        assert!(
            link.starts_with("http://localhost:") && token.len() == 32,
            "{link}"
        );
        // Nobody, one without an address, and one who is shut out: the same words, and no mail.
        let gone = with_address(site, "gone").await;
        gone.user()
            .await
            .deactivate(&site.ctx, None)
            .await
            .expect("deactivated");
        for login in ["nobody", "bo", "gone", "", "nobody@example.org"] {
            assert_eq!(
                forgot(site, login).await,
                (StatusCode::OK, known.text()),
                "{login}"
            );
        }
        assert!(smtp.arrived().is_none());
        let form = [("token", token.as_str()), ("password", NEW)];
        let set = site.stranger().post("/reset", &form).await;
        assert_eq!(
            header_of(&set, header::LOCATION).as_deref(),
            Some("/login?reset=1")
        );
        let told = smtp.next().await;
        assert!(
            told.text.contains("Another password has been set"),
            "{}",
            told.text
        );
        assert_eq!(ada.get("/people").await.status_code(), StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn nobodys_mailbox_is_filled() {
    let mut smtp = Smtp::start().await;
    let port = smtp.port;
    with_site_as(Environment::Test, by_mail(port), async |site| {
        with_address(site, "ada").await;
        let mut answers = Vec::new();
        for _ in 0..11 {
            answers.push(forgot(site, "ada").await);
        }
        assert!(answers[..10].iter().all(|(status, _)| *status == StatusCode::OK));
        assert_eq!(answers[10].0, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(texts_of(&answers[10].1, "#forgot-error").len(), 1);
        let other = forgot(site, "nobody").await;
        assert_eq!(other.0, StatusCode::TOO_MANY_REQUESTS, "it goes by who asks");
        for _ in 0..3 {
            smtp.next().await;
        }
        assert!(smtp.arrived().is_none(), "three are enough");
    })
    .await;
}

/// Line 3.
#[tokio::test]
async fn an_unknown_account_takes_as_long_as_a_known_one() {
    // A file of its own on PostgreSQL, too: a test's database can't be dropped while a queue is connected to it.
    let dir = TempDir::new().expect("a temporary folder can be made");
    let uri = format!("sqlite://{}?mode=rwc", dir.path().join("queue.sqlite").display());
    let queued = |config: &mut Config| {
        // Nobody listens there, and nobody works the queue off.
        by_mail(9)(config);
        config.workers.mode = WorkerMode::BackgroundQueue;
        let queue = json!({ "kind": "Sqlite", "uri": uri, "min_connections": 1, "max_connections": 2, "num_workers": 1 });
        config.queue = Some(serde_json::from_value(queue).expect("a queue"));
    };
    with_site_as(Environment::Test, queued, async |site| {
        with_address(site, "ada").await;
        let mut times: [Vec<Duration>; 2] = Default::default();
        for round in 0..40 {
            if round % 4 == 0 {
                site.configure(|_| {});
            }
            for (login, times) in ["ada", "nobody"].into_iter().zip(&mut times) {
                let began = Instant::now();
                assert_eq!(forgot(site, login).await.0, StatusCode::OK);
                times.push(began.elapsed());
            }
        }
        let [known, unknown] = times.map(|mut times| {
            times.sort_unstable();
            times[times.len() / 2]
        });
        let (longer, shorter) = (known.max(unknown), known.min(unknown));
        assert!(longer < shorter * 2, "known {known:?}, unknown {unknown:?}");
        let links = password_resets::Entity::find().count(&site.ctx.db).await;
        assert_eq!(links.expect("counts"), 0, "nothing of it is done in the request");
        let queue = Database::connect(&uri).await.expect("the queue is there");
        let jobs = Statement::from_string(
            DbBackend::Sqlite,
            "SELECT CAST(task_data AS TEXT) AS job FROM sqlt_loco_queue",
        );
        let jobs = queue.query_all_raw(jobs).await.expect("it answers");
        let jobs: Vec<String> = jobs
            .iter()
            .map(|row| row.try_get("", "job").expect("a text"))
            .collect();
        assert_eq!(jobs.len(), 80, "one for each that was asked for");
        assert!(jobs.iter().all(|job| !job.contains("nobody")), "{jobs:?}");
    })
    .await;
}

#[tokio::test]
async fn the_address_before_a_change_is_told_of_it() {
    let mut smtp = Smtp::start().await;
    let port = smtp.port;
    with_site_as(Environment::Test, by_mail(port), async |site| {
        let boss = site.join("boss").await;
        let ada = with_address(site, "ada").await;
        assert!(smtp.arrived().is_none(), "there was none before");
        let mut told = async |said: &str| {
            let mail = smtp.next().await;
            assert_eq!(mail.to, "ada@example.org");
            assert!(mail.text.contains(said), "{said}: {}", mail.text);
        };
        let form = [("current_password", PASSWORD), ("new_password", NEW)];
        ada.does("/settings/password", &form).await;
        told("Your password has been changed").await;
        let form = [("current_password", NEW), ("new_password", PASSWORD)];
        ada.does("/settings/password", &form).await;
        told("Your password has been changed").await;
        super::two_factor::set_up(&ada).await;
        told("Two-factor sign-in has been turned on").await;
        ada.does("/settings/two-factor/off", &[("password", PASSWORD)])
            .await;
        told("Two-factor sign-in has been turned off").await;
        super::two_factor::set_up(&ada).await;
        told("turned on").await;
        boss.does("/admin/people/ada/two-factor/reset", &[]).await;
        told("An administrator has removed").await;
        let ada = ada.sign_in_elsewhere().await;
        let form = [("password", PASSWORD), ("email", "new@example.org")];
        ada.does("/settings/email", &form).await;
        told("The email address of your account has been changed").await;
        assert!(smtp.arrived().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_change_is_a_change_where_the_mail_server_is_gone() {
    with_site_as(Environment::Test, by_mail(9), async |site| {
        let ada = with_address(site, "ada").await;
        let form = [("current_password", PASSWORD), ("new_password", NEW)];
        ada.does("/settings/password", &form).await;
    })
    .await;
}

#[tokio::test]
async fn nothing_offers_mail_where_none_is_configured() {
    with_site(async |site| {
        site.join("boss").await;
        let page = site.stranger().get("/login").await.text();
        assert!(!page.contains("/forgot"));
        assert_eq!(forgot(site, "boss").await.0, StatusCode::NOT_FOUND);
    })
    .await;
}
