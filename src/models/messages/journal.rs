//! The journal: the one writer of timelines in a process.
//!
//! One task takes whatever is queued, writes it in one transaction, commits, answers each caller and
//! publishes in commit order. So a commit is shared by all who wait for it, numbers have no gaps, and
//! nothing is published that is not kept.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use loco_rs::model::ModelError;
use sea_orm::{DatabaseConnection, DbErr};
use sha2::{Digest, Sha256};
use tokio::sync::{mpsc, oneshot};

use super::{Body, Event, Posted, live::Hub};
use crate::{
    channels::Topic,
    models::{
        attachments::Attaching,
        forwards::Forward,
        sessions::hex,
        signals::{self, Signal},
        transactions::begin_write,
    },
};

mod batch;
mod change;
mod checkpoints;
mod following;
mod revision;

pub use change::{Change, ChangeError, Changed};
pub use revision::{Revise, Revision};

use batch::Written;
use following::Followed;

/// Items written in one transaction at most.
const BATCH: usize = 256;

/// A message to be written.
#[derive(Debug, Clone)]
pub struct NewMessage {
    pub group_id: i64,
    pub author_id: i64,
    /// The idempotency key: one author's messages differ in it.
    pub client_id: String,
    pub body: Body,
    /// Files of the author's that no message has yet, in order.
    pub attachments: Vec<Attaching>,
    /// The message that it answers, of the same group.
    pub reply_to: Option<i64>,
    /// What it forwards; its files are copies then.
    pub forward: Option<Box<Forward>>,
}

/// What the journal writes in batches.
#[derive(Debug, Clone)]
enum Write {
    Post(NewMessage),
    Revise(Revision),
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Written now.
    New(Posted),
    /// Written before, by the same request, or so already; as it is now.
    Repeated(Posted),
}

impl Outcome {
    /// The message as it is now.
    #[must_use]
    pub fn posted(self) -> Posted {
        match self {
            Self::New(posted) | Self::Repeated(posted) => posted,
        }
    }
}

/// Why a message was not written or changed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum JournalError {
    /// Too many wait, or the server stops: nothing was written, try again.
    #[error("the journal takes nothing now")]
    Busy,
    /// The author wrote something else under this `client_id`.
    #[error("this client_id belongs to another message")]
    Conflict,
    /// No such group, or none that the author may write in.
    #[error("the group is not there for this author")]
    NotFound,
    /// The group is archived: it can be read, no more.
    #[error("the group is archived")]
    Archived,
    /// They may see it, but not do this.
    #[error("not allowed")]
    Forbidden,
    /// The key of the text that says why not.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// The database failed: nothing was written.
    #[error("the database failed: {0}")]
    Storage(Arc<ModelError>),
}

type Answer = Result<Outcome, JournalError>;

enum Item {
    Write(Write, oneshot::Sender<Answer>),
    Change {
        group_id: i64,
        change: Box<dyn Change>,
        caller: oneshot::Sender<Result<Changed, ChangeError>>,
    },
    /// Answered when all before it is written.
    Flush(oneshot::Sender<()>),
}

/// The way to the journal's task. The task ends with the last of them.
#[derive(Clone)]
pub struct Journal {
    queue: mpsc::Sender<Item>,
    closing: Arc<AtomicBool>,
}

impl Write {
    fn group_id(&self) -> i64 {
        match self {
            Self::Post(message) => message.group_id,
            Self::Revise(revision) => revision.group_id,
        }
    }

    /// Who does it.
    fn user_id(&self) -> i64 {
        match self {
            Self::Post(message) => message.author_id,
            Self::Revise(revision) => revision.actor_id,
        }
    }
}

impl NewMessage {
    /// What makes two requests the same one.
    fn request_hash(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.group_id.to_be_bytes());
        hash.update(self.body.command.as_ref().unwrap_or(&self.body.text));
        if let Some(forward) = &self.forward {
            // Each request makes copies of its own.
            forward.hash(&mut hash);
        } else if !self.attachments.is_empty() {
            // No text has it.
            hash.update(b"\0");
            for file in &self.attachments {
                file.hash(&mut hash);
            }
        }
        if let Some(id) = self.reply_to {
            hash.update(b"\0reply");
            hash.update(id.to_be_bytes());
        }
        hex(&hash.finalize())
    }
}

