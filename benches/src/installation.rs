//! A Banter of its own in a temporary folder: the configuration of production, people, rooms.

use std::{
    fs,
    future::Future,
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
};

use banter::models::{
    groups::{self, Kind},
    memberships::{self, NewMember},
    messages, sessions, settings, users,
};
use chrono::{TimeDelta, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, Database, DatabaseConnection, DbBackend, EntityTrait, QueryFilter,
    TransactionTrait,
    sea_query::Expr,
};
use tempfile::TempDir;
use tokio::runtime;

use crate::{
    requests::{Group, Person},
    scenarios::{PEOPLE, Scenario},
    searching::{Corpus, GROUPS, MEMBERS, MESSAGES, ROOMS},
    server::{Server, free_address, on_first_core},
};

/// What production has, and the limits that a load from few people would reach. `settings` is its last section.
const CONFIGURATION: &str = concat!(
    include_str!("../../config/production.yaml"),
    "  limits:\n    messages_per_10s: 1000000\n    searches_per_10s: 1000000\n"
);

/// Rows of one statement.
const CHUNK: usize = 500;

pub struct Installation {
    folder: TempDir,
    /// Where its database is; in the folder unless somebody says so.
    database: Option<String>,
    program: PathBuf,
    people: Vec<Person>,
}

impl Installation {
    /// An empty one. The folder lies beside this program, because elsewhere it may be in memory.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn make(database: Option<&str>) -> io::Result<Self> {
        let here = std::env::current_exe()?;
        let place = here.parent().unwrap_or(Path::new("."));
        let mut installation = Self {
            folder: tempfile::Builder::new().prefix("bench-").tempdir_in(place)?,
            database: database.map(str::to_owned),
            program: place.join("banter-cli"),
            people: Vec::new(),
        };
        fs::write(installation.folder().join("production.yaml"), CONFIGURATION)?;
        let migrated = installation
            .command(Command::new(&installation.program), free_address()?)
            .args(["db", "migrate"])
            .output()?;
        if !migrated.status.success() {
            let said = String::from_utf8_lossy(&migrated.stderr).into_owned();
            return Err(io::Error::other(format!(
                "the database could not be made:\n{said}"
            )));
        }
        installation.people = installation.with_database(people)?;
        Ok(installation)
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// The groups of a scenario, new ones, with their members: the first with the first people, and so on.
    ///
    /// # Errors
    /// When the database fails.
    pub fn make_groups(&self, scenario: &Scenario) -> io::Result<Vec<i64>> {
        self.with_database(async |db| {
            let mut ids = Vec::new();
            for members in self.people.chunks(scenario.members).take(scenario.rooms) {
                let name = format!("{} {}", scenario.name, ids.len() + 1);
                let group = groups::Entity::insert(group(name))
                    .exec_with_returning(&db)
                    .await
                    .map_err(io::Error::other)?;
                let members = members.iter().map(|person| NewMember::new(group.id, person.id));
                memberships::insert(&db, members)
                    .await
                    .map_err(io::Error::other)?;
                ids.push(group.id);
            }
            Ok(ids)
        })
    }

    /// The groups as a page that is opened now knows them.
    ///
    /// # Errors
    /// When the database fails.
    pub fn look(&self, ids: &[i64]) -> io::Result<Vec<Group>> {
        self.with_database(async |db| {
            let epoch = settings::epoch(&db).await.map_err(io::Error::other)?;
            let mut found = Vec::new();
            for id in ids {
                let group = groups::Entity::find_by_id(*id).one(&db).await;
                let group = group.map_err(io::Error::other)?.expect("it was made before");
                found.push(Group {
                    id: group.id,
                    last_seq: group.last_seq,
                    epoch: epoch.clone(),
                });
            }
            Ok(found)
        })
    }

