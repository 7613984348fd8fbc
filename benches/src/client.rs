//! The client: one thread and one loop over plain connections, so that it costs less than what it measures.
//!
//! It knows no WebSocket library and no HTTP library. It posts, counts the frames that come, and answers
//! pings. Every post has a number; the client knows how many sockets still have to get it.

use std::{
    collections::VecDeque,
    io::{self, ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use mio::{Events, Interest, Poll, Token};

use answers::Answers;
pub use frames::{DIGITS, MARKER};
use frames::{Frame, Frames};
pub use histogram::Histogram;

mod answers;
mod frames;
mod histogram;

/// Bytes read at once.
const BUFFER: usize = 64 * 1024;

/// An answer to a server's ping: empty, masked as a client's frames have to be.
const PONG: [u8; 6] = [0x8a, 0x80, 0, 0, 0, 0];

/// How long a connection may take to open, and the last posts to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// A room, as the requests of those who are in it.
#[derive(Debug)]
pub struct Room {
    /// Asks for a socket, one for each who listens.
    pub upgrades: Vec<Vec<u8>>,
    /// Posts a message, one for each who writes; the number follows.
    pub posts: Vec<Vec<u8>>,
}

/// When the next post goes out.
#[derive(Debug, Clone, Copy)]
pub enum Pace {
    /// None does.
    Rest,
    /// Everybody who writes posts again as soon as all have got their last one.
    Closed,
    /// So many are due each second, whether the server is ready or not.
    Open(u32),
}

/// What was seen in a run.
#[derive(Debug, Default)]
pub struct Seen {
    /// Posts that were answered with success.
    pub posts: u32,
    /// Posts that arrived at a socket.
    pub deliveries: u32,
    /// From when a post was due until it arrived at each socket; without sockets, until it was answered.
    pub latency: Histogram,
    pub lasted: Duration,
}

pub struct Client {
    poll: Poll,
    events: Events,
    buffer: Vec<u8>,
    sockets: Vec<Socket>,
    authors: Vec<Author>,
    queues: Vec<Queue>,
    ledger: Ledger,
}

/// Who listens.
struct Socket {
    stream: mio::net::TcpStream,
    frames: Frames,
}

/// Who writes, one post at a time.
struct Author {
    stream: mio::net::TcpStream,
    answers: Answers,
    room: usize,
    request: Vec<u8>,
    /// The number of the post that has no answer yet.
    asked: Option<u64>,
}

/// What has to be posted in a room.
#[derive(Default)]
struct Queue {
    due: VecDeque<Instant>,
    idle: Vec<usize>,
}

/// All posts, and what has become of them.
struct Ledger {
    /// The number of the first.
    first: u64,
    posts: Vec<Post>,
    /// Sockets of each room.
    listeners: Vec<u32>,
    unfinished: usize,
    /// Rooms where a post has been answered and has arrived everywhere.
    finished: Vec<usize>,
    seen: Seen,
    /// The first frame of a post: what the baseline has to send.
    frame: Option<Vec<u8>>,
}

struct Post {
    room: usize,
    due: Instant,
    /// Sockets that have not got it, and one more for its answer.
    missing: u32,
}

impl Client {
    /// Opens a connection for everybody who writes. `first` is the number of the first post: none may be used
    /// twice in one database.
    ///
    /// # Errors
    /// When the server can't be reached.
    pub fn connect(address: SocketAddr, rooms: &[Room], first: u64) -> io::Result<Self> {
        let mut client = Self {
            poll: Poll::new()?,
            events: Events::with_capacity(1024),
            buffer: vec![0; BUFFER],
            sockets: Vec::new(),
            authors: Vec::new(),
            queues: Vec::new(),
            ledger: Ledger {
                first,
                posts: Vec::new(),
                listeners: vec![0; rooms.len()],
                unfinished: 0,
                finished: Vec::new(),
                seen: Seen::default(),
                frame: None,
            },
        };
        for (room, Room { posts, .. }) in rooms.iter().enumerate() {
            let mut queue = Queue::default();
            for request in posts {
                queue.idle.push(client.authors.len());
                client.authors.push(Author {
                    stream: open(address)?,
                    answers: Answers::default(),
                    room,
                    request: request.clone(),
                    asked: None,
                });
            }
            client.queues.push(queue);
        }
        for (index, author) in client.authors.iter_mut().enumerate() {
            let token = Token(index);
            client
                .poll
                .registry()
                .register(&mut author.stream, token, Interest::READABLE)?;
        }
        Ok(client)
    }

    /// Opens the sockets of all rooms.
    ///
    /// # Errors
    /// When one is refused.
    pub fn listen(&mut self, address: SocketAddr, rooms: &[Room]) -> io::Result<()> {
        for (room, Room { upgrades, .. }) in rooms.iter().enumerate() {
            for upgrade in upgrades {
                let (mut stream, early) = upgraded(address, upgrade)?;
                let token = Token(self.authors.len() + self.sockets.len());
                self.poll
                    .registry()
                    .register(&mut stream, token, Interest::READABLE)?;
                let mut frames = Frames::default();
                frames.take(&early, |_| {})?;
                self.sockets.push(Socket { stream, frames });
                self.ledger.listeners[room] += 1;
            }
        }
        Ok(())
    }

    pub fn sockets(&self) -> usize {
        self.sockets.len()
    }

    /// The number that the next post will have.
    pub fn next_number(&self) -> u64 {
        self.ledger.first + self.ledger.posts.len() as u64
    }

    /// The first frame of a post that came.
    pub fn frame(&self) -> Option<&[u8]> {
        self.ledger.frame.as_deref()
    }

    /// Posts at this pace for so long. What is under way at the end stays under way.
    ///
    /// # Errors
    /// When the server refuses a post or gives a socket up.
    pub fn run(&mut self, pace: Pace, length: Duration) -> io::Result<Seen> {
        self.ledger.seen = Seen::default();
        let start = Instant::now();
        let end = start + length;
        let rooms = self.queues.len();
        let mut next = (start, 0);
        self.ledger.finished.clear();
        if matches!(pace, Pace::Closed) {
            for room in 0..rooms {
                let idle = self.queues[room].idle.len();
                self.queues[room].due.resize(idle, start);
                self.post(room)?;
            }
        }
        loop {
            let now = Instant::now();
            if now >= end {
                break;
            }
            let mut until = end;
            if let Pace::Open(per_second) = pace {
                while next.0 <= now {
                    self.queues[next.1].due.push_back(next.0);
                    self.post(next.1)?;
                    next = (next.0 + Duration::from_secs(1) / per_second, (next.1 + 1) % rooms);
                }
                until = end.min(next.0);
            }
            self.wait(until - now)?;
            while let Some(room) = self.ledger.finished.pop() {
                if matches!(pace, Pace::Closed) {
                    self.queues[room].due.push_back(Instant::now());
                }
            }
            for room in 0..rooms {
                if !self.queues[room].due.is_empty() {
                    self.post(room)?;
                }
            }
        }
        let seen = std::mem::take(&mut self.ledger.seen);
        Ok(Seen {
            lasted: start.elapsed(),
            ..seen
        })
    }

    /// Waits until everything that was posted has arrived everywhere.
    ///
    /// # Errors
    /// When something does not.
    pub fn finish(&mut self) -> io::Result<()> {
        let end = Instant::now() + PATIENCE;
        for queue in &mut self.queues {
            queue.due.clear();
        }
        while self.ledger.unfinished > 0 {
            if Instant::now() > end {
                let lost = self.ledger.unfinished;
                return Err(io::Error::other(format!(
                    "{lost} posts did not arrive everywhere"
                )));
            }
            self.wait(Duration::from_millis(100))?;
        }
        Ok(())
    }

    /// Posts what is due in `room`, as far as somebody there has nothing else to do.
    fn post(&mut self, room: usize) -> io::Result<()> {
        let queue = &mut self.queues[room];
        while let (Some(due), Some(index)) = (queue.due.front(), queue.idle.last()) {
            let author = &mut self.authors[*index];
            let number = self.ledger.begin(room, *due);
            author.ask(number)?;
            queue.due.pop_front();
            queue.idle.pop();
        }
        Ok(())
    }

    /// Takes what comes within `most`.
    fn wait(&mut self, most: Duration) -> io::Result<()> {
        // The system counts in milliseconds: the last one is waited for awake.
        let timeout = most.saturating_sub(Duration::from_millis(1));
        match self.poll.poll(&mut self.events, Some(timeout)) {
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            polled => polled?,
        }
        for event in &self.events {
            let Token(index) = event.token();
            if let Some(author) = self.authors.get_mut(index) {
                if let Some(number) = author.answered(&mut self.buffer)? {
                    self.queues[author.room].idle.push(index);
                    self.ledger.answered(number);
                }
            } else {
                let socket = &mut self.sockets[index - self.authors.len()];
                socket.read(&mut self.buffer, &mut self.ledger)?;
            }
        }
        Ok(())
    }
}

impl Ledger {
    fn begin(&mut self, room: usize, due: Instant) -> u64 {
        let number = self.first + self.posts.len() as u64;
        self.posts.push(Post {
            room,
            due,
            missing: self.listeners[room] + 1,
        });
        self.unfinished += 1;
        number
    }

    fn answered(&mut self, number: u64) {
        self.seen.posts += 1;
        self.arrived(number, true);
    }

    fn delivered(&mut self, number: u64, frame: &[u8]) {
        if self.frame.is_none() {
            self.frame = Some(frame.to_vec());
        }
        self.seen.deliveries += 1;
        self.arrived(number, false);
    }

    fn arrived(&mut self, number: u64, answer: bool) {
        let index = usize::try_from(number.wrapping_sub(self.first)).unwrap_or(usize::MAX);
        // Nothing but this client's own posts ever comes, each once.
        let post = self.posts.get_mut(index).expect("a number that was given");
        if !answer || self.listeners[post.room] == 0 {
            self.seen.latency.record(post.due.elapsed());
        }
        post.missing = post.missing.checked_sub(1).expect("a post arrives once");
        if post.missing == 0 {
            self.unfinished -= 1;
            self.finished.push(post.room);
        }
    }
}

impl Socket {
    fn read(&mut self, buffer: &mut [u8], ledger: &mut Ledger) -> io::Result<()> {
        let mut pinged = false;
        let mut closed = None;
        let Self { stream, frames } = self;
        drain(stream, buffer, |bytes| {
            frames.take(bytes, |frame| match frame {
                Frame::Post(number, payload) => ledger.delivered(number, payload),
                Frame::Ping => pinged = true,
                Frame::Close(code) => closed = Some(code),
                Frame::Other => {}
            })
        })?;
        if let Some(code) = closed {
            return Err(io::Error::other(format!(
                "the server closed a socket with {code:?}"
            )));
        }
        if pinged {
            stream.write_all(&PONG)?;
        }
        Ok(())
    }
}

impl Author {
    fn ask(&mut self, number: u64) -> io::Result<()> {
        let Self { stream, request, .. } = self;
        let digits = format!("{number:0DIGITS$}");
        let head = request.len();
        request.extend_from_slice(digits.as_bytes());
        // A request is smaller than what a connection takes at once, and the last one has been answered.
        let sent = stream.write_all(request);
        request.truncate(head);
        self.asked = Some(number);
        sent
    }

    /// The number of the post whose answer is complete.
    fn answered(&mut self, buffer: &mut [u8]) -> io::Result<Option<u64>> {
        let mut status = None;
        let Self { stream, answers, .. } = self;
        drain(stream, buffer, |bytes| {
            status = answers.take(bytes)?;
            Ok(())
        })?;
        match status {
            None => Ok(None),
            Some(200) => Ok(self.asked.take()),
            Some(status) => Err(io::Error::other(format!("a post was answered with {status}"))),
        }
    }
}

/// Reads all that is there.
fn drain(
    stream: &mut mio::net::TcpStream,
    buffer: &mut [u8],
    mut each: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    loop {
        match stream.read(buffer) {
            Ok(0) => return Err(io::Error::other("the server closed a connection")),
            Ok(length) => {
                each(&buffer[..length])?;
                // Less than asked for was all there is: epoll tells when there is more.
                if length < buffer.len() {
                    return Ok(());
                }
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A socket, and what came with the answer to its upgrade.
fn upgraded(address: SocketAddr, upgrade: &[u8]) -> io::Result<(mio::net::TcpStream, Vec<u8>)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    stream.write_all(upgrade)?;
    let mut read = Vec::new();
    let mut piece = [0; 4096];
    let end = loop {
        let length = stream.read(&mut piece)?;
        if length == 0 {
            return Err(io::Error::other(
                "the server closed a connection instead of upgrading it",
            ));
        }
        read.extend_from_slice(&piece[..length]);
        if let Some(head) = memchr::memmem::find(&read, b"\r\n\r\n") {
            break head + 4;
        }
    };
    if !read.starts_with(b"HTTP/1.1 101 ") {
        let answer = String::from_utf8_lossy(&read).into_owned();
        return Err(io::Error::other(format!("the server upgraded nothing: {answer}")));
    }
    stream.set_nonblocking(true)?;
    Ok((mio::net::TcpStream::from_std(stream), read.split_off(end)))
}

fn open(address: SocketAddr) -> io::Result<mio::net::TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_nonblocking(true)?;
    Ok(mio::net::TcpStream::from_std(stream))
}