impl Journal {
    /// A journal over `db`, with room for `queue` waiting posts. Without a hub nothing is published.
    #[must_use]
    pub fn start(db: DatabaseConnection, hub: Option<Arc<Hub>>, queue: usize) -> Self {
        let (sender, items) = mpsc::channel(queue);
        let closing = Arc::<AtomicBool>::default();
        tokio::spawn(checkpoints::run(db.clone(), Arc::downgrade(&closing)));
        tokio::spawn(work(db, hub, items));
        Self {
            queue: sender,
            closing,
        }
    }

    /// Writes a message. `Ok` says that it is committed and will survive a power cut.
    ///
    /// # Errors
    /// [`JournalError`]; in every case nothing was written by this call.
    pub async fn post(&self, message: NewMessage) -> Answer {
        self.write(Write::Post(message)).await
    }

    /// Changes a message. `Ok` says that it is committed.
    ///
    /// # Errors
    /// [`JournalError`]; nothing was changed then.
    pub async fn revise(&self, revision: Revision) -> Answer {
        self.write(Write::Revise(revision)).await
    }

    async fn write(&self, write: Write) -> Answer {
        if !self.is_open() {
            return Err(JournalError::Busy);
        }
        let (answer, answered) = oneshot::channel();
        self.queue
            .try_send(Item::Write(write, answer))
            .map_err(|_| JournalError::Busy)?;
        answered.await.unwrap_or(Err(JournalError::Busy))
    }

    /// Makes a change of the group `group_id`. `Ok` says that it is committed.
    ///
    /// # Errors
    /// [`ChangeError`]; nothing was changed then.
    pub async fn change(&self, group_id: i64, change: impl Change) -> Result<Changed, ChangeError> {
        if !self.is_open() {
            return Err(ChangeError::Busy);
        }
        let (caller, answered) = oneshot::channel();
        let item = Item::Change {
            group_id,
            change: Box::new(change),
            caller,
        };
        self.queue.try_send(item).map_err(|_| ChangeError::Busy)?;
        answered.await.unwrap_or(Err(ChangeError::Busy))
    }

    /// Whether it takes posts: not while it closes, nor should its task have ended.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.closing.load(Ordering::Acquire) && !self.queue.is_closed()
    }

    /// Takes nothing more and waits until all that was taken is written and published.
    pub async fn close(&self) {
        self.closing.store(true, Ordering::Release);
        let (flush, flushed) = oneshot::channel();
        if self.queue.send(Item::Flush(flush)).await.is_ok() {
            // An error says that the task has ended, and with it all that it had taken.
            let _ = flushed.await;
        }
    }
}

async fn work(db: DatabaseConnection, hub: Option<Arc<Hub>>, mut items: mpsc::Receiver<Item>) {
    let mut taken = Vec::with_capacity(BATCH);
    while items.recv_many(&mut taken, BATCH).await > 0 {
        let mut writes = Vec::with_capacity(taken.len());
        let mut flushes = Vec::new();
        for item in taken.drain(..) {
            match item {
                Item::Write(write, caller) => writes.push((write, caller)),
                Item::Change {
                    group_id,
                    change,
                    caller,
                } => {
                    // In the order in which they came: who is removed can't write after it.
                    let _ = settle(&db, hub.as_deref(), std::mem::take(&mut writes)).await;
                    let changed = make(&db, hub.as_deref(), group_id, &*change).await;
                    // A caller that has gone needs no answer; so below.
                    let _ = caller.send(changed);
                }
                Item::Flush(caller) => flushes.push(caller),
            }
        }
        // Who asked has been told of an error.
        let _ = settle(&db, hub.as_deref(), writes).await;
        for caller in flushes {
            let _ = caller.send(());
        }
    }
}

/// Makes a change, and lets open pages notice before anything else is written.
async fn make(
    db: &DatabaseConnection,
    hub: Option<&Hub>,
    group_id: i64,
    change: &dyn Change,
) -> Result<Changed, ChangeError> {
    let change::Made { changed, posted } = change::make(db, group_id, change, hub.is_none())
        .await
        .inspect_err(|error| {
            if let ChangeError::Storage(error) = error {
                tracing::error!(%error, group.id = group_id, "a change could not be made");
            }
        })?;
    if let Some(hub) = hub {
        // First those who may not be here any more, so that they do not even hear why.
        signals::act(db, hub, &changed.signals).await;
        publish(hub, posted);
    }
    Ok(changed)
}

