//! People who post whatever happens, as the browser's outbox does, and write down what they were told.
//!
//! Every message is sent again under its `client_id` until the server says that it is kept. The ledger lies in this
//! process, which no proof kills.

use std::{
    collections::BTreeMap,
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::future::join_all;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    task::JoinSet,
    time::{sleep, timeout},
};
use url::form_urlencoded::Serializer;

use crate::support::client::PASSWORD;

/// An answer that has not come by then is none.
const PATIENCE: Duration = Duration::from_secs(25);

/// Before the next attempt: a hostile client compared with the browser, which waits for `Retry-After`.
const PAUSE: Duration = Duration::from_millis(20);

/// One message in so many is posted by several requests at once.
const DOUBLED_EVERY: usize = 20;

/// How many requests that are.
pub const AT_ONCE: usize = 5;

/// A connection that is kept for the next request.
pub struct Wire(BufReader<TcpStream>);

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    /// Whether the server closes the connection after it.
    pub last: bool,
    pub retry_after: bool,
    pub cookie: Option<String>,
    pub body: String,
}

impl Wire {
    pub async fn open(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    pub async fn ask(&mut self, bytes: &[u8]) -> io::Result<Answer> {
        self.send(bytes).await?;
        self.answer().await
    }

    pub async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.get_mut().write_all(bytes).await
    }

    /// An answer that breaks off is none.
    pub async fn answer(&mut self) -> io::Result<Answer> {
        timeout(PATIENCE, self.read()).await?
    }

    async fn read(&mut self) -> io::Result<Answer> {
        let status = self.line().await?;
        let status = status.split(' ').nth(1).and_then(|status| status.parse().ok());
        let mut answer = Answer {
            status: status.ok_or(io::ErrorKind::InvalidData)?,
            last: false,
            retry_after: false,
            cookie: None,
            body: String::new(),
        };
        let mut length = Some(0);
        loop {
            let line = self.line().await?;
            let Some((name, value)) = line.split_once(": ") else {
                break;
            };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().ok(),
                "transfer-encoding" => length = None,
                "connection" => answer.last = value == "close",
                "retry-after" => answer.retry_after = true,
                "set-cookie" => answer.cookie = value.split(';').next().map(str::to_owned),
                _ => {}
            }
        }
        let mut body = Vec::new();
        if let Some(length) = length {
            body.resize(length, 0);
            self.0.read_exact(&mut body).await?;
        } else {
            loop {
                let size = self.line().await?;
                let size = usize::from_str_radix(&size, 16).map_err(|_| io::ErrorKind::InvalidData)?;
                let start = body.len();
                body.resize(start + size + 2, 0);
                self.0.read_exact(&mut body[start..]).await?;
                body.truncate(start + size);
                if size == 0 {
                    break;
                }
            }
        }
        answer.body = String::from_utf8_lossy(&body).into_owned();
        Ok(answer)
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.0.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        line.truncate(line.trim_end().len());
        Ok(line)
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Author {
    /// The header as the browser sends it.
    pub cookie: String,
}

/// A message, as its author means it.
#[derive(Debug)]
pub struct Post {
    /// Which of the authors.
    pub author: usize,
    pub client_id: String,
    /// No two have the same.
    pub body: String,
}

/// What the server has promised to keep.
#[derive(Debug, Clone)]
pub struct Acknowledged {
    pub post: Arc<Post>,
    pub id: i64,
    pub seq: i64,
}

/// What has been said to the authors.
#[derive(Default)]
pub struct Ledger {
    pub acknowledged: Vec<Acknowledged>,
    /// Answers by status.
    pub statuses: BTreeMap<u16, u64>,
    /// Requests without an answer.
    pub unanswered: u64,
    /// Requests for a message that other requests were for, too.
    pub repeated: u64,
    /// Answers that no client may ever get.
    pub wrong: Vec<String>,
}

/// The room, and everybody who posts there.
pub struct Chat {
    /// `host:port`.
    pub address: String,
    pub authors: Vec<Author>,
    ledger: Mutex<Ledger>,
    stopping: AtomicBool,
    dying: AtomicBool,
}

/// The room that everybody arrives in.
pub const ROOM: &str = "/groups/1";

/// Its newest page, whatever its reader has not read.
pub const NEWEST: &str = "/groups/1?latest=1";

impl Chat {
    /// New accounts, `author0` and so on.
    pub async fn of(address: &str, authors: usize) -> Self {
        let mut chat = Self {
            address: address.to_owned(),
            authors: Vec::new(),
            ledger: Mutex::default(),
            stopping: AtomicBool::default(),
            dying: AtomicBool::default(),
        };
        for number in 0..authors {
            let mut wire = Wire::open(address).await.expect("the server listens");
            let form = Serializer::new(String::new())
                .append_pair("username", &format!("author{number}"))
                .append_pair("password", PASSWORD)
                .finish();
            let request = chat.request("POST", "/register", "", &form);
            let answer = wire.ask(&request).await.expect("the server answers");
            assert_eq!(answer.status, 303, "{}", answer.body);
            let cookie = answer.cookie.expect("a session");
            chat.authors.push(Author { cookie });
        }
        chat
    }

