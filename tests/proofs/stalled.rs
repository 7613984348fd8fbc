//! A hundred readers who never read: the others notice nothing.

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};

use super::{
    chat::{Chat, attribute, rows_of},
    report::{Budget, Fault, Seen, Verdict, ensure},
    stage::program,
};
use crate::support::{
    database::Database,
    server::Server,
    socket::{Got, Socket},
};

const STALLED: usize = 100;
const READERS: usize = 20;

/// Between two messages.
const EVERY: Duration = Duration::from_millis(12);

/// Without the stalled ones, then with them, and so on.
const PHASE: Duration = Duration::from_secs(4);

/// For as long it may take until what the system itself keeps for those who do not read is full.
const PATIENCE: Duration = Duration::from_mins(1);

/// Letters of a message, so that this does not take too long.
const LETTERS: usize = 3000;

/// How much later the slowest hundredth may come.
const RATIO: f64 = 1.2;

/// A machine on which the slowest hundredth takes as long without them is too busy to measure anything.
const BUSY: Duration = Duration::from_millis(100);

/// Below this a difference is the machine's, not the server's.
const NOISE: Duration = Duration::from_millis(2);

/// When each message was due, and when it came to each reader, how much later.
#[derive(Default)]
struct Clock {
    due: Mutex<std::collections::HashMap<String, Instant>>,
    took: Mutex<Vec<(Instant, Duration)>>,
}

pub async fn prove(budget: &Budget) -> Verdict {
    // In memory where there is such a place: how long a disk takes is not what is measured here.
    let memory = Path::new("/dev/shm");
    let dir = if memory.is_dir() {
        TempDir::new_in(memory)
    } else {
        TempDir::new()
    };
    let dir = dir.expect("a temporary folder can be made");
    let database = Database::file_in(dir.path());
    // A hundred sockets of one person, and more.
    let environment = [("MESSAGES_PER_10S", "1000000"), ("SOCKETS_PER_USER", "1000")];
    let server = Server::start_over(database, program(), dir, &environment).await;
    let chat = Arc::new(Chat::of(&server.address(), 2).await);
    let clock = Arc::new(Clock::default());
    let mut tasks = JoinSet::new();
    for _ in 0..READERS {
        let socket = join(&chat).await;
        tasks.spawn(read(socket, clock.clone()));
    }
    tasks.spawn(write(chat.clone(), clock.clone()));
    // Whatever is done once is done.
    sleep(PHASE).await;
    let mut rounds = 0;
    let mut phases = (Vec::new(), Vec::new());
    let mut cut = 0;
    while rounds < 5 || budget.allows(rounds) {
        rounds += 1;
        let without = settled(&clock).await;
        let stalled = Stalled::open(&chat).await;
        let began = Instant::now();
        while stalled.cut() == 0 && began.elapsed() < PATIENCE {
            sleep(Duration::from_millis(20)).await;
        }
        // The time that counts: what the system keeps for them is full, their queues fill up, and they are cut.
        sleep(PHASE / 4).await;
        let with = clock.slowest();
        cut += stalled.close().await;
        phases.0.push(without);
        phases.1.push(with);
    }
    let (without, with) = (middle(&mut phases.0), middle(&mut phases.1));
    if without > BUSY {
        let why = format!("too busy to measure: p99 is {without:?} without a stalled reader");
        return Err(Fault::Impossible(why));
    }
    let ratio = with.max(NOISE).as_secs_f64() / without.max(NOISE).as_secs_f64();
    ensure(cut > 0, || "no stalled reader was ever cut: they read".to_owned())?;
    ensure(ratio <= RATIO, || {
        let (withouts, withs) = &phases;
        format!(
            "p99 with {STALLED} stalled readers is {ratio:.2} times that without: {withs:.1?}, {withouts:.1?}"
        )
    })?;
    ensure(chat.ledger().wrong.is_empty(), || {
        format!("{:?}", chat.ledger().wrong)
    })?;
    Ok(Seen::default()
        .with("readers", READERS)
        .with("stalled", STALLED)
        .with("of them cut", cut)
        .with("rounds", rounds)
        .with("p99 with/without", format!("{ratio:.2}"))
        .with("p99 without (ms)", format!("{:.1}", without.as_secs_f64() * 1e3))
        .with("with (ms)", format!("{:.1}", with.as_secs_f64() * 1e3)))
}

impl Clock {
    /// The time that all but the slowest hundredth took in the phase that ends now.
    fn slowest(&self) -> Duration {
        let now = Instant::now();
        let took = self.took.lock().expect("unpoisoned");
        let phase = took.iter().rev().take_while(|(came, _)| now - *came < PHASE);
        let mut took: Vec<_> = phase.map(|(_, took)| *took).collect();
        took.sort_unstable();
        // Where nothing came, it takes longer than that.
        took.get(took.len() * 99 / 100).copied().unwrap_or(PHASE)
    }
}

