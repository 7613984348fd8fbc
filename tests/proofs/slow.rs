//! Whoever sends slowly: heads, bodies, a byte at a time. Part of the proof `flood`.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{io::AsyncWriteExt, net::TcpStream, task::JoinSet, time::sleep};

use super::{chat::Chat, stalled::Stalled};

/// Heads that do not end, and as many bodies.
const EACH: usize = 300;

/// Between two bytes.
const EVERY: Duration = Duration::from_secs(1);

/// Requests of somebody who is not slow.
const REQUESTS: usize = 60;

/// With the slow ones, and without, so many times.
const ROUNDS: usize = 3;

/// A machine on which an answer takes as long without them is too busy to measure anything.
const BUSY: Duration = Duration::from_millis(100);

/// Below this a difference is the machine's, not the server's.
const NOISE: Duration = Duration::from_millis(2);

/// How much longer answers take for others while people send and read slowly; none where the machine is
/// too busy to say.
pub async fn ratio(chat: &Arc<Chat>) -> Option<f64> {
    let mut ratios = Vec::new();
    let mut withouts = Vec::new();
    for _ in 0..ROUNDS {
        let without = answered(chat).await;
        let stalled = Stalled::open(chat).await;
        let mut slow = JoinSet::new();
        for number in 0..2 * EACH {
            slow.spawn(send_slowly(chat.clone(), number % 2 == 0));
        }
        // All of them are connected, and have sent the most of what they will.
        sleep(Duration::from_secs(1)).await;
        let with = answered(chat).await;
        slow.shutdown().await;
        stalled.close().await;
        ratios.push(with.max(NOISE).as_secs_f64() / without.max(NOISE).as_secs_f64());
        withouts.push(without);
    }
    withouts.sort_unstable();
    ratios.sort_by(f64::total_cmp);
    (withouts[ROUNDS / 2] <= BUSY).then(|| ratios[ROUNDS / 2])
}

/// The time that an answer takes on the average, so that one that is long in coming counts, too: pages and posts, each
/// over a connection of its own.
async fn answered(chat: &Arc<Chat>) -> Duration {
    let began = Instant::now();
    for number in 0..REQUESTS {
        if number % 2 == 0 {
            let page = chat.get("/groups/1").await;
            assert_eq!(page.expect("an answer").status, 200);
        } else {
            let post = Arc::new(chat.new_post(0, number));
            assert!(chat.attempt(&mut None, &post).await, "a post was refused");
        }
    }
    began.elapsed() / u32::try_from(REQUESTS).expect("a few")
}

async fn send_slowly(chat: Arc<Chat>, is_head: bool) {
    let mut stream = TcpStream::connect(&chat.address)
        .await
        .expect("the server listens");
    let (host, cookie) = (&chat.address, &chat.authors[0].cookie);
    let mut head = format!("POST /groups/1/messages HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n");
    if is_head {
        head.push_str("X-Slow: ");
    } else {
        head.push_str(
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nbody=",
        );
    }
    // An error says that the server has had enough of it.
    let mut sent = stream.write_all(head.as_bytes()).await;
    while sent.is_ok() {
        sleep(EVERY).await;
        sent = stream.write_all(b"a").await;
    }
}
