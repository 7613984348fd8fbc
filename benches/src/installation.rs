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
    sessions, settings, users,
};
use chrono::Utc;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    Database, DatabaseConnection, EntityTrait,
};
use tempfile::TempDir;
use tokio::runtime;

use crate::{
    requests::{Group, Person},
    scenarios::{PEOPLE, Scenario},
    server::{Server, free_address, on_first_core},
};

/// What production has, and the limits that a load from few people would reach. `settings` is its last section.
const CONFIGURATION: &str = concat!(
    include_str!("../../config/production.yaml"),
    "  limits:\n    messages_per_10s: 1000000\n"
);

/// Rows of one statement.
const CHUNK: usize = 500;

pub struct Installation {
    folder: TempDir,
    program: PathBuf,
    people: Vec<Person>,
}

impl Installation {
    /// An empty one. The folder lies beside this program, because elsewhere it may be in memory.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn make() -> io::Result<Self> {
        let here = std::env::current_exe()?;
        let place = here.parent().unwrap_or(Path::new("."));
        let mut installation = Self {
            folder: tempfile::Builder::new().prefix("bench-").tempdir_in(place)?,
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

    fn database(&self) -> String {
        format!(
            "sqlite://{}?mode=rwc",
            self.folder().join("banter.sqlite").display()
        )
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
