//! Fan-out and nothing else: a channel for each room, a task for each socket.

use std::{
    collections::HashMap,
    io,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::{
        Path, Query, State, WebSocketUpgrade,
        ws::{Message, Utf8Bytes, WebSocket},
    },
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use futures_util::{SinkExt, StreamExt};
use tokio::sync::broadcast;

use crate::client::{DIGITS, MARKER};

/// As in Banter: tungstenite zeroes its buffers at every read.
const BUFFER: usize = 4096;

/// Frames that may wait for a socket, as in Banter.
const QUEUE: usize = 256;

#[derive(Clone)]
struct Rooms {
    /// The frame before and after a post's number.
    frame: Arc<(String, String)>,
    senders: Arc<Mutex<HashMap<String, broadcast::Sender<Utf8Bytes>>>>,
}

/// # Errors
/// When the frame has no number in it.
pub fn routes(frame: &str) -> io::Result<Router> {
    let (before, after) = frame
        .split_once(MARKER)
        .and_then(|(before, after)| Some((before, after.get(DIGITS..)?)))
        .ok_or_else(|| io::Error::other("a frame without a number"))?;
    let rooms = Rooms {
        frame: Arc::new((format!("{before}{MARKER}"), after.to_owned())),
        senders: Arc::default(),
    };
    Ok(Router::new()
        .route("/ws", get(connect))
        .route("/groups/{id}/messages", post(publish))
        .with_state(rooms))
}

impl Rooms {
    fn sender(&self, room: &str) -> broadcast::Sender<Utf8Bytes> {
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = senders.entry(room.to_owned());
        sender.or_insert_with(|| broadcast::Sender::new(QUEUE)).clone()
    }
}

/// Answers with the frame, as Banter does.
async fn publish(
    State(rooms): State<Rooms>,
    Path(room): Path<String>,
    form: Bytes,
) -> Result<String, StatusCode> {
    let number = form.len().checked_sub(DIGITS).map(|start| &form[start..]);
    let number = number.and_then(|number| str::from_utf8(number).ok());
    let number = number.ok_or(StatusCode::BAD_REQUEST)?;
    let (before, after) = &*rooms.frame;
    let frame = format!("{before}{number}{after}");
    // An error says that nobody listens.
    let _ = rooms.sender(&room).send(frame.as_str().into());
    Ok(frame)
}

async fn connect(
    State(rooms): State<Rooms>,
    Query(mut query): Query<HashMap<String, String>>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let room = query.remove("group").unwrap_or_default();
    let frames = rooms.sender(&room).subscribe();
    upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .on_upgrade(async move |socket| deliver(socket, frames).await)
}

/// Writes everything that is queued and flushes once, until the socket or the room ends, or the socket is behind.
async fn deliver(socket: WebSocket, mut frames: broadcast::Receiver<Utf8Bytes>) {
    let (mut sink, mut stream) = socket.split();
    loop {
        let mut next = tokio::select! {
            frame = frames.recv() => frame.ok(),
            incoming = stream.next() => match incoming {
                Some(Ok(_)) => continue,
                _ => return,
            },
        };
        if next.is_none() {
            return;
        }
        while let Some(frame) = next {
            if sink.feed(Message::Text(frame)).await.is_err() {
                return;
            }
            next = frames.try_recv().ok();
        }
        if sink.flush().await.is_err() {
            return;
        }
    }
}
