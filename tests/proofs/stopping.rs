//! The server is asked to stop under load: whoever has asked something hears an answer, sockets are told to come back,
//! and it ends in time.

use std::{io, sync::Arc, time::Duration};

use futures_util::future::join_all;

use super::{
    chat::{Chat, Post, Wire},
    report::{Budget, Fault, Seen, Verdict, ensure},
    stage::Stage,
};
use crate::support::socket::Socket;

/// Requests whose heads the server has when it is told to stop, and whose bodies come after.
const HALVES: usize = 16;
const SOCKETS: usize = 8;
const DEADLINE: Duration = Duration::from_secs(10);

pub async fn prove(budget: &Budget) -> Verdict {
    let mut stage = Stage::set().await;
    let mut rounds = 0;
    let mut answered = 0;
    let mut slowest = Duration::ZERO;
    while budget.allows(rounds) {
        rounds += 1;
        stage.progress(20).await?;
        let mut sockets = Vec::new();
        for number in 0..SOCKETS {
            let mut socket = open(&stage.chat, number).await;
            // Read from now on: who answers no ping is closed for that.
            sockets.push(tokio::spawn(async move { socket.closed().await }));
        }
        let mut halves = Vec::new();
        for number in 0..HALVES {
            halves.push(
                Half::begin(&stage.chat, number)
                    .await
                    .expect("the server listens"),
            );
        }
        // The answer to a later request says that the server has read the earlier ones.
        stage.progress(64).await?;
        let chat = stage.chat.clone();
        let (ended, answers, codes) = tokio::join!(
            stage.server.terminate(),
            join_all(halves.into_iter().map(|half| half.finish(&chat))),
            join_all(sockets),
        );
        let (status, took) = ended;
        ensure(status.success() && took < DEADLINE, || {
            format!("it ended with {status} after {took:?}")
        })?;
        slowest = slowest.max(took);
        for answer in answers {
            match answer {
                Ok(200 | 503) => answered += 1,
                other => return Err(Fault::Broken(format!("in flight, and answered with {other:?}"))),
            }
        }
        ensure(codes.iter().all(|code| matches!(code, Ok(Some(1012)))), || {
            format!("sockets were closed with {codes:?}")
        })?;
        stage.server.restart().await;
        stage.look(true).await?;
    }
    let seen = Seen::default()
        .with("stops", rounds)
        .with("in flight and answered", answered)
        .with("sockets closed 1012", rounds as usize * SOCKETS)
        .with("slowest stop (ms)", slowest.as_millis());
    Ok(seen.and(stage.end().await?))
}

async fn open(chat: &Chat, number: usize) -> Socket {
    let origin = format!("http://{}", chat.address);
    let cookie = &chat.authors[number % chat.authors.len()].cookie;
    let socket = Socket::connect(&chat.address, cookie, "/ws?group=1&since=0", Some(&origin)).await;
    socket.expect("the socket opens")
}

/// A request that is on its way.
struct Half {
    wire: Wire,
    post: Arc<Post>,
    rest: Vec<u8>,
}

impl Half {
    async fn begin(chat: &Chat, number: usize) -> io::Result<Self> {
        let post = Arc::new(chat.new_post(number, number));
        let mut wire = Wire::open(&chat.address).await?;
        let mut bytes = chat.posting(&post);
        let rest = bytes.split_off(bytes.len() - 10);
        wire.send(&bytes).await?;
        Ok(Self { wire, post, rest })
    }

    async fn finish(mut self, chat: &Chat) -> io::Result<u16> {
        // After the signal, whose own process is started meanwhile.
        tokio::time::sleep(Duration::from_millis(150)).await;
        self.wire.send(&self.rest).await?;
        let answer = self.wire.answer().await?;
        chat.note(&self.post, &answer);
        Ok(answer.status)
    }
}
