//! One socket's life: catch up, deliver, keep alive, close.
//!
//! Works over any stream and sink, so that tests need no network.

use std::{convert::Infallible, time::Duration};

use futures_util::{Sink, SinkExt, Stream, StreamExt, stream::Fuse};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};

use super::{
    frames::{Delivery, Frame},
    hub::Subscription,
    protocol::{CloseCode, Incoming, Notice, Outgoing, Request},
};

/// Messages of any kind that a page may send between two heartbeats; an honest one sends a handful.
const MESSAGES_PER_HEARTBEAT: u32 = 200;

/// Times that a page may ask between two heartbeats for what it missed: each is a look into the database.
const RESUMES_PER_HEARTBEAT: u32 = 60;

/// How long a page has to take a close frame and answer it.
pub const FAREWELL: Duration = Duration::from_millis(800);

#[derive(Debug, Clone)]
pub struct SessionOptions {
    /// Time between two heartbeats; two of them unanswered end the socket.
    pub heartbeat: Duration,
    /// Whether the page is in front of its reader as it connects.
    pub visible: bool,
    /// How long its user stays signed in.
    pub lifetime: Duration,
}

/// What a page has: everything of its group up to `since`, in the database that calls itself `epoch`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub since: i64,
    pub epoch: String,
}

/// What a page gets for its cursor.
#[derive(Debug)]
pub enum Catchup {
    /// It may not be here.
    Forbidden,
    /// Every change after the cursor up to `to`, read in one snapshot, as frames whose spans join; none
    /// where nothing was missed.
    Replay { to: i64, frames: Vec<Frame> },
    /// Too far behind, or of another epoch: the page has to fetch its window again.
    Reset { epoch: String, last_seq: i64 },
    /// It can't be read now: the page should try later.
    Unavailable,
}

/// Reads what a page has missed. The app implements it over its database.
pub trait Source: Send {
    fn catch_up(&self, cursor: &Cursor) -> impl Future<Output = Catchup> + Send;
}

/// A socket that has its place in the hub.
pub struct Session<E: Send + 'static, S, K, R> {
    subscription: Subscription<E>,
    stream: Fuse<S>,
    sink: K,
    source: R,
    options: SessionOptions,
    epoch: String,
    /// The number up to which the page has been sent everything.
    delivered: i64,
    unanswered: u32,
    received: u32,
    resumes: u32,
}

/// Why the loop stops.
enum End {
    /// Say goodbye with this code.
    Close(CloseCode),
    /// The other side has closed or is gone.
    Gone,
}

