//! PostgreSQL itself is killed under load: Banter stays up, says so, and gets back to it by itself.

use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database as Connect, DatabaseConnection};
use tempfile::TempDir;
use tokio::time::sleep;

use super::{
    machine::Cluster,
    report::{Budget, Seen, Verdict, ensure},
    stage::{Stage, program},
};
use crate::support::database::Database;

/// Has every commit of a message wait, within PostgreSQL, for whoever holds the lock 1.
const WAIT: &str = "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON messages DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION wait()";

pub async fn prove(budget: &Budget) -> Verdict {
    let cluster = Cluster::get()?;
    let dir = TempDir::new().expect("a temporary folder can be made");
    let database = Database::create_on(cluster.url.clone()).await;
    let mut stage = Stage::set_over(database, program(), dir, &[]).await;
    let url = stage.server.database_url().to_owned();
    execute(&connect(&url).await, WAIT).await;
    let mut kills = 0;
    let mut held = 0;
    while budget.allows(kills) {
        stage.progress(1).await?;
        // At any moment, and in the middle of a commit.
        let holder = if kills % 2 == 0 {
            let holder = connect(&url).await;
            execute(&holder, "SELECT pg_advisory_lock(1)").await;
            stage.quiet().await?;
            held += 1;
            Some(holder)
        } else {
            sleep(Duration::from_millis(u64::from(rand::random::<u16>() % 600))).await;
            None
        };
        // What looks into the database before the journal does says 500, which is told and sent again, too.
        stage.chat.is_dying(true);
        cluster.kill()?;
        drop(holder);
        kills += 1;
        // Long enough for everybody to be told.
        sleep(Duration::from_millis(u64::from(rand::random::<u16>() % 1000))).await;
        cluster.start().await?;
        stage.progress(50).await?;
        stage.chat.is_dying(false);
        ensure(stage.server.ended().is_none(), || "the server ended".to_owned())?;
        stage.look(false).await?;
    }
    let seen = Seen::default()
        .with("kills of PostgreSQL", kills)
        .with("within a commit", held);
    Ok(seen.and(stage.end().await?))
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Connect::connect(options).await.expect("PostgreSQL answers")
}

async fn execute(db: &DatabaseConnection, statement: &str) {
    let done = db.execute_unprepared(statement).await;
    done.expect("PostgreSQL does it");
}