    pub fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many messages the server has promised to keep.
    pub fn acknowledged(&self) -> usize {
        self.ledger().acknowledged.len()
    }

    /// So many people post, each one message after the other. They end with [`Self::stop`], when the server has
    /// all of theirs.
    pub fn post_by(self: &Arc<Self>, lanes: usize) -> JoinSet<()> {
        let mut posting = JoinSet::new();
        for lane in 0..lanes {
            posting.spawn(self.clone().lane(lane));
        }
        posting
    }

    /// Whoever posts ends with the message that they are at.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    /// The machine is being switched off, or on again: until then nobody minds how a failure is told.
    pub fn is_dying(&self, dying: bool) {
        self.dying.store(dying, Ordering::Release);
    }

    async fn lane(self: Arc<Self>, lane: usize) {
        let mut wire = None;
        for number in 0.. {
            if self.stopping.load(Ordering::Acquire) {
                return;
            }
            let post = Arc::new(self.new_post(lane, number));
            if number % DOUBLED_EVERY == DOUBLED_EVERY - 1 {
                self.ledger().repeated += 1;
                join_all((1..AT_ONCE).map(async |_| self.attempt(&mut None, &post).await)).await;
            }
            self.insist(&mut wire, &post).await;
        }
    }

    /// A text of its own, of very different lengths.
    pub fn new_post(&self, lane: usize, number: usize) -> Post {
        let salt: u32 = rand::random();
        let client_id = format!("lane{lane}-{number}-{salt:08x}");
        let words = ["plain", "天气很好", "naïve", "Привет", "🦀"];
        let body = format!(
            "{client_id} {}",
            words[number % words.len()].repeat(1 + salt as usize % 40)
        );
        Post {
            author: lane % self.authors.len(),
            client_id,
            body,
        }
    }

    /// Posts until the message is acknowledged, or something has been answered that nobody may be.
    async fn insist(&self, wire: &mut Option<Wire>, post: &Arc<Post>) {
        while !self.attempt(wire, post).await && self.ledger().wrong.is_empty() {
            sleep(PAUSE).await;
        }
    }

    /// Posts once; whether the message is acknowledged.
    pub async fn attempt(&self, wire: &mut Option<Wire>, post: &Arc<Post>) -> bool {
        let Ok(answer) = self.exchange(wire, post).await else {
            *wire = None;
            self.ledger().unanswered += 1;
            return false;
        };
        if answer.last {
            *wire = None;
        }
        self.note(post, &answer)
    }

