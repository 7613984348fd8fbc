//! Delivery without a network and without a database.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use futures_util::{Sink, StreamExt, future::ready};
use tokio::{sync::mpsc, task::JoinHandle, time::timeout};

use super::*;

mod crowds;
mod editions;
mod nudges;
mod typing;

const GROUP: Topic = Topic::Group(1);
const EPOCH: &str = "first";
const OPTIONS: SessionOptions = SessionOptions {
    heartbeat: Duration::from_secs(25),
    visible: true,
    lifetime: Duration::from_hours(24),
};

/// An event is its number; its frame is the number in text. Counts the events, then the rolls that it encodes.
#[derive(Clone, Default)]
struct Numbers(Arc<AtomicUsize>, Arc<AtomicUsize>);

impl Encode<i64> for Numbers {
    fn span(&self, event: &i64) -> Option<Span> {
        Some(Span {
            from: event - 1,
            to: *event,
        })
    }

    fn event(&self, event: &i64, edition: Edition) -> Frame {
        self.0.fetch_add(1, Ordering::Relaxed);
        match edition.number() {
            0 => event.to_string(),
            number => format!("{event} in edition {number}"),
        }
        .into()
    }

    fn presence(&self, _: Topic, roll: &Roll, _: Edition) -> Frame {
        self.1.fetch_add(1, Ordering::Relaxed);
        let names: Vec<&str> = roll.named.iter().map(|who| who.name.as_str()).collect();
        format!("here {} {}", roll.count, names.join(",")).into()
    }
}

/// A history of numbers, as a database would keep it.
#[derive(Clone, Default)]
struct History(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    last_seq: i64,
    forbidden: bool,
    /// Waits before it answers, so that a test can publish meanwhile.
    gate: Option<Arc<tokio::sync::Notify>>,
}

impl Source for History {
    async fn catch_up(&self, cursor: &Cursor) -> Catchup {
        let (forbidden, to, gate) = {
            let kept = self.0.lock().expect("unpoisoned");
            (kept.forbidden, kept.last_seq, kept.gate.clone())
        };
        if let Some(gate) = gate {
            gate.notified().await;
        }
        if forbidden {
            return Catchup::Forbidden;
        }
        if cursor.epoch != EPOCH || cursor.since > to {
            return Catchup::Reset {
                epoch: EPOCH.to_owned(),
                last_seq: to,
            };
        }
        let frames = (cursor.since < to).then(|| format!("replay {}..{to}", cursor.since).into());
        Catchup::Replay {
            to,
            frames: frames.into_iter().collect(),
        }
    }
}

fn options() -> HubOptions {
    HubOptions {
        queue: 8,
        sockets_per_user: 3,
        leave_after: Duration::from_secs(10),
    }
}

fn hub() -> Arc<Hub<i64>> {
    Hub::start(Numbers::default(), options())
}

fn owner(user_id: i64, session_id: i64) -> Owner {
    Owner {
        session_id,
        edition: Edition::default(),
        attendee: Attendee {
            name: format!("user{user_id}"),
            user_id,
            username: format!("user{user_id}"),
            picture: None,
        },
    }
}

/// The browser's end of a session that runs in a task.
struct Page {
    says: mpsc::UnboundedSender<Incoming>,
    hears: mpsc::UnboundedReceiver<Outgoing>,
    session: JoinHandle<()>,
}

impl Page {
    fn open(hub: &Arc<Hub<i64>>, owner: Owner, history: &History, since: i64) -> Self {
        let user = Topic::User(owner.attendee.user_id);
        let subscription = hub
            .subscribe(owner, vec![GROUP, user])
            .expect("a place in the hub");
        let (says, incoming) = mpsc::unbounded_channel();
        let (sink, hears) = mpsc::unbounded_channel();
        let stream = futures_util::stream::unfold(incoming, async |mut incoming| {
            Some((incoming.recv().await?, incoming))
        });
        let sink = futures_util::sink::unfold(sink, async |sink, outgoing| {
            sink.send(outgoing)
                .map(|()| sink)
                .map_err(|_| "the browser has gone")
        });
        let session = Session::new(
            subscription,
            Box::pin(stream),
            Box::pin(sink),
            history.clone(),
            OPTIONS,
        );
        let cursor = Cursor {
            since,
            epoch: EPOCH.to_owned(),
        };
        Self {
            says,
            hears,
            session: tokio::spawn(session.run(cursor)),
        }
    }

