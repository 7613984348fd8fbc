//! A server under load, with people who post and one who reads.

use std::{
    env,
    sync::Arc,
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tokio::{task::JoinSet, time::sleep};

use super::{
    audit::Audit,
    chat::Chat,
    reader::Reader,
    report::{Fault, Seen, ensure},
};
use crate::support::{
    database::Database,
    server::{CLI, Program, Server},
};

const AUTHORS: usize = 8;

/// How many people post at once; a debug build is slow enough with fewer.
const LANES: usize = 64;
const LANES_OF_TESTS: usize = 16;

/// Until a server that can serve again does so.
const PATIENCE: Duration = Duration::from_secs(40);

const POLL: Duration = Duration::from_millis(2);

/// For how long nobody is answered where every commit is held.
const QUIET: Duration = Duration::from_millis(250);

/// A server, and all that goes on there.
pub struct Stage {
    pub server: Server,
    pub chat: Arc<Chat>,
    pub audit: Audit,
    reader: Reader,
    posting: JoinSet<()>,
}

/// What `bin/prove` proves; the binary that the tests were built with otherwise.
pub fn program() -> Program {
    match env::var("BANTER_BINARY") {
        Ok(path) => Program {
            binary: path.leak(),
            ..CLI
        },
        Err(_) => CLI,
    }
}

fn is_release() -> bool {
    env::var_os("BANTER_BINARY").is_some()
}

/// Nobody here is told to slow down, and a socket that hears nothing for long is dead.
const ENVIRONMENT: [(&str, &str); 2] = [("MESSAGES_PER_10S", "1000000"), ("HEARTBEAT", "1")];

impl Stage {
    /// On whatever database the tests run on.
    pub async fn set() -> Self {
        let dir = TempDir::new().expect("a temporary folder can be made");
        let database = Database::create(dir.path()).await;
        Self::set_over(database, program(), dir, &[]).await
    }

    /// On this database, with the server's files in `dir` and further variables in its environment.
    pub async fn set_over(
        database: Database,
        program: Program,
        dir: TempDir,
        environment: &[(&str, &str)],
    ) -> Self {
        let environment = [&ENVIRONMENT, environment].concat();
        let server = Server::start_over(database, program, dir, &environment).await;
        let chat = Arc::new(Chat::of(&server.address(), AUTHORS).await);
        Self {
            reader: Reader::open(chat.clone()),
            posting: chat.post_by(if is_release() { LANES } else { LANES_OF_TESTS }),
            audit: Audit::default(),
            server,
            chat,
        }
    }

    /// Waits until so many more messages are acknowledged: the server serves.
    pub async fn progress(&self, messages: usize) -> Result<(), Fault> {
        let (began, before) = (Instant::now(), self.chat.acknowledged());
        while self.chat.acknowledged() < before + messages {
            ensure(began.elapsed() < PATIENCE, || {
                let log = self.server.log();
                let end: Vec<_> = log.lines().rev().take(5).collect();
                format!("nothing is acknowledged for {PATIENCE:?}: {end:?}")
            })?;
            self.heard_well()?;
            sleep(POLL).await;
        }
        Ok(())
    }

    /// Waits until nothing more is acknowledged, because something holds every commit: whoever is answered before
    /// theirs has been by then, so that this need not be a matter of milliseconds.
    pub async fn quiet(&self) -> Result<(), Fault> {
        let began = Instant::now();
        let (mut last, mut since) = (self.chat.acknowledged(), began);
        while since.elapsed() < QUIET {
            ensure(began.elapsed() < PATIENCE, || {
                "acknowledged although every commit is held".to_owned()
            })?;
            sleep(POLL).await;
            let now = self.chat.acknowledged();
            if now != last {
                (last, since) = (now, Instant::now());
            }
        }
        Ok(())
    }

    /// Nobody has been answered what nobody may be.
    fn heard_well(&self) -> Result<(), Fault> {
        let wrong = &self.chat.ledger().wrong;
        ensure(wrong.is_empty(), || {
            format!("{} wrong answers: {:?}", wrong.len(), wrong[0])
        })
    }

    /// Compares what is promised with what is there, and posts some of it again.
    pub async fn look(&mut self, is_thorough: bool) -> Result<(), Fault> {
        let some = {
            let ledger = self.chat.ledger();
            let kept = &ledger.acknowledged;
            // Mostly of the last moments, some of whenever.
            let mut some: Vec<_> = kept.iter().rev().take(4).cloned().collect();
            if !kept.is_empty() {
                some.extend((0..4).map(|_| kept[rand::random_range(0..kept.len())].clone()));
            }
            some
        };
        self.chat.repeat(some).await;
        let url = self.server.database_url().to_owned();
        // The audit tells of wrong answers, too, beside what is lost.
        self.audit.look(&url, &self.chat, is_thorough).await
    }

    /// Everybody finishes their message; then all of it is compared once more, from the beginning.
    pub async fn end(mut self) -> Result<Seen, Fault> {
        self.chat.stop();
        let began = Instant::now();
        while self.posting.try_join_next().is_some() || !self.posting.is_empty() {
            ensure(began.elapsed() < PATIENCE, || {
                format!("{} messages are never acknowledged", self.posting.len())
            })?;
            sleep(POLL).await;
        }
        let mut audit = Audit::default();
        audit.look(self.server.database_url(), &self.chat, true).await?;
        let read = self.reader.compare(&audit, &self.chat).await?;
        Ok(audit.seen(&self.chat).and(read))
    }
}