    async fn exchange(&self, wire: &mut Option<Wire>, post: &Post) -> io::Result<Answer> {
        if wire.is_none() {
            *wire = Some(Wire::open(&self.address).await?);
        }
        let wire = wire.as_mut().expect("it has just been opened");
        wire.ask(&self.posting(post)).await
    }

    /// Posts messages that are kept once more, each by several requests at once.
    pub async fn repeat(&self, posts: Vec<Acknowledged>) {
        self.ledger().repeated += posts.len() as u64;
        let requests = posts.iter().flat_map(|kept| [&kept.post; AT_ONCE]);
        join_all(requests.map(async |post| {
            self.insist(&mut None, post).await;
        }))
        .await;
    }

    /// Writes down what the answer says; whether it acknowledges the message.
    pub fn note(&self, post: &Arc<Post>, answer: &Answer) -> bool {
        let mut ledger = self.ledger();
        *ledger.statuses.entry(answer.status).or_default() += 1;
        if answer.status != 200 {
            if answer.status == 500 && self.dying.load(Ordering::Acquire) {
                return false;
            }
            if !matches!(answer.status, 429 | 503) {
                let text: String = answer.body.chars().take(200).collect();
                ledger.wrong.push(format!(
                    "{} was answered with {}: {text}",
                    post.client_id, answer.status
                ));
            } else if !answer.retry_after {
                ledger
                    .wrong
                    .push(format!("{} without Retry-After", answer.status));
            }
            return false;
        }
        let rows = rows_of(&answer.body);
        let [row] = &rows[..] else {
            ledger
                .wrong
                .push(format!("{} rows for {}", rows.len(), post.client_id));
            return false;
        };
        if row.client_id != post.client_id || row.text != post.body {
            ledger
                .wrong
                .push(format!("{} was answered with {row:?}", post.client_id));
        }
        ledger.acknowledged.push(Acknowledged {
            post: post.clone(),
            id: row.id,
            seq: row.seq,
        });
        true
    }

    /// The request that posts this message.
    pub fn posting(&self, post: &Post) -> Vec<u8> {
        let form = Serializer::new(String::new())
            .append_pair("client_id", &post.client_id)
            .append_pair("body", &post.body)
            .finish();
        let cookie = &self.authors[post.author].cookie;
        self.request("POST", &format!("{ROOM}/messages"), cookie, &form)
    }

    /// A form on its way.
    pub fn request(&self, method: &str, path: &str, cookie: &str, form: &str) -> Vec<u8> {
        let (address, length) = (&self.address, form.len());
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nHX-Request: true\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
        );
        request.into_bytes()
    }

    /// What is at a path, for the first author.
    pub async fn get(&self, path: &str) -> io::Result<Answer> {
        let (address, cookie) = (&self.address, &self.authors[0].cookie);
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n\r\n");
        Wire::open(address).await?.ask(request.as_bytes()).await
    }
}

/// A message, as pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub id: i64,
    pub seq: i64,
    pub client_id: String,
    pub text: String,
}

/// The messages of a page or frame, in order. Texts of these proofs have nothing that Markdown changes.
pub fn rows_of(html: &str) -> Vec<Row> {
    let rows = html.split("<li id=\"message-").skip(1);
    rows.map(|row| Row {
        id: row
            .split('"')
            .next()
            .and_then(|id| id.parse().ok())
            .unwrap_or_default(),
        seq: attribute(row, "data-seq").parse().unwrap_or_default(),
        client_id: attribute(row, "data-client-id").to_owned(),
        text: row
            .split_once("<p>")
            .and_then(|(_, rest)| rest.split_once("</p>"))
            .map_or_else(String::new, |(text, _)| text.to_owned()),
    })
    .collect()
}

/// The first attribute of this name.
pub fn attribute<'a>(html: &'a str, name: &str) -> &'a str {
    let found = html.split_once(&format!(" {name}=\""));
    found
        .and_then(|(_, rest)| rest.split('"').next())
        .unwrap_or_default()
}
