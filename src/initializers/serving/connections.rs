//! Accepts connections, and serves them within the limits that axum's own `serve` lacks.
//!
//! A slow body is not seen to here: Loco's `timeout_request` bounds the request as a whole and answers 408.

use std::{
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use axum::{Extension, Router, extract::ConnectInfo, serve::Listener};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::timeout,
};
use tower::Layer;

use super::{descriptors, stream::Stream};
use crate::{channels::FAREWELL, settings::Limits};

/// hyper refuses a smaller one.
const SMALLEST_BUFFER: usize = 8192;

/// Bytes that the system keeps of what it could not send yet. It would keep megabytes for a client that does not read, and
/// to give those back takes a millisecond a socket, in which the server does nothing else.
#[cfg(target_os = "linux")]
const UNSENT: u32 = 128 * 1024;

/// RFC 9110, section 15.5.9. No handler has seen the request, so this is all of the answer.
const LATE: &[u8] = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Serves connections until `stop`, then until the requests in flight have their answers.
///
/// One that comes while all places are taken waits in the system's queue.
pub(super) async fn serve(
    mut listener: TcpListener,
    app: Router,
    limits: &Limits,
    stop: impl Future<Output = ()>,
) {
    let most = descriptors::allow(limits.connections).clamp(1, Semaphore::MAX_PERMITS);
    let places = Arc::new(Semaphore::new(most));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.request_head())
        .max_header_size(limits.request_head_size)
        // Its own is 400 KiB, which many could have it keep for half a head each.
        .max_buf_size(limits.request_head_size.max(SMALLEST_BUFFER));
    let stopping = watch::Sender::new(());
    let mut full = false;
    let mut stop = pin!(stop);
    loop {
        if places.available_permits() == 0 && !full {
            full = true;
            tracing::warn!(
                connections = most,
                "all places are taken: the next connection waits"
            );
        } else if places.available_permits() > most / 2 {
            full = false;
        }
        let next = async {
            let place = places.clone().acquire_owned().await;
            // Where descriptors have run out all the same, this waits for a second and tries again.
            let (stream, address) = Listener::accept(&mut listener).await;
            (place, stream, address)
        };
        let (place, stream, address) = tokio::select! {
            biased;
            () = &mut stop => break,
            next = next => next,
        };
        let place = place.expect("nobody closes the places");
        if let Err(error) = tune(&stream) {
            tracing::debug!(%error, "a connection could not be set to send at once and to keep little");
        }
        let connection = Connection {
            stream,
            address,
            place,
            stopping: stopping.subscribe(),
        };
        tokio::spawn(connection.serve(http.clone(), app.clone(), limits.stalled_write()));
    }
    drop(listener);
    stopping.send_replace(());
    stopping.closed().await;
    // Upgraded ones still say farewell. A place is given back when its connection is.
    let all = u32::try_from(most).unwrap_or(u32::MAX);
    let _ = timeout(FAREWELL, places.acquire_many(all)).await;
}

fn tune(stream: &TcpStream) -> io::Result<()> {
    // A frame is complete when it is written: nothing is gained by waiting for more.
    stream.set_nodelay(true)?;
    #[cfg(target_os = "linux")]
    socket2::SockRef::from(stream).set_tcp_notsent_lowat(UNSENT)?;
    Ok(())
}

struct Connection {
    stream: TcpStream,
    address: SocketAddr,
    place: OwnedSemaphorePermit,
    /// Says that the server stops. The server waits for its end.
    stopping: watch::Receiver<()>,
}

impl Connection {
    async fn serve(mut self, http: http1::Builder, app: Router, stalled: Duration) {
        let stream = Stream::new(self.stream, self.place, stalled);
        let app = Extension(ConnectInfo(self.address)).layer(app);
        let mut serving = http
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(app))
            .with_upgrades();
        let ended = tokio::select! {
            served = &mut serving => Some(served),
            _ = self.stopping.changed() => None,
        };
        let served = if let Some(served) = ended {
            served
        } else {
            Pin::new(&mut serving).graceful_shutdown();
            (&mut serving).await
        };
        let Err(error) = served else { return };
        tracing::debug!(%error, "a connection ended early");
        // The only timeout of hyper's own is that of the head.
        if error.is_timeout()
            && let Some(parts) = serving.into_parts()
            // Who has only kept a connection open would take it for the answer to the next request.
            && !parts.read_buf.is_empty()
        {
            parts.io.inner().say(LATE);
        }
    }
}
