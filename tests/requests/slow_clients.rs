//! Clients that are slow, or many, on purpose: they get no more than their share, and others are served meanwhile.
//!
//! Against the real server process. Its limits are short here, so that their end can be waited for.

use std::{future::pending, pin::pin, time::Duration};

use futures_util::future::{Either, join, join_all, select};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{interval, timeout},
};

use crate::support::{
    client::{PASSWORD, attributes_of},
    raw,
    server::{CLI, Program, Server},
    socket::Socket,
};

/// What slow clients send, and how often: always something, never enough.
const PACE: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_mins(1);

/// So many attack at once.
const MANY: usize = 40;

async fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address()).await;
    stream.expect("the server listens")
}

/// Sends `start`, then one byte at a time, until the server ends it: everything that it said.
async fn trickle(mut stream: TcpStream, start: &str) -> String {
    let (mut read, mut write) = stream.split();
    let mut said = Vec::new();
    let sending = async {
        let mut pace = interval(PACE);
        let mut bytes = start.as_bytes();
        while write.write_all(bytes).await.is_ok() {
            pace.tick().await;
            bytes = b"a";
        }
        pending::<()>().await;
    };
    let ended = async {
        tokio::select! {
            // With bytes unread the connection may end by a reset.
            end = read.read_to_end(&mut said) => drop(end),
            () = sending => {}
        }
    };
    assert!(
        timeout(PATIENCE, ended).await.is_ok(),
        "it goes on after {PATIENCE:?}"
    );
    String::from_utf8_lossy(&said).into_owned()
}

/// How many requests are answered while `attack` goes on, one after the other; each has to be.
async fn served_during<T>(server: &Server, attack: impl Future<Output = T>) -> (usize, T) {
    let address = server.address();
    let mut attack = pin!(attack);
    let mut answered = 0;
    loop {
        let other = pin!(raw::request(&address, "GET", "/register", &[], b""));
        match select(other, attack.as_mut()).await {
            Either::Left((answer, _)) => {
                assert_eq!(answer.status, 200);
                answered += 1;
            }
            Either::Right((ended, other)) => {
                assert_eq!(other.await.status, 200);
                return (answered, ended);
            }
        }
    }
}

#[tokio::test]
async fn slow_heads_are_answered_with_408_and_others_served_meanwhile() {
    let server = Server::start_with(&[("REQUEST_HEAD", "2")]).await;
    let slow = (0..MANY).map(async |_| {
        let stream = connect(&server).await;
        trickle(stream, "GET /login HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").await
    });
    let (answered, said) = served_during(&server, join_all(slow)).await;
    for said in said {
        assert!(said.starts_with("HTTP/1.1 408 "), "{said:?}");
    }
    assert!(answered > 1, "{answered} requests during the attack");
}