/// Of several phases the middle one. What the slowest hundredth of one takes is three messages', and a checkpoint or
/// anything else that the machine does makes those; the best of several is luck.
fn middle(phases: &mut [Duration]) -> Duration {
    phases.sort_unstable();
    phases.get(phases.len() / 2).copied().unwrap_or(PHASE)
}

/// The slowest of a phase without stalled readers, once what they may have held up has come: or it would look as if those
/// were the slow ones.
async fn settled(clock: &Clock) -> Duration {
    let began = Instant::now();
    loop {
        sleep(PHASE).await;
        let slowest = clock.slowest();
        if slowest <= BUSY || began.elapsed() > PATIENCE / 2 {
            return slowest;
        }
    }
}

async fn join(chat: &Chat) -> Socket {
    let page = chat.get("/groups/1").await.expect("the server answers").body;
    let (_, list) = page.split_once("id=\"messages\"").expect("the page of a group");
    let (since, epoch) = (attribute(list, "data-last-seq"), attribute(list, "data-epoch"));
    let path = format!("/ws?group=1&since={since}&epoch={epoch}");
    let origin = format!("http://{}", chat.address);
    let socket = Socket::connect(&chat.address, &chat.authors[0].cookie, &path, Some(&origin)).await;
    socket.expect("the socket opens")
}

async fn read(mut socket: Socket, clock: Arc<Clock>) {
    loop {
        match socket.next().await {
            Got::Messages { html, .. } => {
                let now = Instant::now();
                for row in rows_of(&html) {
                    let due = clock.due.lock().expect("unpoisoned").get(&row.client_id).copied();
                    if let Some(due) = due {
                        clock.took.lock().expect("unpoisoned").push((now, now - due));
                    }
                }
            }
            Got::Closed(code) => panic!("a reader who reads was closed with {code:?}"),
            Got::Presence(_) | Got::Notice(_) => {}
        }
    }
}

/// One message each time that one is due, whether or not the one before has been answered.
async fn write(chat: Arc<Chat>, clock: Arc<Clock>) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut posting = JoinSet::new();
    let wires = Arc::new(Mutex::new(Vec::new()));
    for number in 0.. {
        let due = tick.tick().await.into_std();
        let mut post = chat.new_post(1, number);
        post.body.extend(std::iter::repeat_n('a', LETTERS));
        let post = Arc::new(post);
        clock
            .due
            .lock()
            .expect("unpoisoned")
            .insert(post.client_id.clone(), due);
        let (chat, wires) = (chat.clone(), wires.clone());
        posting.spawn(async move {
            let mut wire = wires.lock().expect("unpoisoned").pop();
            chat.attempt(&mut wire, &post).await;
            wires.lock().expect("unpoisoned").extend(wire);
        });
        while posting.try_join_next().is_some() {}
    }
}

/// Sockets whose readers never read.
pub struct Stalled {
    stop: Arc<AtomicBool>,
    cut: Arc<AtomicUsize>,
    keeping: JoinSet<()>,
}

impl Stalled {
    pub async fn open(chat: &Arc<Chat>) -> Self {
        let stop = Arc::<AtomicBool>::default();
        let cut = Arc::<AtomicUsize>::default();
        let mut keeping = JoinSet::new();
        for _ in 0..STALLED {
            let stream = upgrade(chat).await;
            keeping.spawn(keep(stream, stop.clone(), cut.clone()));
        }
        Self { stop, cut, keeping }
    }

    fn cut(&self) -> usize {
        self.cut.load(Ordering::Acquire)
    }

    /// How many the server has cut.
    pub async fn close(self) -> usize {
        self.stop.store(true, Ordering::Release);
        self.keeping.join_all().await;
        self.cut.load(Ordering::Acquire)
    }
}

/// Reads nothing, until the server has had enough of it.
async fn keep(mut stream: TcpStream, stop: Arc<AtomicBool>, cut: Arc<AtomicUsize>) {
    while !stop.load(Ordering::Acquire) {
        // Not more often, or the server would cut it for saying so much.
        sleep(Duration::from_millis(250)).await;
        // A pong that nobody asked for. Written to, a closed connection says that it is closed.
        if stream.write_all(&[0x8a, 0x80, 0, 0, 0, 0]).await.is_err() {
            cut.fetch_add(1, Ordering::AcqRel);
            return;
        }
    }
}

async fn upgrade(chat: &Chat) -> TcpStream {
    let address = chat.address.parse().expect("an address");
    let socket = TcpSocket::new_v4().expect("a socket");
    // Small, so that what is not read is soon the server's to keep.
    socket.set_recv_buffer_size(4096).expect("the system takes it");
    let mut stream = socket.connect(address).await.expect("the server listens");
    let (host, cookie) = (&chat.address, &chat.authors[0].cookie);
    let request = format!(
        "GET /ws?group=1 HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: {cookie}\r\n\
         Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream
        .write_all(request.as_bytes())
        .await
        .expect("the server reads");
    let mut status = [0; 12];
    stream.read_exact(&mut status).await.expect("the server answers");
    assert_eq!(&status, b"HTTP/1.1 101");
    stream
}
