//! The app under Shuttle's runtime, with a stub of the API that its secrets come from.

use std::time::{Duration, Instant};

use axum::{Json, Router, routing::get};
use banter::models::{groups, sessions};
use chrono::Utc;
use futures_util::StreamExt;
use sea_orm::{
    ColumnTrait, Database, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, Set, sea_query::Expr,
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{net::TcpListener, time::sleep};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use crate::support::{
    client::PASSWORD,
    raw,
    server::{Program, Server},
};

const SHUTTLE: Program = Program {
    binary: env!("CARGO_BIN_EXE_banter-shuttle"),
    arguments: &[],
    port: "SHUTTLE_RUNTIME_PORT",
    has_config: false,
};

const CODE: &str = "a-code-of-enough-length";

const PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(20);

/// How Shuttle's runtime ends when it was told to.
const TOLD: Option<i32> = Some(10);

/// The API on loopback, with these secrets.
async fn api(secrets: Value) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    let answer = json!({ "type": "secrets", "state": "ready", "config": null, "output": secrets });
    let secrets = get(async move || Json(answer));
    let router = Router::new().route("/projects/proj_1/resources/secrets", secrets);
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

fn environment<'a>(shuttle_env: &'a str, api: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("SHUTTLE_ENV", shuttle_env),
        ("SHUTTLE_PROJECT_ID", "proj_1"),
        ("SHUTTLE_PROJECT_NAME", "banter"),
        ("SHUTTLE_RUNTIME_IP", "127.0.0.1"),
        ("SHUTTLE_API", api),
    ]
}

/// In `dir`, and not where the environment of [`Server`] has it.
fn database(dir: &TempDir) -> String {
    format!("sqlite://{}/secret/chat.sqlite?mode=rwc", dir.path().display())
}

#[tokio::test]
async fn it_serves_pages_and_sockets_and_drains_when_it_is_told_to_stop() {
    let dir = TempDir::new().expect("a temporary folder can be made");
    let secrets = json!({ "DATABASE_URL": database(&dir), "HOST": "http://127.0.0.1", "SETUP_CODE": CODE });
    let api = api(secrets).await;
    let mut server = Server::start_program(SHUTTLE, dir, &environment("production", &api)).await;
    assert!(
        server.dir().join("secret/chat.sqlite").exists(),
        "as the secret says"
    );

    let page = raw::request(&server.address(), "GET", "/register", &[], b"").await;
    assert!(
        page.status == 200 && page.body.contains("setup_code"),
        "{}",
        page.body
    );
    let password = PASSWORD.replace(' ', "+");
    let form = format!("username=maria&password={password}&setup_code={CODE}");
    let answer = raw::form(&server.address(), "/register", &[], &form).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let cookie = answer
        .header("set-cookie")
        .and_then(|cookie| cookie.split(';').next());
    let cookie = cookie.expect("a cookie").to_owned();

    let url = format!("ws://{}/ws?group=1&since=0&epoch=", server.address());
    let mut request = url.into_client_request().expect("an address");
    let headers = request.headers_mut();
    headers.insert("cookie", cookie.parse().expect("a header"));
    headers.insert("origin", server.url("").parse().expect("a header"));
    let (mut socket, _) = connect_async(request).await.expect("the socket opens");
    let first = socket.next().await.expect("it says something");
    assert!(matches!(first, Ok(Message::Text(_))), "{first:?}");

    let cookie = format!("Cookie: {cookie}");
    let form = "body=Before+the+end&client_id=c3f3f4f5-0000-4000-8000-000000000001";
    let posted = raw::form(&server.address(), "/groups/1/messages", &[&cookie], form).await;
    assert_eq!(posted.status, 303, "{}", posted.body);

    let closed = async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Close(frame))) => break frame.map(|frame| u16::from(frame.code)),
                Some(Ok(_)) => {}
                other => panic!("closed without a word: {other:?}"),
            }
        }
    };
    let (code, (status, took)) = tokio::join!(closed, server.terminate());
    assert_eq!(code, Some(1012), "{}", server.log());
    assert_eq!(status.code(), TOLD, "{}", server.log());
    assert!(took.as_secs() < 10, "{took:?}");
    assert!(server.log().contains("all posts are kept"), "{}", server.log());

    server.restart().await;
    let page = raw::request(&server.address(), "GET", "/groups/1", &[&cookie], b"").await;
    assert!(page.body.contains("Before the end"), "{}", page.body);
}