    async fn next(&mut self) -> Outgoing {
        let next = timeout(Duration::from_mins(10), self.hears.recv()).await;
        next.expect("the server says something")
            .expect("the session runs")
    }

    /// The next text, past pings.
    async fn text(&mut self) -> String {
        loop {
            match self.next().await {
                Outgoing::Text(frame) => return String::from_utf8_lossy(frame.bytes()).into_owned(),
                Outgoing::Ping => {}
                Outgoing::Close(code) => panic!("closed with {code:?}"),
            }
        }
    }

    /// The next text that is no word about presence.
    async fn message(&mut self) -> String {
        loop {
            let text = self.text().await;
            if !text.starts_with("here") {
                return text;
            }
        }
    }

    async fn closed(&mut self) -> CloseCode {
        loop {
            if let Outgoing::Close(code) = self.next().await {
                return code;
            }
        }
    }

    fn say(&self, text: &str) {
        self.says
            .send(Incoming::Text(text.to_owned()))
            .expect("the session listens");
    }
}

fn at(last_seq: i64) -> History {
    History(Arc::new(Mutex::new(Kept {
        last_seq,
        ..Kept::default()
    })))
}

#[tokio::test(start_paused = true)]
async fn what_is_published_reaches_every_page_in_order_and_is_encoded_once() {
    let numbers = Numbers::default();
    let hub = Hub::start(numbers.clone(), options());
    let history = at(0);
    let mut pages = [
        Page::open(&hub, owner(1, 1), &history, 0),
        Page::open(&hub, owner(2, 2), &history, 0),
    ];
    for number in 1..=5 {
        hub.publish(GROUP, &number);
    }
    for page in &mut pages {
        for number in 1..=5 {
            assert_eq!(page.message().await, number.to_string());
        }
    }
    assert_eq!(
        numbers.0.load(Ordering::Relaxed),
        5,
        "encoded once per event, not per page"
    );
}

#[tokio::test(start_paused = true)]
async fn other_groups_are_not_heard() {
    let hub = hub();
    let mut page = Page::open(&hub, owner(1, 1), &at(0), 0);
    hub.publish(Topic::Group(2), &1);
    hub.publish(Topic::User(2), &2);
    hub.publish(GROUP, &3);
    assert_eq!(page.message().await, "3");
}

#[tokio::test(start_paused = true)]
async fn what_is_beside_a_group_is_heard_by_who_listens_to_that() {
    let hub = hub();
    let beside = Topic::Beside(1, "applause");
    let mut listens = hub
        .subscribe(owner(1, 1), vec![GROUP, beside])
        .expect("a place in the hub");
    let mut page = Page::open(&hub, owner(2, 2), &at(0), 0);
    for (topic, number) in [
        beside,
        Topic::Beside(2, "applause"),
        Topic::Beside(1, "other"),
        GROUP,
    ]
    .into_iter()
    .zip(0..)
    {
        hub.publish(topic, &number);
    }
    let mut heard = Vec::new();
    while let Ok(delivery) = listens.deliveries.try_recv() {
        heard.push(String::from_utf8_lossy(delivery.frame.bytes()).into_owned());
    }
    assert_eq!(heard, ["0", "3"]);
    assert_eq!(page.message().await, "3");
    assert_eq!(hub.roll(beside).count, 0, "nobody is counted there");
}

#[tokio::test(start_paused = true)]
async fn a_page_gets_what_it_missed_and_then_what_comes_each_once() {
    let hub = hub();
    let history = at(7);
    let gate = Arc::new(tokio::sync::Notify::new());
    history.0.lock().expect("unpoisoned").gate = Some(gate.clone());
    let mut page = Page::open(&hub, owner(1, 1), &history, 4);
    // Published while the replay is read: 6 and 7 are in it already, 8 is not.
    for number in [6, 7, 8] {
        hub.publish(GROUP, &number);
    }
    gate.notify_one();
    assert_eq!(page.message().await, "replay 4..7");
    assert_eq!(page.message().await, "8");
}

