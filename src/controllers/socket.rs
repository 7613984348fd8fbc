//! The live connection of a page: checks, upgrades, hands over to the session loop.

use std::sync::Arc;

use axum::{
    extract::ws::{
        CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, rejection::WebSocketUpgradeRejection,
    },
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use chrono::Utc;
use futures_util::{SinkExt, StreamExt, future::ready};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::error::{Error, ProtocolError};

use super::{
    extractors::{CurrentUser, Shared},
    middleware::is_same_origin,
};
use crate::{
    channels::{
        Attendee, CloseCode, Cursor, FAREWELL, Incoming, Outgoing, Owner, Session, SessionOptions, Topic,
    },
    models::{channels, languages::Language, messages::live::Hub},
    settings::Settings,
    views::{frames::HtmlFrames, language},
};
use missed::Missed;

mod missed;

/// tungstenite's default of 128 KiB a buffer is zeroed at every read: most of a server's time in a fan-out.
const BUFFER: usize = 4096;

/// Bytes that may wait to be written before writing fails: more than the largest frame of a replay.
const WRITE_LIMIT: usize = 8 * 1024 * 1024;

#[derive(Debug, Deserialize)]
struct Params {
    /// Pages without a conversation have none: they hear what concerns their reader.
    group: Option<i64>,
    /// The group of a page that shows something of it and not its conversation.
    beside: Option<i64>,
    /// What the page shows of either besides: names with commas between.
    #[serde(default)]
    channels: String,
    #[serde(default)]
    since: i64,
    #[serde(default)]
    epoch: String,
    /// The page is not in front of its reader.
    #[serde(default)]
    hidden: bool,
    /// Whom the page was made for: somebody else may have signed in at its browser since.
    viewer: Option<i64>,
    /// The language that the page was made in: what comes reads as the rest does.
    lang: Option<String>,
}

/// `GET /ws?group=1&since=41&epoch=…&viewer=7&lang=en`
///
/// Who is signed out is upgraded and closed with 1008: browsers can't tell a refused upgrade from a lost
/// network.
async fn connect(
    State(ctx): State<AppContext>,
    (Shared(hub), Shared(frames)): (Shared<Arc<Hub>>, Shared<HtmlFrames>),
    Shared(site): Shared<Arc<Settings>>,
    current: Option<CurrentUser>,
    headers: HeaderMap,
    Query(params): Query<Params>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let upgrade = match upgrade {
        Ok(upgrade) if has_key(&headers) => upgrade,
        Ok(_) => return StatusCode::BAD_REQUEST.into_response(),
        Err(WebSocketUpgradeRejection::InvalidWebSocketVersionHeader(_)) => return wrong_version(),
        Err(refused) => return refused.into_response(),
    };
    if !is_same_origin(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let is_viewer = |current: &CurrentUser| params.viewer.is_none_or(|id| id == current.user.id);
    let current = current.filter(is_viewer);
    let language = params.lang.as_deref().and_then(Language::parse);
    let language = language.unwrap_or_else(language::current);
    let db = ctx.db.clone();
    upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_write_buffer_size(WRITE_LIMIT)
        .max_message_size(site.limits.socket_message)
        .max_frame_size(site.limits.socket_message)
        .on_upgrade(async move |socket| match current {
            Some(current) => serve(socket, db, hub, (frames, language), &site, current, params).await,
            None => refuse(socket, CloseCode::Forbidden).await,
        })
}

/// Whether the key can be 16 bytes in base64, as RFC 6455 has it in section 4.2.1.
fn has_key(headers: &HeaderMap) -> bool {
    let key = headers
        .get(header::SEC_WEBSOCKET_KEY)
        .map_or(&[][..], HeaderValue::as_bytes);
    key.len() == 24 && key.ends_with(b"==")
}

/// RFC 6455, section 4.4.
fn wrong_version() -> Response {
    let headers = [
        (header::CONNECTION, "upgrade"),
        (header::UPGRADE, "websocket"),
        (header::SEC_WEBSOCKET_VERSION, "13"),
    ];
    (StatusCode::UPGRADE_REQUIRED, headers).into_response()
}

async fn serve(
    socket: WebSocket,
    db: DatabaseConnection,
    hub: Arc<Hub>,
    (frames, language): (HtmlFrames, Language),
    site: &Settings,
    CurrentUser { user, session }: CurrentUser,
    Params {
        group,
        beside,
        channels,
        since,
        epoch,
        hidden,
        ..
    }: Params,
) {
    let owner = Owner {
        session_id: session.id,
        edition: language.into(),
        attendee: Attendee {
            name: user.name().to_owned(),
            user_id: user.id,
            username: user.username.clone(),
            picture: user.picture.clone(),
        },
    };
    // First a place in the hub, then the look at who may be here: whatever happens between is noticed.
    let mut topics = vec![Topic::User(user.id)];
    topics.extend(group.map(Topic::Group));
    if let Some(id) = group.or(beside) {
        let names = channels::known(&channels).into_iter();
        topics.extend(names.map(|name| Topic::Beside(id, name)));
    }
    let subscription = match hub.subscribe(owner, topics) {
        Ok(subscription) => subscription,
        Err(refused) => return refuse(socket, refused.into()).await,
    };
    let source = Missed {
        db,
        group_id: group,
        beside,
        session_id: session.id,
        frames,
        language,
    };
    let (sink, stream) = socket.split();
    let options = SessionOptions {
        heartbeat: site.limits.heartbeat(),
        visible: !hidden,
        lifetime: (session.expires_at.to_utc() - Utc::now())
            .to_std()
            .unwrap_or_default(),
    };
    let sink = sink.with(|outgoing| ready(to_message(outgoing)));
    let stream = stream.map(to_incoming);
    Session::new(subscription, stream, sink, source, options)
        .run(Cursor { since, epoch })
        .await;
}

async fn refuse(mut socket: WebSocket, code: CloseCode) {
    let farewell = async {
        // A browser that has gone needs no answer.
        if socket.send(close(code)).await.is_ok() {
            while let Some(Ok(_)) = socket.recv().await {}
        }
    };
    // Who does not answer is left without.
    let _ = timeout(FAREWELL, farewell).await;
}

fn to_message(outgoing: Outgoing) -> Result<Message, axum::Error> {
    Ok(match outgoing {
        Outgoing::Text(frame) => {
            Message::Text(Utf8Bytes::try_from(frame.bytes().clone()).map_err(axum::Error::new)?)
        }
        Outgoing::Ping => Message::Ping(bytes::Bytes::new()),
        Outgoing::Close(code) => close(code),
    })
}

fn close(code: CloseCode) -> Message {
    Message::Close(Some(CloseFrame {
        code: code.into(),
        reason: Utf8Bytes::default(),
    }))
}

fn to_incoming(message: Result<Message, axum::Error>) -> Incoming {
    match message {
        Ok(Message::Text(text)) => Incoming::Text(text.to_string()),
        Ok(Message::Pong(_)) => Incoming::Pong,
        Ok(Message::Close(_)) => Incoming::Close,
        Ok(Message::Ping(_) | Message::Binary(_)) => Incoming::Other,
        Err(error) => match error.into_inner().downcast_ref() {
            Some(Error::Capacity(_)) => Incoming::Fault(CloseCode::TooLarge),
            Some(Error::Utf8(_)) => Incoming::Fault(CloseCode::Invalid),
            // The end of the connection, which leaves nobody to tell.
            Some(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)) => Incoming::Close,
            Some(Error::Protocol(_)) => Incoming::Fault(CloseCode::Protocol),
            _ => Incoming::Close,
        },
    }
}

pub fn routes() -> Routes {
    Routes::new().get("/ws", connect)
}
