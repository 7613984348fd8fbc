//! A socket as bytes (RFC 6455, section 5.2), for what no well-behaved client sends.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use super::client::Person;

const PATIENCE: Duration = Duration::from_secs(20);

/// The key of the example in RFC 6455, section 1.3, and what it has to be answered with.
pub const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
pub const ACCEPT: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/// The first byte of a frame: its opcode, and whether it is the last of its message.
pub const FIN: u8 = 0x80;
pub const CONTINUATION: u8 = 0;
pub const TEXT: u8 = 1;
pub const BINARY: u8 = 2;
pub const CLOSE: u8 = 8;
pub const PING: u8 = 9;
pub const PONG: u8 = 10;

/// A connection that was asked to become a socket.
pub struct Wire {
    stream: TcpStream,
    /// Read, and not yet looked at.
    rest: Vec<u8>,
}

/// What the server sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// With its flags.
    pub first: u8,
    pub payload: Vec<u8>,
}

impl Frame {
    /// The code of a close frame.
    pub fn code(&self) -> Option<u16> {
        let code = self.payload.first_chunk()?;
        Some(u16::from_be_bytes(*code))
    }
}

/// A frame as a client has to send it.
pub fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    let mask = [0x37, 0xfa, 0x21, 0x3d];
    let mut bytes = announced(first, payload.len() as u64);
    let start = bytes.len() - mask.len();
    bytes[start..].copy_from_slice(&mask);
    bytes.extend(
        payload
            .iter()
            .zip(mask.iter().cycle())
            .map(|(byte, mask)| byte ^ mask),
    );
    bytes
}

/// The beginning of a frame of this length, up to its payload, with a mask that changes nothing.
pub fn announced(first: u8, length: u64) -> Vec<u8> {
    const MASKED: u8 = 0x80;
    let mut bytes = vec![first];
    match length {
        0..=125 => bytes.push(MASKED + u8::try_from(length).expect("it is small")),
        126..=0xffff => {
            bytes.push(MASKED + 126);
            bytes.extend(u16::try_from(length).expect("it fits").to_be_bytes());
        }
        _ => {
            bytes.push(MASKED + 127);
            bytes.extend(length.to_be_bytes());
        }
    }
    bytes.extend([0; 4]);
    bytes
}

/// The handshake of a page of group 1, as lines.
pub fn handshake(person: &Person<'_>, path: &str) -> Vec<String> {
    let host = person.site.host();
    vec![
        format!("GET {path} HTTP/1.1"),
        format!("Host: {host}"),
        format!("Origin: http://{host}"),
        format!("Cookie: {}", person.cookie),
        "Connection: Upgrade".to_owned(),
        "Upgrade: websocket".to_owned(),
        "Sec-WebSocket-Version: 13".to_owned(),
        format!("Sec-WebSocket-Key: {KEY}"),
    ]
}

impl Wire {
    /// Sends a head: the connection, and the head of the answer.
    pub async fn ask(person: &Person<'_>, lines: &[String]) -> (Self, String) {
        Self::ask_and_say(person, lines, b"").await
    }

    /// The same, with these bytes right behind the head.
    pub async fn ask_and_say(person: &Person<'_>, lines: &[String], bytes: &[u8]) -> (Self, String) {
        // Who does not read is soon a burden: little is kept on this side.
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4096).expect("a small buffer");
        let address = person.site.host().parse().expect("an address");
        let mut wire = Self {
            stream: socket.connect(address).await.expect("the server listens"),
            rest: Vec::new(),
        };
        let head = format!("{}\r\n\r\n", lines.join("\r\n"));
        wire.send(&[head.as_bytes(), bytes].concat()).await;
        loop {
            if let Some(end) = wire.rest.windows(4).position(|four| four == b"\r\n\r\n") {
                let head: Vec<u8> = wire.rest.drain(..end + 4).collect();
                return (wire, String::from_utf8(head).expect("a readable head"));
            }
            assert!(wire.read().await, "no answer: {:?}", wire.rest);
        }
    }

    /// The socket of a page of group 1 that has everything up to `since`.
    pub async fn open(person: &Person<'_>, since: i64, epoch: &str) -> Self {
        let path = format!("/ws?group=1&since={since}&epoch={epoch}");
        let (wire, head) = Self::ask(person, &handshake(person, &path)).await;
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        wire
    }

    /// Sends to a server that may have closed: that is found out by reading.
    pub async fn send(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes).await;
    }

    /// Says that nothing more will come, and goes on reading.
    pub async fn send_no_more(&mut self) {
        self.stream.shutdown().await.expect("it can be shut down");
    }

    /// The next frame; none at the end of the connection.
    pub async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some(frame) = self.take() {
                return Some(frame);
            }
            if !self.read().await {
                assert!(self.rest.is_empty(), "half a frame: {:?}", self.rest);
                return None;
            }
        }
    }

    /// Everything up to the end of the connection.
    pub async fn to_end(&mut self) -> Vec<Frame> {
        let mut frames = Vec::new();
        while let Some(frame) = self.next().await {
            frames.push(frame);
        }
        frames
    }

    /// Everything up to the answer to a ping, which shows that the server goes on.
    pub async fn until_pong(&mut self, payload: &[u8]) -> Vec<Frame> {
        self.send(&masked(FIN | PING, payload)).await;
        let mut frames = Vec::new();
        loop {
            let frame = self.next().await.expect("it is still open");
            if frame.first == FIN | PONG {
                assert_eq!(frame.payload, payload);
                return frames;
            }
            assert_ne!(frame.first, FIN | CLOSE, "closed with {:?}", frame.code());
            frames.push(frame);
        }
    }

    fn take(&mut self) -> Option<Frame> {
        let (&first, &length) = (self.rest.first()?, self.rest.get(1)?);
        let (length, start) = match length {
            126 => (
                u64::from(u16::from_be_bytes(*self.rest.get(2..)?.first_chunk()?)),
                4,
            ),
            127 => (u64::from_be_bytes(*self.rest.get(2..)?.first_chunk()?), 10),
            // With its highest bit a server would have masked it, which it must not (section 5.1).
            _ => {
                assert!(length < 126, "a masked frame");
                (u64::from(length), 2)
            }
        };
        let end = start + usize::try_from(length).expect("it fits");
        let payload = self.rest.get(start..end)?.to_vec();
        self.rest.drain(..end);
        Some(Frame { first, payload })
    }

    /// Whether there was more.
    async fn read(&mut self) -> bool {
        let read = timeout(PATIENCE, self.stream.read_buf(&mut self.rest)).await;
        // A reset ends it as well.
        read.expect("the server says something or closes").unwrap_or(0) > 0
    }
}