/// Writes the batch whole, or, where that fails, item by item, so that one bad item fails alone.
///
/// # Errors
/// When no transaction could begin; all have been told by then.
async fn settle(
    db: &DatabaseConnection,
    hub: Option<&Hub>,
    writes: Vec<(Write, oneshot::Sender<Answer>)>,
) -> Result<(), JournalError> {
    let (items, callers): (Vec<_>, Vec<_>) = writes.into_iter().unzip();
    match write(db, &items).await {
        Ok(Written {
            answers,
            joined,
            followed,
        }) => {
            conclude(hub, answers, callers);
            if let Some(hub) = hub {
                tell(db, hub, followed).await;
                signals::act(db, hub, &arrivals(&joined)).await;
            }
        }
        // Nothing was begun, and nothing would be by trying each: all are told at once.
        Err(Failure::Begin(error)) => {
            tracing::error!(%error, items = items.len(), "no transaction could begin");
            let error = JournalError::Storage(Arc::new(error.into()));
            let told = items.iter().map(|_| Err(error.clone()));
            conclude(hub, told.collect(), callers);
            return Err(error);
        }
        Err(Failure::Write(error)) if items.len() == 1 => {
            tracing::error!(%error, "a message could not be written");
            conclude(hub, vec![Err(JournalError::Storage(Arc::new(error)))], callers);
        }
        Err(Failure::Write(error)) => {
            tracing::warn!(%error, items = items.len(), "a batch failed and is repeated item by item");
            let mut gone = None;
            for (item, caller) in items.into_iter().zip(callers) {
                match &gone {
                    None => gone = Box::pin(settle(db, hub, vec![(item, caller)])).await.err(),
                    // The database has gone meanwhile: nobody waits for it once more for each.
                    Some(error) => conclude(hub, vec![Err(error.clone())], vec![caller]),
                }
            }
        }
    }
    Ok(())
}

/// Where a batch failed.
enum Failure {
    Begin(DbErr),
    Write(ModelError),
}

async fn write(db: &DatabaseConnection, items: &[Write]) -> Result<Written, Failure> {
    if items.is_empty() {
        return Ok(Written::default());
    }
    let txn = begin_write(db).await.map_err(Failure::Begin)?;
    // Dropping the transaction on an error rolls it back.
    let written = batch::write(&txn, items).await.map_err(Failure::Write)?;
    txn.commit().await.map_err(|error| Failure::Write(error.into()))?;
    Ok(written)
}

/// Answers every caller and publishes in commit order. What is repeated is published too: its commit may
/// have been answered by an error, and whoever has it already drops it by its span.
fn conclude(hub: Option<&Hub>, answers: Vec<Answer>, callers: Vec<oneshot::Sender<Answer>>) {
    let mut events = Vec::with_capacity(answers.len());
    for (answer, caller) in answers.into_iter().zip(callers) {
        if let Ok(Outcome::New(posted) | Outcome::Repeated(posted)) = &answer {
            events.push(posted.clone());
        }
        let _ = caller.send(answer);
    }
    if let Some(hub) = hub {
        publish(hub, events);
    }
}

/// Publishes what followed from a batch, after the batch itself.
async fn tell(db: &DatabaseConnection, hub: &Hub, followed: Followed) {
    for event in &followed.events {
        if let Event::Messages { group_id, .. } = event {
            hub.publish(Topic::Group(*group_id), event);
        }
    }
    let resets = followed.reset.into_iter();
    let resets: Vec<_> = resets.map(|group_id| Signal::Reset { group_id }).collect();
    signals::act(db, hub, &resets).await;
}

/// What sockets have to notice where people have joined by taking part, by group and user. Mostly nobody has.
fn arrivals(joined: &[(i64, i64)]) -> Vec<Signal> {
    let groups: BTreeSet<i64> = joined.iter().map(|&(group_id, _)| group_id).collect();
    let users: BTreeSet<i64> = joined.iter().map(|&(_, user_id)| user_id).collect();
    let users = users.into_iter().map(|user_id| Signal::Groups { user_id });
    let groups = groups.into_iter().map(|group_id| Signal::Members { group_id });
    users.chain(groups).collect()
}

fn publish(hub: &Hub, posted: Vec<Posted>) {
    for posted in posted {
        let (group_id, to) = (posted.message.group_id, posted.message.version);
        if posted.counts() {
            hub.touch(Topic::Group(group_id));
        }
        let event = Event::Messages {
            group_id,
            from: to - 1,
            to,
            messages: vec![posted],
        };
        hub.publish(Topic::Group(group_id), &event);
    }
}