impl<E, S, K, R> Session<E, S, K, R>
where
    E: Send + 'static,
    S: Stream<Item = Incoming> + Unpin + Send,
    K: Sink<Outgoing> + Unpin + Send,
    R: Source,
{
    pub fn new(
        subscription: Subscription<E>,
        stream: S,
        sink: K,
        source: R,
        options: SessionOptions,
    ) -> Self {
        Self {
            subscription,
            stream: stream.fuse(),
            sink,
            source,
            options,
            epoch: String::new(),
            delivered: 0,
            unanswered: 0,
            received: 0,
            resumes: 0,
        }
    }

    /// Serves the socket until it ends.
    pub async fn run(mut self, cursor: Cursor) {
        // Whatever the loop waits for, a cut ends it at once.
        let mut closed = self.subscription.closed.clone();
        let end = tokio::select! {
            biased;
            code = closed.wait_for(Option::is_some) => End::Close(
                code.ok().and_then(|code| *code).unwrap_or(CloseCode::Restart),
            ),
            () = sleep(self.options.lifetime) => End::Close(CloseCode::Forbidden),
            end = self.serve(cursor) => end,
        };
        let Self {
            mut stream,
            mut sink,
            subscription,
            ..
        } = self;
        // Gone from the hub first: nothing more is queued, and others see the person leave.
        drop(subscription);
        let farewell = async {
            if let End::Close(code) = end
                && sink.send(Outgoing::Close(code)).await.is_err()
            {
                return;
            }
            // An unclean end of the connection if the stream is not read to its end.
            while stream.next().await.is_some() {}
        };
        // Who does not answer is left without.
        let _ = timeout(FAREWELL, farewell).await;
    }

    async fn serve(&mut self, cursor: Cursor) -> End {
        match self.deliver_all(cursor).await {
            Ok(never) => match never {},
            Err(end) => end,
        }
    }

    async fn deliver_all(&mut self, cursor: Cursor) -> Result<Infallible, End> {
        self.epoch.clone_from(&cursor.epoch);
        self.catch_up(cursor).await?;
        self.subscription.set_visible(self.options.visible);
        for frame in self.subscription.welcome() {
            self.feed(Outgoing::Text(frame)).await?;
        }
        self.flush().await?;

        let period = self.options.heartbeat;
        let mut heartbeat = interval_at(Instant::now() + period, period);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                delivery = self.subscription.deliveries.recv() => {
                    let delivery = delivery.ok_or(End::Close(CloseCode::Restart))?;
                    self.deliver_queued(delivery).await?;
                }
                incoming = self.stream.next() => {
                    self.receive(incoming.ok_or(End::Gone)?).await?;
                }
                _ = heartbeat.tick() => self.beat().await?,
            }
        }
    }

    /// Answers a cursor. Frames that come meanwhile wait in the queue.
    async fn catch_up(&mut self, cursor: Cursor) -> Result<(), End> {
        // Boxed, or every socket would keep the room that reading takes for as long as it lives.
        match Box::pin(self.source.catch_up(&cursor)).await {
            Catchup::Forbidden => Err(End::Close(CloseCode::Forbidden)),
            Catchup::Unavailable => Err(End::Close(CloseCode::Overflow)),
            Catchup::Replay { to, frames } => {
                self.delivered = self.delivered.max(to);
                for frame in frames {
                    self.feed(Outgoing::Text(frame)).await?;
                }
                Ok(())
            }
            Catchup::Reset { epoch, last_seq } => {
                self.delivered = self.delivered.max(last_seq);
                let notice = Notice::Reset {
                    epoch: &epoch,
                    last_seq,
                }
                .frame();
                self.epoch = epoch;
                self.feed(Outgoing::Text(notice)).await
            }
        }
    }

    /// Writes everything that is queued and flushes once.
    async fn deliver_queued(&mut self, first: Delivery) -> Result<(), End> {
        let mut next = Some(first);
        while let Some(Delivery { frame, span }) = next {
            if span.is_none_or(|span| span.to > self.delivered) {
                if let Some(span) = span {
                    self.delivered = span.to;
                }
                self.feed(Outgoing::Text(frame)).await?;
            }
            next = self.subscription.deliveries.try_recv().ok();
        }
        self.flush().await
    }

    async fn receive(&mut self, incoming: Incoming) -> Result<(), End> {
        self.received += 1;
        if self.received > MESSAGES_PER_HEARTBEAT {
            return Err(End::Close(CloseCode::Forbidden));
        }
        match incoming {
            Incoming::Pong => self.unanswered = 0,
            Incoming::Text(text) => match serde_json::from_str(&text) {
                Ok(Request::Resume(_)) if self.resumes >= RESUMES_PER_HEARTBEAT => {
                    return Err(End::Close(CloseCode::Overflow));
                }
                Ok(Request::Resume(since)) => {
                    self.resumes += 1;
                    let epoch = self.epoch.clone();
                    self.catch_up(Cursor { since, epoch }).await?;
                    self.flush().await?;
                }
                Ok(Request::Visible(visible)) => self.subscription.set_visible(visible),
                Ok(Request::Typing(typing)) => self.subscription.set_typing(typing),
                Err(error) => tracing::debug!(%error, "a page sent what is no request"),
            },
            Incoming::Fault(code) => return Err(End::Close(code)),
            Incoming::Close => return Err(End::Gone),
            Incoming::Other => {}
        }
        Ok(())
    }

    async fn beat(&mut self) -> Result<(), End> {
        if self.unanswered >= 2 {
            return Err(End::Close(CloseCode::Normal));
        }
        self.unanswered += 1;
        self.received = 0;
        self.resumes = 0;
        let last_seq = self.delivered.max(self.subscription.last_published());
        self.feed(Outgoing::Text(Notice::Heartbeat { last_seq }.frame()))
            .await?;
        self.feed(Outgoing::Ping).await?;
        self.flush().await
    }

    async fn feed(&mut self, outgoing: Outgoing) -> Result<(), End> {
        written(self.patience(), self.sink.feed(outgoing)).await
    }

    async fn flush(&mut self) -> Result<(), End> {
        written(self.patience(), self.sink.flush()).await
    }

    /// How long a page may take nothing at all.
    fn patience(&self) -> Duration {
        2 * self.options.heartbeat
    }
}

async fn written<X>(patience: Duration, write: impl Future<Output = Result<(), X>>) -> Result<(), End> {
    match timeout(patience, write).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(End::Gone),
    }
}