#[tokio::test]
async fn an_idle_connection_is_closed_without_a_word() {
    let server = Server::start_with(&[("REQUEST_HEAD", "1")]).await;
    let (mut fresh, mut used) = (connect(&server).await, connect(&server).await);
    let asked = used
        .write_all(b"GET /_ping HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await;
    asked.expect("it takes a request");
    let (mut nothing, mut answer) = (Vec::new(), Vec::new());
    let both = join(fresh.read_to_end(&mut nothing), used.read_to_end(&mut answer));
    let (fresh, used) = timeout(PATIENCE, both).await.expect("they are closed");
    assert!(fresh.is_ok() && used.is_ok());
    assert!(nothing.is_empty(), "{nothing:?}");
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
}

#[tokio::test]
async fn slow_bodies_are_answered_with_408_and_others_served_meanwhile() {
    let server = Server::start_with(&[("REQUEST_TIMEOUT", "2000")]).await;
    let start = "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                 Content-Length: 100000\r\n\r\nusername=maria&password=";
    let slow = (0..MANY).map(async |_| trickle(connect(&server).await, start).await);
    let (answered, said) = served_during(&server, join_all(slow)).await;
    for said in said {
        assert!(said.starts_with("HTTP/1.1 408 "), "{said:?}");
        assert!(said.contains("That took too long"), "a page says so: {said}");
    }
    assert!(answered > 1, "{answered} requests during the attack");
}

#[tokio::test]
async fn a_body_that_nobody_reads_does_not_keep_its_connection() {
    let server = Server::start().await;
    let start = "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\n\
                 Content-Length: 100000\r\n\r\n";
    let said = trickle(connect(&server).await, start).await;
    assert!(said.starts_with("HTTP/1.1 403 "), "{said:?}");
}

/// Bytes that no buffers hold.
const ENOUGH: usize = 20_000_000;

/// A client that asks for far more than all buffers hold, and takes none of it.
async fn never_reads(server: &Server, path: &str, size: usize) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let address = server.address().parse().expect("an address");
    let mut stream = socket.connect(address).await.expect("the server listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(ENOUGH / size);
    stream
        .write_all(request.as_bytes())
        .await
        .expect("it takes requests");
    stream
}

#[tokio::test]
async fn who_reads_no_answer_gives_the_place_up() {
    let places = 4;
    let server = Server::start_with(&[
        ("CONNECTIONS", &places.to_string()),
        ("REQUEST_HEAD", "600"),
        ("STALLED_WRITE", "2"),
    ])
    .await;
    let page = raw::request(&server.address(), "GET", "/register", &[], b"")
        .await
        .body;
    let styles = attributes_of(&page, "link[rel=stylesheet]", "href").remove(0);
    let size = raw::request(&server.address(), "GET", &styles, &[], b"")
        .await
        .body
        .len();
    let mut slow = Vec::new();
    for _ in 0..places {
        slow.push(never_reads(&server, &styles, size).await);
    }
    // There is no place for this one until the server has given those up.
    let answer = raw::request(&server.address(), "GET", "/register", &[], b"").await;
    assert_eq!(answer.status, 200);
    drop(slow);
}

#[tokio::test]
async fn above_the_limit_connections_wait_until_one_ends() {
    let server = Server::start_with(&[("CONNECTIONS", "2")]).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = connect(&server).await;
        let asked = stream
            .write_all(b"GET /_ping HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .await;
        asked.expect("it takes a request");
        stream.read_u8().await.expect("it answers, so it has a place");
        held.push(stream);
    }
    let address = server.address();
    let mut third = pin!(raw::request(&address, "GET", "/_ping", &[], b""));
    let early = timeout(Duration::from_millis(500), third.as_mut()).await;
    assert!(early.is_err(), "it was served as the third of two");
    drop(held.pop());
    assert_eq!(third.await.status, 200);
}

/// The server where the system lets it open only a few files.
const WITH_FEW_FILES: Program = Program {
    binary: "/bin/sh",
    arguments: &[
        "-c",
        concat!(
            "ulimit -n 200; exec '",
            env!("CARGO_BIN_EXE_banter-cli"),
            "' start"
        ),
    ],
    ..CLI
};

#[tokio::test]
async fn a_flood_of_connections_leaves_files_for_the_database() {
    let dir = TempDir::new().expect("a temporary folder can be made");
    let environment = [("REQUEST_HEAD", "2"), ("LOG_LEVEL", "warn")];
    let server = Server::start_program(WITH_FEW_FILES, dir, &environment).await;
    let form = format!("username=maria&password={}", PASSWORD.replace(' ', "+"));
    let flood = join_all((0..400).map(|_| connect(&server))).await;
    // A new account wants the database, and waits for a place until the first of the flood are closed for idleness.
    let answer = raw::form(&server.address(), "/register", &[], &form).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    drop(flood);
    let log = server.log();
    assert!(log.contains("all places are taken"), "{log}");
    assert!(!log.to_lowercase().contains("too many open files"), "{log}");
    assert!(!log.contains("ERROR"), "{log}");
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let server = Server::start().await;
    let line = format!("X-Large: {}", "x".repeat(70_000));
    let answer = raw::request(&server.address(), "GET", "/register", &[&line], b"").await;
    assert_eq!(answer.status, 431);
}

#[tokio::test]
async fn a_socket_may_be_silent_for_longer_than_any_of_these_limits() {
    let server = Server::start_with(&[
        ("REQUEST_HEAD", "1"),
        ("REQUEST_TIMEOUT", "1000"),
        ("STALLED_WRITE", "1"),
        ("HEARTBEAT", "3"),
    ])
    .await;
    let form = format!("username=maria&password={}", PASSWORD.replace(' ', "+"));
    let answer = raw::form(&server.address(), "/register", &[], &form).await;
    let cookie = answer.header("set-cookie").expect("a session");
    let cookie = cookie.split(';').next().expect("a first part");
    let origin = server.url("");
    let socket = Socket::connect(&server.address(), cookie, "/ws?group=1", Some(&origin)).await;
    let mut socket = socket.expect("the socket opens");
    for _ in 0..2 {
        socket.next_notice("heartbeat").await;
    }
}
