//! The real binary as an operator starts it.

use std::{fs, path::Path};

use futures_util::future::join_all;
use tempfile::TempDir;

use crate::support::{client::PASSWORD, raw, server::Server};

const CODE: &str = "a-code-of-enough-length";

fn form(username: &str, code: &str) -> String {
    format!(
        "username={username}&password={}&setup_code={code}",
        PASSWORD.replace(' ', "+")
    )
}

#[tokio::test]
async fn production_refuses_what_is_unsafe_and_says_why() {
    let https = ("HOST", "https://chat.example.org");
    for (environment, reason) in [
        (
            &[("HOST", "http://chat.example.org")][..],
            "production wants https",
        ),
        (&[("HOST", "http://192.0.2.1:5150")], "production wants https"),
        (&[("HOST", "chat.example.org")], "production wants https"),
        (
            &[("HOST", "http://localhost.example.org")],
            "production wants https",
        ),
        (&[https, ("SETUP_CODE", "short")], "setup_code is too short"),
        (
            &[https, ("SETUP_CODE", "fifteen-letters")],
            "setup_code is too short",
        ),
        (
            &[https, ("PREVIEWS", "sometimes")],
            "settings in the configuration",
        ),
        (&[https, ("REGISTRATION", "everybody")], "everybody"),
        (
            &[https, ("MAIL_HOST", "mail.example.org")],
            "mail.from is not set",
        ),
        (
            &[
                https,
                ("MAIL_HOST", "mail.example.org"),
                ("MAIL_FROM", "chat@example.org"),
                ("MAIL_TLS", "none"),
            ],
            "mail.tls is none",
        ),
        (&[https, ("TIMEZONE", "Atlantis/Capital")], "Atlantis/Capital"),
    ] {
        let environment = [&[("LOCO_ENV", "production")], environment].concat();
        let (status, log) = Server::refuses_to_start(&environment).await;
        assert!(!status.success(), "{environment:?}");
        assert!(log.contains(reason), "{environment:?}: {log}");
    }
    let (status, log) = Server::refuses_to_start(&[("LOCO_ENV", "production")]).await;
    assert!(
        !status.success() && log.contains("HOST is not set"),
        "without a host: {log}"
    );
}

/// Production does not start where this stands in its configuration instead, and says why.
async fn refuses(written: &str, instead: &str, reason: &str) {
    let folder = TempDir::new().expect("a temporary folder can be made");
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/production.yaml");
    let config = fs::read_to_string(config).expect("it is there");
    let changed = config.replace(written, instead);
    assert_ne!(changed, config);
    fs::write(folder.path().join("production.yaml"), changed).expect("written");
    let environment = [
        ("LOCO_ENV", "production"),
        ("HOST", "https://chat.example.org"),
        (
            "LOCO_CONFIG_FOLDER",
            folder.path().to_str().expect("a plain path"),
        ),
    ];
    let (status, log) = Server::refuses_to_start(&environment).await;
    assert!(!status.success() && log.contains(reason), "{log}");
}

#[tokio::test]
async fn production_refuses_to_look_at_its_own_machine() {
    let daring = "  previews:\n    allow_loopback: true\n";
    refuses("  previews:\n", daring, "previews.allow_loopback is on").await;
}

#[tokio::test]
async fn production_refuses_debug_pages() {
    let debugging = "pretty_backtrace: true";
    refuses("pretty_backtrace: false", debugging, "pretty_backtrace is on").await;
}

#[tokio::test]
async fn in_production_nobody_registers_before_the_operator_has_begun() {
    let server = Server::start_with(&[("LOCO_ENV", "production"), ("HOST", "http://127.0.0.1")]).await;
    let address = server.address();
    let posts = (0..10)
        .map(|n| form(&format!("user{n}"), CODE))
        .collect::<Vec<_>>();
    let answers = join_all(
        posts
            .iter()
            .map(|form| raw::form(&address, "/register", &[], form)),
    )
    .await;
    assert!(answers.iter().all(|answer| answer.status == 403), "{answers:?}");
    let page = raw::request(&address, "GET", "/register", &[], b"").await;
    assert!(
        page.status == 403 && page.body.contains("users:create"),
        "{}",
        page.body
    );
    assert!(page.header("x-powered-by").is_none());

    let made = server.task(&["users:create", "username:boss", "admin:yes"], PASSWORD);
    assert!(made.status.success(), "{made:?}");
    let answer = raw::form(&address, "/register", &[], &posts[0]).await;
    assert_eq!(answer.status, 303, "now it is open: {}", answer.body);
    let login = format!("username=boss&password={}", PASSWORD.replace(' ', "+"));
    assert_eq!(raw::form(&address, "/login", &[], &login).await.status, 303);
}

#[tokio::test]
async fn the_set_up_code_makes_exactly_one_administrator() {
    let environment = [
        ("LOCO_ENV", "production"),
        ("HOST", "http://127.0.0.1"),
        ("SETUP_CODE", CODE),
        ("REGISTRATION", "closed"),
    ];
    let server = Server::start_with(&environment).await;
    let address = server.address();
    for wrong in [
        "",
        "wrong-code-of-enough-length",
        &CODE[1..],
        &CODE.to_uppercase(),
        &format!("{CODE}x"),
    ] {
        let answer = raw::form(&address, "/register", &[], &form("eve", wrong)).await;
        assert_eq!(answer.status, 422, "{wrong}");
        assert!(answer.body.contains("setup_code-error"), "{wrong}");
        assert!(!answer.body.contains(CODE));
    }
    let posts = (0..20)
        .map(|n| form(&format!("user{n}"), CODE))
        .collect::<Vec<_>>();
    let answers = join_all(
        posts
            .iter()
            .map(|form| raw::form(&address, "/register", &[], form)),
    )
    .await;
    let count = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((count(303), count(403)), (1, 19), "{answers:?}");
    let late = raw::form(&address, "/register", &[], &form("late", CODE)).await;
    assert_eq!(late.status, 403, "the code has done its work");
}

#[cfg(unix)]
#[tokio::test]
async fn the_folder_of_the_database_is_made_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().expect("a temporary folder can be made");
    let data = folder.path().join("new/data");
    let uri = format!("sqlite://{}/banter.sqlite?mode=rwc", data.display());
    let _server = Server::start_with(&[("DATABASE_URL", &uri)]).await;
    let mode = fs::metadata(&data).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}