#[tokio::test]
async fn the_nightly_work_and_the_queue_need_nothing_beside_it() {
    let dir = TempDir::new().expect("a temporary folder can be made");
    let uri = database(&dir);
    let api = api(json!({ "DATABASE_URL": uri })).await;
    let mut server = Server::start_program(SHUTTLE, dir, &environment("local", &api)).await;
    let form = format!("username=maria&password={}", PASSWORD.replace(' ', "+"));
    let answer = raw::form(&server.address(), "/register", &[], &form).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    server.kill();
    let db = Database::connect(&uri).await.expect("it opens");
    leave_undone(&db).await;
    server.restart().await;
    let started = Instant::now();
    while undone(&db).await != (0, 0) {
        assert!(started.elapsed() < PATIENCE, "{:?}", undone(&db).await);
        sleep(POLL).await;
    }
    let (status, took) = server.terminate().await;
    assert_eq!(status.code(), TOLD, "{}", server.log());
    assert!(took.as_secs() < 10, "{took:?}");
}

/// An expired session, and a deleted group whose rows a job has to erase.
async fn leave_undone(db: &DatabaseConnection) {
    let now = Utc::now().fixed_offset();
    let expired = sessions::Entity::update_many()
        .col_expr(sessions::Column::ExpiresAt, Expr::value(now))
        .exec(db)
        .await;
    assert_eq!(expired.expect("it answers").rows_affected, 1);
    let group = groups::ActiveModel {
        kind: Set("private".to_owned()),
        name: Set("Gone".to_owned()),
        name_key: Set("gone".to_owned()),
        topic: Set(String::new()),
        last_seq: Set(0),
        reset_seq: Set(0),
        created_at: Set(now),
        updated_at: Set(now),
        deleted_at: Set(Some(now)),
        ..Default::default()
    };
    let inserted = groups::Entity::insert(group).exec_without_returning(db).await;
    inserted.expect("it answers");
}

/// How many of each are left.
async fn undone(db: &DatabaseConnection) -> (u64, u64) {
    let sessions = sessions::Entity::find().count(db).await;
    let deleted = groups::Entity::find().filter(groups::Column::DeletedAt.is_not_null());
    let groups = deleted.count(db).await;
    (sessions.expect("it answers"), groups.expect("it answers"))
}

#[tokio::test]
async fn production_is_as_strict_as_elsewhere() {
    let dir = TempDir::new().expect("a temporary folder can be made");
    let uri = database(&dir);
    for (secrets, reason) in [
        (
            json!({ "HOST": "https://chat.example.org" }),
            "DATABASE_URL is not among",
        ),
        (json!({ "DATABASE_URL": uri }), "HOST is not set"),
        (
            json!({ "DATABASE_URL": uri, "HOST": "http://chat.example.org" }),
            "production wants https",
        ),
        (
            json!({ "DATABASE_URL": uri, "HOST": "https://chat.example.org", "SETUP_CODE": "short" }),
            "setup_code is too short",
        ),
    ] {
        let api = api(secrets.clone()).await;
        let environment = environment("production", &api);
        let (status, log) = Server::program_refuses_to_start(SHUTTLE, &environment).await;
        assert!(!status.success() && log.contains(reason), "{secrets}: {log}");
        assert!(!log.contains(&uri), "secrets stay out of the log: {log}");
    }
}