    /// Starts the server, with its queue and its scheduler, as the README says.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(&self) -> io::Result<Server> {
        let address = free_address()?;
        let mut command = self.command(on_first_core(&self.program), address);
        command.args(["start", "--all"]);
        Server::start(&mut command, address, &self.folder().join("server.log"))
    }

    fn command(&self, mut command: Command, address: SocketAddr) -> Command {
        command
            .current_dir(self.folder())
            .env("LOCO_ENV", "production")
            .env("LOCO_CONFIG_FOLDER", self.folder())
            .env("HOST", format!("http://{address}"))
            .env("BINDING", address.ip().to_string())
            .env("PORT", address.port().to_string())
            .env("DATABASE_URL", self.database());
        command
    }

    /// Runs a task while no server does.
    ///
    /// # Errors
    /// When it fails.
    pub fn task(&self, words: &[&str]) -> io::Result<()> {
        let done = self
            .command(on_first_core(&self.program), free_address()?)
            .arg("task")
            .args(words)
            .output()?;
        if done.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        Err(io::Error::other(format!("{words:?} failed:\n{said}")))
    }

    /// Whether what is said from now on is made findable.
    ///
    /// # Errors
    /// When the database fails.
    pub fn index(&self, index: bool) -> io::Result<()> {
        // What was taken in: all until now, or more than there will ever be.
        let seq = if index { "last_seq" } else { "1000000000000" };
        let write = format!("INSERT INTO search_progress (group_id, seq) SELECT id, {seq} FROM groups");
        self.with_database(async |db| {
            for sql in ["DELETE FROM search_progress", &write] {
                db.execute_unprepared(sql).await.map_err(io::Error::other)?;
            }
            Ok(())
        })
    }

    /// Fills it with groups and with messages of the last two years. Most are said in one large room.
    ///
    /// # Errors
    /// When the database fails.
    pub fn fill(&self, corpus: &mut Corpus) -> io::Result<()> {
        let people: Vec<i64> = self.people.iter().map(|person| person.id).collect();
        self.with_database(async |db| {
            let mut ids = Vec::new();
            for number in 0..ROOMS + GROUPS {
                let kind = if number < ROOMS {
                    Kind::Public
                } else {
                    Kind::Private
                };
                let name = format!("{} {number}", kind.as_str());
                let row = groups::ActiveModel {
                    kind: Set(kind.as_str().to_owned()),
                    ..group(name)
                };
                let made = groups::Entity::insert(row).exec_with_returning(&db).await;
                let made = made.map_err(io::Error::other)?;
                if kind == Kind::Private {
                    let from = number * 7;
                    let members = (0..MEMBERS).map(|n| people[(from + n * 11) % people.len()]);
                    let members = members.map(|id| NewMember::new(made.id, id));
                    memberships::insert(&db, members)
                        .await
                        .map_err(io::Error::other)?;
                }
                ids.push(made.id);
            }
            write_messages(&db, corpus, &people, &ids).await
        })
    }

    fn database(&self) -> String {
        self.database.clone().unwrap_or_else(|| {
            format!(
                "sqlite://{}?mode=rwc",
                self.folder().join("banter.sqlite").display()
            )
        })
    }

    /// Works in the database while no server runs.
    fn with_database<T, F>(&self, work: impl FnOnce(DatabaseConnection) -> F) -> io::Result<T>
    where
        F: Future<Output = io::Result<T>>,
    {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let db = Database::connect(self.database())
                .await
                .map_err(io::Error::other)?;
            let done = work(db.clone()).await;
            db.close().await.map_err(io::Error::other)?;
            done
        })
    }
}

