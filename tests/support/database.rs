//! The database of a server in a process of its own.
//!
//! A file in the server's folder; where `DATABASE_URL` names PostgreSQL, a database of its own there.

use std::{env, path::Path, thread};

use sea_orm::{ConnectOptions, ConnectionTrait, Database as Connect, DatabaseConnection, DbErr};

/// A fresh database, which goes with its value.
pub struct Database {
    url: String,
    /// Where on PostgreSQL it was made, and its name there.
    made: Option<(String, String)>,
}

impl Database {
    /// Makes one for the server whose files lie in `dir`.
    pub async fn create(dir: &Path) -> Self {
        match env::var("DATABASE_URL") {
            Ok(server) if server.starts_with("postgres") => Self::create_on(server).await,
            _ => Self::file_in(dir),
        }
    }

    /// One that will be a file in `dir`.
    pub fn file_in(dir: &Path) -> Self {
        Self {
            url: format!("sqlite://{}?mode=rwc", dir.join("banter.sqlite").display()),
            made: None,
        }
    }

    /// Makes one on the PostgreSQL at this address.
    pub async fn create_on(server: String) -> Self {
        let name = format!("banter_test_{:016x}", rand::random::<u64>());
        let mut url = url::Url::parse(&server).expect("DATABASE_URL is an address");
        url.set_path(&name);
        let created = execute(&server, &format!("CREATE DATABASE {name}")).await;
        created.expect("PostgreSQL makes a database");
        Self {
            url: url.into(),
            made: Some((server, name)),
        }
    }

    /// Its address, as `DATABASE_URL` takes it.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some((server, name)) = self.made.take() else {
            return;
        };
        // PostgreSQL may not have noticed yet that the server was killed, hence by force.
        let drop = format!("DROP DATABASE {name} WITH (FORCE)");
        // Nothing can be awaited here, and the test's own runtime is busy with this.
        let dropped = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(execute(&server, &drop))
        });
        if let Ok(Err(error)) = dropped.join() {
            // The test may be failing already, and a second panic would end all others.
            eprintln!("a test's database is left behind: {error}");
        }
    }
}

async fn execute(server: &str, statement: &str) -> Result<(), DbErr> {
    let mut options = ConnectOptions::new(server);
    options.max_connections(1).sqlx_logging(false);
    let db: DatabaseConnection = Connect::connect(options).await?;
    db.execute_unprepared(statement).await?;
    db.close().await
}