#[tokio::test(start_paused = true)]
async fn a_page_with_a_hole_asks_and_gets_the_rest() {
    let hub = hub();
    let history = at(3);
    let mut page = Page::open(&hub, owner(1, 1), &history, 3);
    assert_eq!(page.text().await, "here 1 user1");
    history.0.lock().expect("unpoisoned").last_seq = 9;
    page.say(r#"{"resume": 5}"#);
    assert_eq!(page.message().await, "replay 5..9");
    hub.publish(GROUP, &9);
    hub.publish(GROUP, &10);
    assert_eq!(page.message().await, "10", "9 was in the replay");
}

#[tokio::test(start_paused = true)]
async fn a_cursor_from_the_future_or_of_another_epoch_starts_anew() {
    let hub = hub();
    let mut page = Page::open(&hub, owner(1, 1), &at(3), 8);
    assert_eq!(
        page.message().await,
        r#"{"reset":{"epoch":"first","last_seq":3}}"#
    );
    hub.publish(GROUP, &4);
    assert_eq!(page.message().await, "4");
}

#[tokio::test(start_paused = true)]
async fn who_may_not_be_here_is_closed_with_1008_and_hears_nothing() {
    let hub = hub();
    let history = at(3);
    history.0.lock().expect("unpoisoned").forbidden = true;
    let mut page = Page::open(&hub, owner(1, 1), &history, 0);
    hub.publish(GROUP, &4);
    assert_eq!(page.next().await, Outgoing::Close(CloseCode::Forbidden));
}

#[tokio::test(start_paused = true)]
async fn a_heartbeat_names_the_latest_number() {
    let hub = hub();
    let mut page = Page::open(&hub, owner(1, 1), &at(3), 3);
    assert_eq!(page.message().await, r#"{"heartbeat":{"last_seq":3}}"#);
    assert_eq!(page.next().await, Outgoing::Ping);
    page.says.send(Incoming::Pong).expect("the session listens");
    hub.publish(GROUP, &4);
    assert_eq!(page.message().await, "4");
    assert_eq!(page.message().await, r#"{"heartbeat":{"last_seq":4}}"#);
}

#[tokio::test(start_paused = true)]
async fn two_unanswered_heartbeats_end_the_socket_and_answers_keep_it() {
    let hub = hub();
    let history = at(0);
    let mut silent = Page::open(&hub, owner(1, 1), &history, 0);
    let mut alive = Page::open(&hub, owner(2, 2), &history, 0);
    for _ in 0..4 {
        while alive.next().await != Outgoing::Ping {}
        alive.says.send(Incoming::Pong).expect("the session listens");
    }
    assert_eq!(silent.closed().await, CloseCode::Normal);
    hub.publish(GROUP, &1);
    while alive.message().await != "1" {}
}

/// A connection over which nothing gets through.
struct Stuck;

impl Sink<Outgoing> for Stuck {
    type Error = &'static str;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Pending
    }

    fn start_send(self: Pin<&mut Self>, _: Outgoing) -> Result<(), Self::Error> {
        Err("never ready")
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Pending
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Pending
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_that_does_not_read_is_cut_and_the_others_hear_everything() {
    let hub = hub();
    let history = at(0);
    let stuck = hub
        .subscribe(owner(1, 1), vec![GROUP])
        .expect("a place in the hub");
    let session = Session::new(
        stuck,
        futures_util::stream::pending().boxed(),
        Stuck,
        history.clone(),
        OPTIONS,
    );
    let session = tokio::spawn(session.run(Cursor {
        since: 0,
        epoch: EPOCH.to_owned(),
    }));
    let mut page = Page::open(&hub, owner(2, 2), &history, 0);
    // More than the queue of the one that is stuck; publishing never waits for it.
    for number in 1..=20 {
        hub.publish(GROUP, &number);
        assert_eq!(page.message().await, number.to_string());
    }
    timeout(Duration::from_secs(1), session)
        .await
        .expect("cut in time")
        .expect("no panic");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_takes_nothing_is_let_go_even_in_a_quiet_group() {
    let hub = hub();
    let place = hub
        .subscribe(owner(1, 1), vec![GROUP])
        .expect("a place in the hub");
    let stream = futures_util::stream::pending().boxed();
    let session = Session::new(place, stream, Stuck, at(0), OPTIONS);
    let cursor = Cursor {
        since: 0,
        epoch: EPOCH.to_owned(),
    };
    timeout(Duration::from_mins(2), session.run(cursor))
        .await
        .expect("let go");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_asks_without_end_is_told_to_come_later() {
    let hub = hub();
    let mut page = Page::open(&hub, owner(1, 1), &at(3), 3);
    for _ in 0..70 {
        page.say(r#"{"resume": 0}"#);
    }
    assert_eq!(page.closed().await, CloseCode::Overflow);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_expires_ends_its_socket() {
    let hub = hub();
    let mut page = Page::open(&hub, owner(1, 1), &at(0), 0);
    let began = tokio::time::Instant::now();
    let code = loop {
        match page.hears.recv().await.expect("the session runs") {
            Outgoing::Ping => page.says.send(Incoming::Pong).expect("the session listens"),
            Outgoing::Close(code) => break code,
            Outgoing::Text(_) => {}
        }
    };
    assert_eq!((code, began.elapsed()), (CloseCode::Forbidden, OPTIONS.lifetime));
}

#[tokio::test(start_paused = true)]
async fn an_overflow_closes_with_1013() {
    let hub = hub();
    let history = at(0);
    let gate = Arc::new(tokio::sync::Notify::new());
    history.0.lock().expect("unpoisoned").gate = Some(gate);
    let mut page = Page::open(&hub, owner(1, 1), &history, 0);
    for number in 1..=9 {
        hub.publish(GROUP, &number);
    }
    assert_eq!(page.closed().await, CloseCode::Overflow);
}

#[tokio::test(start_paused = true)]
async fn presence_gives_way_to_messages_when_a_page_is_behind() {
    let hub = hub();
    let mut slow = hub
        .subscribe(owner(1, 1), vec![GROUP])
        .expect("a place in the hub");
    for number in 1..=4 {
        hub.publish(GROUP, &number);
    }
    let visitor = hub
        .subscribe(owner(2, 2), vec![GROUP])
        .expect("a place in the hub");
    visitor.set_visible(true);
    tokio::time::sleep(Duration::from_secs(2)).await;
    for number in 5..=8 {
        hub.publish(GROUP, &number);
    }
    let mut spans = Vec::new();
    while let Ok(delivery) = slow.deliveries.try_recv() {
        spans.push(delivery.span.map(|span| span.to));
    }
    assert_eq!(
        spans,
        (1..=8).map(Some).collect::<Vec<_>>(),
        "no room was taken by presence"
    );
}

#[tokio::test(start_paused = true)]
async fn who_may_not_come_back_is_here_no_longer_and_others_are_for_a_while() {
    let hub = hub();
    let place = |user, session| {
        let place = hub.subscribe(owner(user, session), vec![GROUP]);
        let place = place.expect("a place in the hub");
        place.set_visible(true);
        place
    };
    let here = || {
        let mut here = hub.attendees(GROUP);
        here.sort_unstable();
        here
    };
    let (banned, removed, reloads) = (place(1, 1), place(2, 2), place(3, 3));
    // One of their pages has closed just now.
    drop(place(1, 4));
    hub.cut_user(1);
    assert_eq!(here(), [2, 3]);
    hub.cut_user_from(1, 2);
    assert_eq!(here(), [3]);
    // What was under way as they were cut.
    banned.set_visible(true);
    drop((banned, removed));
    assert_eq!(here(), [3]);
    hub.restart();
    drop(reloads);
    assert_eq!(here(), [3], "for a while");
}

#[tokio::test(start_paused = true)]
async fn signing_out_cuts_the_sockets_of_that_session_only() {
    let hub = hub();
    let history = at(0);
    let mut out = Page::open(&hub, owner(1, 1), &history, 0);
    let mut other = Page::open(&hub, owner(1, 2), &history, 0);
    hub.cut_session(1);
    assert_eq!(out.closed().await, CloseCode::Forbidden);
    hub.publish(GROUP, &1);
    assert_eq!(other.message().await, "1");
}

#[tokio::test(start_paused = true)]
async fn a_user_can_be_cut_everywhere_or_everywhere_else() {
    let hub = hub();
    let history = at(0);
    let mut here = Page::open(&hub, owner(1, 1), &history, 0);
    let mut elsewhere = Page::open(&hub, owner(1, 2), &history, 0);
    hub.cut_user_but(1, &[1].into());
    assert_eq!(elsewhere.closed().await, CloseCode::Forbidden);
    hub.publish(GROUP, &1);
    assert_eq!(here.message().await, "1");
    hub.cut_user(1);
    assert_eq!(here.closed().await, CloseCode::Forbidden);
}

#[tokio::test(start_paused = true)]
async fn who_is_cut_from_a_group_hears_nothing_more_of_it_and_stays_elsewhere() {
    const OTHER: Topic = Topic::Group(2);
    const BESIDE: Topic = Topic::Beside(1, "applause");
    let hub = hub();
    let mut cut = hub.subscribe(owner(1, 1), vec![GROUP]).expect("a place");
    let mut beside = hub.subscribe(owner(1, 1), vec![BESIDE]).expect("a place");
    let mut elsewhere = hub.subscribe(owner(1, 1), vec![OTHER]).expect("a place");
    let mut stays = hub.subscribe(owner(2, 2), vec![GROUP]).expect("a place");
    hub.publish(GROUP, &1);
    hub.cut_user_from(1, 1);
    hub.publish(GROUP, &2);
    hub.publish(BESIDE, &1);
    hub.publish(OTHER, &1);
    assert_eq!(*beside.closed.borrow(), Some(CloseCode::Forbidden));
    assert!(beside.deliveries.try_recv().is_err(), "what came after");
    assert_eq!(*cut.closed.borrow(), Some(CloseCode::Forbidden));
    assert!(cut.deliveries.try_recv().is_ok(), "what came before");
    assert!(cut.deliveries.try_recv().is_err(), "what came after");
    for others in [&mut elsewhere, &mut stays] {
        assert_eq!(*others.closed.borrow(), None);
        assert!(others.deliveries.try_recv().is_ok());
    }
}

#[tokio::test(start_paused = true)]
async fn a_group_that_is_gone_cuts_everybody_in_it() {
    let hub = hub();
    let history = at(0);
    let mut pages = [
        Page::open(&hub, owner(1, 1), &history, 0),
        Page::open(&hub, owner(2, 2), &history, 0),
    ];
    let elsewhere = hub
        .subscribe(owner(1, 1), vec![Topic::Group(2)])
        .expect("a place");
    let beside = hub
        .subscribe(owner(1, 1), vec![Topic::Beside(1, "applause")])
        .expect("a place");
    hub.cut_group(1);
    assert_eq!(*beside.closed.borrow(), Some(CloseCode::Forbidden));
    for page in &mut pages {
        assert_eq!(page.closed().await, CloseCode::Forbidden);
    }
    assert_eq!(*elsewhere.closed.borrow(), None);
}

#[tokio::test(start_paused = true)]
async fn one_event_for_many_topics_is_encoded_once() {
    let numbers = Numbers::default();
    let hub = Hub::start(numbers.clone(), options());
    let mut subscriptions: Vec<_> = (1..=3)
        .map(|id| {
            hub.subscribe(owner(id, id), vec![Topic::User(id)])
                .expect("a place")
        })
        .collect();
    hub.publish_to_all([1, 3, 99].map(Topic::User), &7);
    let told: Vec<bool> = subscriptions
        .iter_mut()
        .map(|subscription| subscription.deliveries.try_recv().is_ok())
        .collect();
    assert_eq!(told, [true, false, true]);
    assert_eq!(numbers.0.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn who_is_sent_away_by_a_restart_may_come_back_at_once() {
    let hub = hub();
    let history = at(0);
    let mut page = Page::open(&hub, owner(1, 1), &history, 0);
    assert!(page.text().await.starts_with("here"));
    hub.restart();
    assert_eq!(page.closed().await, CloseCode::Restart);
    let mut back = Page::open(&hub, owner(1, 1), &history, 0);
    hub.publish(GROUP, &1);
    assert_eq!(back.message().await, "1");
}

#[tokio::test(start_paused = true)]
async fn who_is_here_is_known_by_id() {
    let hub = hub();
    let history = at(0);
    let mut page = Page::open(&hub, owner(7, 1), &history, 0);
    assert!(page.text().await.starts_with("here"));
    assert_eq!(hub.attendees(GROUP), [7]);
    assert!(hub.attendees(Topic::Group(2)).is_empty());
}

#[tokio::test(start_paused = true)]
async fn stopping_closes_all_with_1012_and_takes_no_more() {
    let hub = hub();
    let history = at(0);
    let mut page = Page::open(&hub, owner(1, 1), &history, 0);
    let closing = tokio::spawn({
        let hub = hub.clone();
        async move { hub.close().await }
    });
    assert_eq!(page.closed().await, CloseCode::Restart);
    drop(page.says);
    closing.await.expect("all sockets have gone");
    page.session.await.expect("no panic");
    assert_eq!(
        hub.subscribe(owner(2, 2), vec![GROUP]).err(),
        Some(Refused::Closing)
    );
}

#[tokio::test(start_paused = true)]
async fn a_user_has_so_many_sockets_and_may_open_another_when_one_closes() {
    let hub = hub();
    let mut open: Vec<_> = (0..3).map(|_| hub.subscribe(owner(1, 1), vec![GROUP])).collect();
    assert!(open.iter().all(Result::is_ok));
    assert_eq!(
        hub.subscribe(owner(1, 1), vec![GROUP]).err(),
        Some(Refused::TooMany)
    );
    assert!(
        hub.subscribe(owner(2, 2), vec![GROUP]).is_ok(),
        "others are not concerned"
    );
    open.pop();
    assert!(hub.subscribe(owner(1, 1), vec![GROUP]).is_ok());
}

#[tokio::test(start_paused = true)]
async fn who_is_here_is_told_at_once_and_leaving_after_a_while() {
    let hub = hub();
    let history = at(0);
    let mut stays = Page::open(&hub, owner(1, 1), &history, 0);
    assert_eq!(stays.text().await, "here 1 user1");
    let leaves = Page::open(&hub, owner(2, 2), &history, 0);
    assert_eq!(stays.text().await, "here 2 user1,user2");
    let left = tokio::time::Instant::now();
    drop(leaves.says);
    while stays.text().await != "here 1 user1" {
        stays.says.send(Incoming::Pong).expect("the session listens");
    }
    assert!(
        left.elapsed() >= Duration::from_secs(10),
        "a reload is no leaving"
    );
    assert!(left.elapsed() < Duration::from_secs(13));
}

#[tokio::test(start_paused = true)]
async fn a_hidden_page_is_not_here_and_one_of_two_pages_is_enough() {
    let hub = hub();
    let history = at(0);
    let mut watcher = Page::open(&hub, owner(1, 1), &history, 0);
    let one = Page::open(&hub, owner(2, 2), &history, 0);
    let other = Page::open(&hub, owner(2, 2), &history, 0);
    while watcher.text().await != "here 2 user1,user2" {}
    one.say(r#"{"visible": false}"#);
    tokio::time::sleep(Duration::from_secs(20)).await;
    assert_eq!(hub.roll(GROUP).count, 2, "the other page is still in front");
    other.say(r#"{"visible": false}"#);
    while watcher.text().await != "here 1 user1" {}
    other.say(r#"{"visible": true}"#);
    while watcher.text().await != "here 2 user1,user2" {}
}

#[tokio::test(start_paused = true)]
async fn a_page_that_connects_hidden_is_not_here_for_a_moment_either() {
    let hub = hub();
    let place = hub
        .subscribe(owner(1, 1), vec![GROUP])
        .expect("a place in the hub");
    let hidden = SessionOptions {
        visible: false,
        ..OPTIONS
    };
    let sink = Counting::default();
    let stream = futures_util::stream::pending().boxed();
    let session = Session::new(place, stream, sink.clone(), at(0), hidden);
    let cursor = Cursor {
        since: 0,
        epoch: EPOCH.to_owned(),
    };
    let running = tokio::spawn(session.run(cursor));
    while sink.flushed.load(Ordering::Relaxed) == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(hub.roll(GROUP).count, 0);
    running.abort();
}

#[tokio::test(start_paused = true)]
async fn only_fifty_names_are_told_and_all_are_counted() {
    let hub = hub();
    let places: Vec<_> = (100..200)
        .map(|id| {
            hub.subscribe(owner(id, id), vec![GROUP])
                .expect("a place in the hub")
        })
        .inspect(|place| place.set_visible(true))
        .collect();
    let roll = hub.roll(GROUP);
    assert_eq!((roll.count, roll.named.len()), (100, 50));
    assert_eq!(roll.named[0].name, "user100");
    drop(places);
}

#[tokio::test(start_paused = true)]
async fn nonsense_is_ignored_and_a_flood_of_it_ends_the_socket() {
    let hub = hub();
    let mut page = Page::open(&hub, owner(1, 1), &at(0), 0);
    for nonsense in [
        "",
        "{",
        "[]",
        "null",
        r#"{"resume":"x"}"#,
        r#"{"unknown":1}"#,
        r#"{"resume":1e99}"#,
    ] {
        page.say(nonsense);
    }
    hub.publish(GROUP, &1);
    assert_eq!(page.message().await, "1");
    for _ in 0..300 {
        page.say("{}");
    }
    assert_eq!(page.closed().await, CloseCode::Forbidden);
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_too_large_closes_with_1009() {
    let hub = hub();
    let mut page = Page::open(&hub, owner(1, 1), &at(0), 0);
    page.says
        .send(Incoming::Fault(CloseCode::TooLarge))
        .expect("the session listens");
    assert_eq!(page.closed().await, CloseCode::TooLarge);
}

/// Counts the flushes of a connection that takes everything.
#[derive(Clone, Default)]
struct Counting {
    fed: Arc<AtomicUsize>,
    flushed: Arc<AtomicUsize>,
}

impl Sink<Outgoing> for Counting {
    type Error = &'static str;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn start_send(self: Pin<&mut Self>, _: Outgoing) -> Result<(), Self::Error> {
        self.fed.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.flushed.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }
}

#[tokio::test(start_paused = true)]
async fn everything_that_is_queued_is_flushed_once() {
    let hub = hub();
    let place = hub
        .subscribe(owner(1, 1), vec![GROUP])
        .expect("a place in the hub");
    for number in 1..=8 {
        hub.publish(GROUP, &number);
    }
    let sink = Counting::default();
    let session = Session::new(
        place,
        futures_util::stream::pending().boxed(),
        sink.clone(),
        at(0),
        OPTIONS,
    );
    let running = tokio::spawn(session.run(Cursor {
        since: 0,
        epoch: EPOCH.to_owned(),
    }));
    while sink.fed.load(Ordering::Relaxed) < 9 {
        tokio::task::yield_now().await;
    }
    tokio::task::yield_now().await;
    // One flush after catching up, with the roll; one for the eight.
    assert_eq!(sink.flushed.load(Ordering::Relaxed), 2);
    running.abort();
    ready(()).await;
}

#[tokio::test(start_paused = true)]
async fn pages_that_were_too_slow_leave_nothing_behind() {
    let hub = hub();
    let history = at(0);
    let gate = Arc::new(tokio::sync::Notify::new());
    history.0.lock().expect("unpoisoned").gate = Some(gate);
    let pages: Vec<_> = (0..50)
        .map(|number| Page::open(&hub, owner(number, number), &history, 0))
        .collect();
    for number in 1..=1000 {
        hub.publish(GROUP, &number);
    }
    for mut page in pages {
        assert_eq!(page.closed().await, CloseCode::Overflow);
        drop(page.says);
        page.session.await.expect("no panic");
    }
    tokio::time::sleep(Duration::from_secs(15)).await;
    assert_eq!(hub.size(), (0, 0, 0), "sockets, users and topics");
}

#[tokio::test(start_paused = true)]
async fn pages_that_have_gone_leave_nothing_behind() {
    let hub = hub();
    let history = at(0);
    for round in 0..50 {
        let page = Page::open(&hub, owner(round, round), &history, 0);
        drop(page.says);
        page.session.await.expect("no panic");
    }
    tokio::time::sleep(Duration::from_secs(15)).await;
    assert_eq!(hub.size(), (0, 0, 0), "sockets, users and topics");
}
