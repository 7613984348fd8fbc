//! A flood: more than can be written, more than anybody reads, more passwords than can be hashed, and requests that never
//! end. Memory is bounded, and given back. Whoever is slow does not slow others down.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{io::AsyncWriteExt, net::TcpStream, task::JoinSet, time::sleep};

use super::{
    chat::{Chat, Wire},
    report::{Budget, Seen, Verdict, ensure},
    slow,
    stage::program,
    stalled::Stalled,
};
use crate::support::{database::Database, server::Server};

/// Who posts as fast as the server answers.
const POSTING: usize = 200;

/// Who asks to be signed in, again and again. A hash takes 19 MiB.
const SIGNING_IN: usize = 100;

/// Requests that never end, of which nobody says beforehand how long they will be.
const ENDLESS: usize = 200;

/// Bytes that each of them sends at most, if it is let.
const EACH: usize = 4 * 1024 * 1024;

/// Posts and pages on a usual day.
const WORK: usize = 200;

const CHUNK: usize = 16 * 1024;

/// KiB over the baseline, at the worst moment.
const MOST: u64 = 256 * 1024;

/// KiB over the baseline, afterwards.
const KEPT: u64 = 160 * 1024;

/// How much longer answers may take for others while people are slow.
const RATIO: f64 = 2.0;

/// Until what is not needed any more is given back.
const PATIENCE: Duration = Duration::from_secs(20);

pub async fn prove(budget: &Budget) -> Verdict {
    let dir = tempfile::TempDir::new().expect("a temporary folder can be made");
    let database = Database::file_in(dir.path());
    let environment = [("MESSAGES_PER_10S", "1000000"), ("SOCKETS_PER_USER", "1000")];
    let server = Server::start_over(database, program(), dir, &environment).await;
    let chat = Arc::new(Chat::of(&server.address(), 8).await);
    let ratio = slow::ratio(&chat).await;
    ensure(ratio.is_none_or(|ratio| ratio <= RATIO), || {
        let ratio = ratio.unwrap_or_default();
        format!("answers take {ratio:.2} times as long while people are slow")
    })?;
    // What a server that has worked holds; not one that was flooded before, or whatever that took would count as nothing.
    work(&chat).await;
    let baseline = server.memory();
    let mut rounds = 0;
    let mut most = 0;
    let mut kept = 0;
    while budget.allows(rounds) {
        rounds += 1;
        most = most.max(pour(&chat, Duration::from_secs(5), &server).await);
        let began = Instant::now();
        loop {
            kept = server.memory();
            if kept < baseline + KEPT || began.elapsed() > PATIENCE {
                break;
            }
            sleep(Duration::from_millis(100)).await;
        }
        ensure(most < baseline + MOST, || {
            format!("{most} KiB at the worst moment, {baseline} KiB before")
        })?;
        ensure(kept < baseline + KEPT, || {
            format!("{kept} KiB {PATIENCE:?} after flood {rounds}, {baseline} KiB before the first")
        })?;
    }
    ensure(chat.ledger().wrong.is_empty(), || {
        format!("{:?}", chat.ledger().wrong)
    })?;
    Ok(Seen::default()
        .with("floods", rounds)
        .with(
            "answers with/without slow people",
            ratio.map_or("too busy to measure".to_owned(), |ratio| format!("{ratio:.2}")),
        )
        .with("acknowledged", chat.acknowledged())
        .with("before (MiB)", baseline / 1024)
        .with("most (MiB)", most / 1024)
        .with("afterwards (MiB)", kept / 1024))
}

/// What a few people do on a usual day: sign in, look, post.
async fn work(chat: &Arc<Chat>) {
    let mut wire = None;
    for number in 0..WORK {
        let post = Arc::new(chat.new_post(number, number));
        chat.attempt(&mut wire, &post).await;
        chat.get("/groups/1").await.expect("an answer");
        if number % 20 == 0 {
            sign_in(chat, &format!("somebody{number}")).await;
        }
    }
}

/// The most memory that it held meanwhile, in KiB.
async fn pour(chat: &Arc<Chat>, time: Duration, server: &Server) -> u64 {
    let stalled = Stalled::open(chat).await;
    let mut endless = JoinSet::new();
    for _ in 0..ENDLESS {
        endless.spawn(send_without_end(chat.clone()));
    }
    // First these alone: as long as others post, the machine has little time for them.
    let before = watch(server, time / 2).await;
    for number in 0..SIGNING_IN {
        endless.spawn(sign_in_without_end(chat.clone(), number));
    }
    let mut pouring = JoinSet::new();
    for lane in 0..POSTING {
        let chat = chat.clone();
        pouring.spawn(async move {
            let mut wire = None;
            for number in 0.. {
                let mut post = chat.new_post(lane, number);
                post.body.push_str(&" and so on".repeat(300));
                chat.attempt(&mut wire, &Arc::new(post)).await;
            }
        });
    }
    let most = watch(server, time).await;
    pouring.shutdown().await;
    endless.shutdown().await;
    stalled.close().await;
    // One more answer: it serves.
    let mut wire = Wire::open(&chat.address).await.expect("the server listens");
    let ping = format!("GET /_ping HTTP/1.1\r\nHost: {}\r\n\r\n", chat.address);
    assert_eq!(wire.ask(ping.as_bytes()).await.expect("an answer").status, 200);
    before.max(most)
}

/// The most memory that it holds within this time, in KiB.
async fn watch(server: &Server, time: Duration) -> u64 {
    let began = Instant::now();
    let mut most = 0;
    while began.elapsed() < time {
        most = most.max(server.memory());
        sleep(Duration::from_millis(20)).await;
    }
    most
}

async fn sign_in_without_end(chat: Arc<Chat>, number: usize) {
    for attempt in 0.. {
        sign_in(&chat, &format!("nobody{number}x{attempt}")).await;
    }
}

/// Under a name that nobody has, which takes a hash as any other.
async fn sign_in(chat: &Chat, name: &str) {
    let form = format!("username={name}&password=correct+horse+battery");
    let request = chat.request("POST", "/login", "", &form);
    // Whatever the answer: it is the hash that counts.
    if let Ok(mut wire) = Wire::open(&chat.address).await {
        let _ = wire.ask(&request).await;
    }
}

/// Sends as much as the server takes, and then stays.
async fn send_without_end(chat: Arc<Chat>) {
    let mut stream = TcpStream::connect(&chat.address)
        .await
        .expect("the server listens");
    let cookie = &chat.authors[0].cookie;
    let head = format!(
        "POST /groups/1/messages HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n",
        chat.address
    );
    let mut chunk = format!("{CHUNK:x}\r\n").into_bytes();
    chunk.resize(chunk.len() + CHUNK, b'a');
    chunk.extend(b"\r\n");
    // An error says that the server takes no more.
    if stream.write_all(head.as_bytes()).await.is_ok() {
        for _ in 0..EACH / CHUNK {
            if stream.write_all(&chunk).await.is_err() {
                break;
            }
        }
    }
    std::future::pending::<()>().await;
}
