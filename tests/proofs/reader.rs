//! Somebody who has the page open, through everything: applies frames by the rules of the cursor and comes back by
//! itself, as the browser's script does.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::{task::JoinHandle, time::sleep};

use super::{
    audit::Audit,
    chat::{Chat, NEWEST, Row, attribute, rows_of},
    report::{Fault, Seen, ensure},
};
use crate::support::socket::{Got, Socket};

/// Before it tries again.
const PAUSE: Duration = Duration::from_millis(10);

/// For the last frames, when all is quiet.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the page shows.
#[derive(Default)]
struct View {
    rows: BTreeMap<i64, Row>,
    /// The cursor.
    last: i64,
    epoch: String,
    /// All that it has ever shown.
    shown: Vec<Row>,
    opened: u64,
    holes: u64,
    resets: u64,
    wrong: Vec<String>,
}

/// An open page.
pub struct Reader {
    view: Arc<Mutex<View>>,
    task: JoinHandle<()>,
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Reader {
    pub fn open(chat: Arc<Chat>) -> Self {
        let view = Arc::<Mutex<View>>::default();
        let task = tokio::spawn(read(chat, view.clone()));
        Self { view, task }
    }

    /// Waits for the last frames, and compares the page with the database and with a fresh load.
    pub async fn compare(&self, audit: &Audit, chat: &Chat) -> Result<Seen, Fault> {
        let last_seq = audit.last_seq();
        let began = Instant::now();
        while lock(&self.view).last < last_seq {
            ensure(began.elapsed() < PATIENCE && !self.task.is_finished(), || {
                let view = lock(&self.view);
                format!("the page stays at {} of {last_seq}: {:?}", view.last, view.wrong)
            })?;
            sleep(PAUSE).await;
        }
        let fresh = chat.get(NEWEST).await.expect("the server answers");
        let fresh = rows_of(&fresh.body);
        let view = lock(&self.view);
        ensure(view.wrong.is_empty(), || format!("the page saw {:?}", view.wrong))?;
        let first = view.rows.keys().next().copied().unwrap_or(1);
        let shown: Vec<_> = view.rows.values().collect();
        let kept: Vec<_> = audit.rows.iter().filter(|row| row.seq >= first).collect();
        ensure(shown == kept, || {
            let differ = shown.iter().zip(&kept).find(|(shown, kept)| shown != kept);
            format!(
                "the page has {} rows where the database has {}: {differ:?}",
                shown.len(),
                kept.len()
            )
        })?;
        let phantom = view.shown.iter().find(|row| audit.row(row.seq) != Some(row));
        ensure(phantom.is_none(), || format!("shown and not kept: {phantom:?}"))?;
        ensure(
            fresh
                .iter()
                .rev()
                .zip(audit.rows.iter().rev())
                .all(|(a, b)| a == b)
                && !fresh.is_empty(),
            || "a fresh load differs from the database".to_owned(),
        )?;
        Ok(Seen::default()
            .with("shown to a reader", view.shown.len())
            .with("who came back", view.opened.saturating_sub(1))
            .with("with holes", view.holes)
            .with("and resets", view.resets))
    }
}

fn lock(view: &Mutex<View>) -> MutexGuard<'_, View> {
    view.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn read(chat: Arc<Chat>, view: Arc<Mutex<View>>) {
    loop {
        let unread = lock(&view).epoch.is_empty();
        if unread && !load(&chat, &view).await {
            sleep(PAUSE).await;
            continue;
        }
        let (last, epoch) = {
            let view = lock(&view);
            (view.last, view.epoch.clone())
        };
        let path = format!("/ws?group=1&since={last}&epoch={epoch}");
        let origin = format!("http://{}", chat.address);
        let cookie = &chat.authors[0].cookie;
        let Ok(mut socket) = Socket::connect(&chat.address, cookie, &path, Some(&origin)).await else {
            sleep(PAUSE).await;
            continue;
        };
        lock(&view).opened += 1;
        loop {
            match socket.next().await {
                Got::Messages { from, to, html } => {
                    let resume = lock(&view).apply(from, to, &html);
                    if let Some(last) = resume {
                        socket.try_send(&format!("{{\"resume\": {last}}}")).await;
                    }
                }
                Got::Notice(notice) if notice.get("reset").is_some() => {
                    lock(&view).resets += 1;
                    // Without the server there is no page either: it comes back for both.
                    if !load(&chat, &view).await {
                        lock(&view).epoch.clear();
                        break;
                    }
                }
                Got::Presence(_) | Got::Notice(_) => {}
                Got::Closed(code) => {
                    if matches!(code, Some(1008 | 1009)) {
                        lock(&view).wrong.push(format!("closed with {code:?}"));
                    }
                    break;
                }
            }
        }
    }
}

/// Fetches the window, as a page that opens does.
async fn load(chat: &Chat, view: &Mutex<View>) -> bool {
    let Ok(page) = chat.get(NEWEST).await else {
        return false;
    };
    let list = page.body.split_once("id=\"messages\"").map(|(_, list)| list);
    let Some(list) = list.filter(|_| page.status == 200) else {
        return false;
    };
    let mut view = lock(view);
    view.last = attribute(list, "data-last-seq").parse().expect("a number");
    attribute(list, "data-epoch").clone_into(&mut view.epoch);
    let rows = rows_of(&page.body);
    view.shown.extend(rows.iter().cloned());
    view.rows = rows.into_iter().map(|row| (row.seq, row)).collect();
    true
}

impl View {
    /// Takes a frame; the cursor to resume from if something is missing before it.
    fn apply(&mut self, from: i64, to: i64, html: &str) -> Option<i64> {
        if to <= self.last {
            return None;
        }
        if from > self.last {
            self.holes += 1;
            return Some(self.last);
        }
        for row in rows_of(html) {
            if self.rows.last_key_value().is_some_and(|(&seq, _)| seq >= row.seq) {
                self.wrong.push(format!("twice or out of order: {row:?}"));
            }
            self.shown.push(row.clone());
            self.rows.insert(row.seq, row);
        }
        self.last = to;
        None
    }
}