async fn write_messages(
    db: &DatabaseConnection,
    corpus: &mut Corpus,
    people: &[i64],
    groups: &[i64],
) -> io::Result<()> {
    let mut last: Vec<i64> = vec![0; groups.len()];
    let now = Utc::now().fixed_offset();
    let mut number = 0;
    while number < MESSAGES {
        // SQLite commits once for all of them.
        let txn = db.begin().await.map_err(io::Error::other)?;
        for _ in 0..40 {
            let mut rows = Vec::with_capacity(CHUNK);
            for _ in 0..CHUNK {
                let place = match corpus.below(10) {
                    0..5 => 0,
                    5..7 => corpus.below(ROOMS as u64),
                    _ => corpus.below(groups.len() as u64),
                };
                let place = usize::try_from(place).unwrap_or_default();
                let author = usize::try_from(corpus.below(people.len() as u64)).unwrap_or_default();
                last[place] += 1;
                let text = corpus.text();
                rows.push(messages::ActiveModel {
                    id: NotSet,
                    group_id: Set(groups[place]),
                    author_id: Set(people[author]),
                    seq: Set(last[place]),
                    version: Set(last[place]),
                    client_id: Set(format!("filled-{number}")),
                    request_hash: Set(String::new()),
                    html: Set(format!("<p>{text}</p>\n")),
                    body: Set(text),
                    created_at: Set(now - TimeDelta::minutes(i64::from(MESSAGES - number))),
                    edited_at: Set(None),
                    deleted_at: Set(None),
                    line: Set(None),
                    reply_to_id: Set(None),
                    thread_id: Set(None),
                    replies: Set(0),
                });
                number += 1;
            }
            messages::Entity::insert_many(rows)
                .exec_without_returning(&txn)
                .await
                .map_err(io::Error::other)?;
        }
        for (id, last) in groups.iter().zip(&last) {
            groups::Entity::update_many()
                .col_expr(groups::Column::LastSeq, Expr::value(*last))
                .filter(groups::Column::Id.eq(*id))
                .exec(&txn)
                .await
                .map_err(io::Error::other)?;
        }
        txn.commit().await.map_err(io::Error::other)?;
    }
    // PostgreSQL does it by itself, a minute later. SQLite would take the empty index for a small one from then on, and read
    // all of it for each deletion.
    if db.get_database_backend() == DbBackend::Postgres {
        db.execute_unprepared("ANALYZE").await.map_err(io::Error::other)?;
    }
    Ok(())
}

/// Accounts that nobody can sign in to, each with a session: hashing a thousand passwords measures nothing.
async fn people(db: DatabaseConnection) -> io::Result<Vec<Person>> {
    let now = Utc::now().fixed_offset();
    let rows: Vec<_> = (1..=PEOPLE)
        .map(|number| users::ActiveModel {
            id: NotSet,
            username: Set(format!("person{number:04}")),
            username_key: Set(format!("person{number:04}")),
            email: Set(None),
            email_key: Set(None),
            password_hash: Set("none".to_owned()),
            role: Set(users::Role::Member.as_str().to_owned()),
            deactivated_at: Set(None),
            created_at: Set(now),
            updated_at: Set(now),
            ..Default::default()
        })
        .collect();
    for chunk in rows.chunks(CHUNK) {
        users::Entity::insert_many(chunk.iter().cloned())
            .exec_without_returning(&db)
            .await
            .map_err(io::Error::other)?;
    }
    let mut people = Vec::new();
    for user in users::Entity::find().all(&db).await.map_err(io::Error::other)? {
        let started = sessions::start(&db, &user, 1, "")
            .await
            .map_err(io::Error::other)?;
        let started = started.expect("nobody has changed the account meanwhile");
        people.push(Person {
            id: user.id,
            token: started.token,
        });
    }
    Ok(people)
}

fn group(name: String) -> groups::ActiveModel {
    let now = Utc::now().fixed_offset();
    groups::ActiveModel {
        id: NotSet,
        kind: Set(Kind::Private.as_str().to_owned()),
        name_key: Set(groups::name_key(&name)),
        unique_key: Set(None),
        name: Set(name),
        topic: Set(String::new()),
        last_seq: Set(0),
        reset_seq: Set(0),
        created_at: Set(now),
        updated_at: Set(now),
        archived_at: Set(None),
        deleted_at: Set(None),
    }
}
