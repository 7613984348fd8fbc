//! Requests as bytes, for what no well-behaved client sends, and for a server in another process.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

const PATIENCE: Duration = Duration::from_mins(1);

/// What came back; everything before the body as text.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    head: String,
    /// Not decoded: may be in chunks.
    pub body: String,
}

/// A request for `address` (`127.0.0.1:5150`) that ends the connection; `headers` as lines.
pub async fn request(address: &str, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Answer {
    let mut bytes = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n").into_bytes();
    if !headers
        .iter()
        .any(|line| line.to_lowercase().starts_with("host:"))
    {
        bytes.extend(format!("Host: {address}\r\n").bytes());
    }
    for line in headers {
        bytes.extend(format!("{line}\r\n").bytes());
    }
    bytes.extend(format!("Content-Length: {}\r\n\r\n", body.len()).bytes());
    bytes.extend(body);
    send(address, &bytes).await
}

/// A form, posted as a browser without script does.
pub async fn form(address: &str, path: &str, headers: &[&str], body: &str) -> Answer {
    let kind = "Content-Type: application/x-www-form-urlencoded";
    let headers = [headers, &[kind]].concat();
    request(address, "POST", path, &headers, body.as_bytes()).await
}

/// Sends the bytes and reads until the server closes.
pub async fn send(address: &str, bytes: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    // A server that refuses early may close before it has read everything.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let read = timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    assert!(read.is_ok(), "no end of the answer within {PATIENCE:?}");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Answer {
        status: status.unwrap_or_else(|| panic!("no status in {head:?}")),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

impl Answer {
    /// The header of this name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}
