//! SIGTERM. With open pages: `tests/browser/restarts.rs`.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::interval,
};

use crate::support::server::Server;

const PROMISED: Duration = Duration::from_secs(10);

async fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address()).await;
    stream.expect("the server listens")
}

/// Waits until nobody is let in any more.
async fn refuses(address: &str) {
    let mut pace = interval(Duration::from_millis(20));
    while TcpStream::connect(address).await.is_ok() {
        pace.tick().await;
    }
}

#[tokio::test]
async fn a_request_in_flight_gets_its_answer() {
    let mut server = Server::start().await;
    let mut slow = connect(&server).await;
    let idle = connect(&server).await;
    let head = "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                Content-Length: 30\r\nExpect: 100-continue\r\n\r\n";
    slow.write_all(head.as_bytes()).await.expect("it takes a head");
    let mut go_on = [0; 25];
    slow.read_exact(&mut go_on)
        .await
        .expect("a handler reads the body");
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");

    let address = server.address();
    let finish = async {
        refuses(&address).await;
        slow.write_all(b"username=maria&password=wrong1")
            .await
            .expect("it takes a body");
        let mut answer = String::new();
        slow.read_to_string(&mut answer)
            .await
            .expect("an answer, and the end");
        answer
    };
    let (answer, (status, took)) = tokio::join!(finish, server.terminate());
    assert!(answer.starts_with("HTTP/1.1 422 "), "{answer}");
    assert!(status.success() && took < PROMISED, "{status} after {took:?}");
    drop(idle);
}

#[tokio::test]
async fn who_never_finishes_a_request_does_not_hold_the_server_up() {
    let mut server = Server::start().await;
    let mut stuck = connect(&server).await;
    stuck
        .write_all(b"GET /login HTTP/1.1\r\nHost: ")
        .await
        .expect("it takes half a head");
    let (status, took) = server.terminate().await;
    assert!(status.success() && took < PROMISED, "{status} after {took:?}");
}
