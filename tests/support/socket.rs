//! A page's socket, seen from the browser.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, protocol::frame::coding::CloseCode},
};

use super::client::{Person, attributes_of};

const PATIENCE: Duration = Duration::from_secs(10);

/// An open socket.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What a server sent, without pings.
#[derive(Debug, PartialEq)]
pub enum Got {
    /// A frame of messages with its span.
    Messages {
        from: i64,
        to: i64,
        html: String,
    },
    Presence(String),
    /// JSON: a heartbeat or a reset.
    Notice(Value),
    Closed(Option<u16>),
}

impl Socket {
    /// Opens the socket of a page of group `group` with its cursor.
    pub async fn open(person: &Person<'_>, group: i64, since: i64, epoch: &str) -> Self {
        let host = person.site.host();
        let origin = format!("http://{host}");
        let path = format!("/ws?group={group}&since={since}&epoch={epoch}");
        Self::handshake(person, &path, Some(&origin))
            .await
            .expect("the socket opens")
    }

    /// The socket of a page that somebody has just opened, once it has been told what it missed and who is here.
    pub async fn of_page(person: &Person<'_>, group: i64) -> Self {
        let page = person.get(&format!("/groups/{group}")).await.text();
        let attribute = |name| attributes_of(&page, "#messages", name).concat();
        let since = attribute("data-last-seq").parse().expect("the page of a group");
        let mut socket = Self::open(person, group, since, &attribute("data-epoch")).await;
        loop {
            match socket.next().await {
                Got::Presence(_) => return socket,
                Got::Closed(code) => panic!("the socket was closed with {code:?}"),
                Got::Messages { .. } | Got::Notice(_) => {}
            }
        }
    }

    /// The handshake as it is asked for, with or without an `Origin`.
    pub async fn handshake(person: &Person<'_>, path: &str, origin: Option<&str>) -> Result<Self, Error> {
        Self::connect(&person.site.host(), &person.cookie, path, origin).await
    }

    /// The handshake with any server; without a cookie where `cookie` is empty.
    pub async fn connect(host: &str, cookie: &str, path: &str, origin: Option<&str>) -> Result<Self, Error> {
        let mut request = format!("ws://{host}{path}").into_client_request()?;
        let headers = request.headers_mut();
        if !cookie.is_empty() {
            headers.insert("cookie", cookie.parse().expect("a header"));
        }
        if let Some(origin) = origin {
            headers.insert("origin", origin.parse().expect("a header"));
        }
        connect_async(request).await.map(|(stream, _)| Self(stream))
    }

    /// What the server has sent, if something comes within `patience`.
    pub async fn glance(&mut self, patience: Duration) -> Option<Got> {
        timeout(patience, self.next()).await.ok()
    }

    /// The next thing that the server sends.
    pub async fn next(&mut self) -> Got {
        loop {
            let message = timeout(PATIENCE, self.0.next())
                .await
                .expect("the server says something");
            return match message {
                Some(Ok(Message::Text(text))) => read(text.as_str()),
                Some(Ok(Message::Close(frame))) => Got::Closed(frame.map(|frame| frame.code.into())),
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => Got::Closed(None),
            };
        }
    }

    /// The next frame of messages, past everything else that stays open.
    pub async fn next_messages(&mut self) -> (i64, i64, String) {
        loop {
            match self.next().await {
                Got::Messages { from, to, html } => return (from, to, html),
                Got::Closed(code) => panic!("the socket was closed with {code:?}"),
                Got::Presence(_) | Got::Notice(_) => {}
            }
        }
    }

    /// The next notice of this name, past everything else that stays open.
    pub async fn next_notice(&mut self, name: &str) -> Value {
        loop {
            match self.next().await {
                Got::Notice(mut notice) if notice.get(name).is_some() => return notice[name].take(),
                Got::Closed(code) => panic!("the socket was closed with {code:?}"),
                _ => {}
            }
        }
    }

    /// Everything up to the end, and the code that the server closes with.
    pub async fn rest(&mut self) -> (Vec<Got>, Option<u16>) {
        let mut got = Vec::new();
        loop {
            match self.next().await {
                Got::Closed(code) => return (got, code),
                other => got.push(other),
            }
        }
    }

    /// The code that the server closes with, past everything before.
    pub async fn closed(&mut self) -> Option<u16> {
        loop {
            if let Got::Closed(code) = self.next().await {
                return code;
            }
        }
    }

    pub async fn send(&mut self, text: &str) {
        self.0
            .send(Message::text(text))
            .await
            .expect("the socket takes a message");
    }

    /// Sends to a server that may have closed.
    pub async fn try_send(&mut self, text: &str) {
        // Whether it has gone is found out by reading.
        let _ = self.0.send(Message::text(text)).await;
    }

    /// Closes as a browser does.
    pub async fn close(mut self) {
        let code = CloseCode::Normal;
        let frame = tokio_tungstenite::tungstenite::protocol::CloseFrame {
            code,
            reason: "".into(),
        };
        // The server may have gone first.
        let _ = self.0.close(Some(frame)).await;
    }
}

fn read(text: &str) -> Got {
    if text.starts_with('{') {
        return Got::Notice(serde_json::from_str(text).expect("JSON"));
    }
    let number = |name: &str| {
        let rest = text.split(&format!(" {name}=\"")).nth(1)?;
        rest.split('"').next()?.parse().ok()
    };
    match (number("data-from"), number("data-to")) {
        (Some(from), Some(to)) => Got::Messages {
            from,
            to,
            html: text.to_owned(),
        },
        _ => Got::Presence(text.to_owned()),
    }
}
