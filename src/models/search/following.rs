//! Brings the index up to what the journal has written, behind the posts.
//!
//! The numbers of a group are its changes in the order of their commits, so one number for each group says how far the index
//! has come. It is kept in the transaction of what it tells of: after a crash, or beside another process that does the same,
//! nothing is left out. What an old database has is taken in the same way.

use std::{
    cmp::Reverse,
    collections::HashSet,
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QueryResult, QuerySelect, RuntimeErr, SqlxError, Statement, Value,
    prelude::DateTimeWithTimeZone,
};
use tokio::{
    task::spawn_blocking,
    time::{MissedTickBehavior, interval, sleep},
};

use super::{
    document::{self, Document},
    index, tokens,
};
use crate::models::{
    groups,
    messages::{Column, Entity, live::Hub},
    transactions::{begin_snapshot, begin_write},
};

/// How often it looks for changes.
const EVERY: Duration = Duration::from_millis(500);

/// Changes of one transaction: posts wait no longer than that takes.
const BATCH: u64 = 100;

/// The same where nobody is spared: what is written together has to be sorted together less often.
const WHOLE: u64 = 1000;

/// Changes after which it looks whether the index is to be joined.
const LOOKED: u64 = 1000;

/// Pages of the index that are joined in one transaction; where nobody is spared.
const PAGES: i64 = 16;
const ALL_PAGES: i64 = 2000;

/// So many times as long as a transaction took, it rests: the rest belongs to those who write.
const REST: u32 = 9;

/// Follows for as long as the hub lives.
pub fn follow(db: DatabaseConnection, hub: &Arc<Hub>) {
    tokio::spawn(run(db, Arc::downgrade(hub)));
}

/// Takes in all that has been written so far, without a rest. Returns how many changes that were.
///
/// # Errors
/// When the database fails; what was taken in before stays.
pub async fn catch_up(db: &DatabaseConnection, mut progress: impl FnMut(u64)) -> ModelResult<u64> {
    let mut taken = 0;
    while let Some(behind) = behind(db).await? {
        taken += take_in(db, behind, WHOLE).await?;
        checkpoint(db).await?;
        progress(taken);
    }
    let mut joining = Joining::default();
    while joining.step(db, ALL_PAGES).await? {
        checkpoint(db).await?;
    }
    Ok(taken)
}

/// In a task nobody else moves SQLite's log into the file, and it would become as large as all that was ever written.
async fn checkpoint(db: &DatabaseConnection) -> ModelResult<()> {
    if db.get_database_backend() == DbBackend::Sqlite {
        db.execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)").await?;
    }
    Ok(())
}

async fn run(db: DatabaseConnection, hub: Weak<Hub>) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut joining = Joining::default();
    loop {
        tick.tick().await;
        loop {
            if hub.strong_count() == 0 {
                return;
            }
            let started = Instant::now();
            match step(&db, &mut joining).await {
                Ok(true) => sleep(REST * started.elapsed()).await,
                Ok(false) => break,
                // The pool is closed: nobody is served any more.
                Err(_) if db.ping().await.is_err() => {
                    tracing::debug!("nothing was indexed: no database");
                    break;
                }
                Err(error) => {
                    tracing::warn!(%error, "messages could not be indexed yet");
                    break;
                }
            }
        }
    }
}

/// Whether there was anything to do.
async fn step(db: &DatabaseConnection, joining: &mut Joining) -> ModelResult<bool> {
    let Some(behind) = behind(db).await? else {
        return joining.step(db, PAGES).await;
    };
    joining.unseen += take_in(db, behind, BATCH).await?;
    Ok(true)
}

/// How far the pieces of the index are joined.
struct Joining {
    /// Changes that were taken in since it was looked at.
    unseen: u64,
    begun: bool,
}

impl Default for Joining {
    fn default() -> Self {
        Self {
            unseen: LOOKED,
            begun: false,
        }
    }
}

impl Joining {
    /// Joins so many pages, where that is worth it. Whether there is more to do.
    async fn step(&mut self, db: &DatabaseConnection, pages: i64) -> ModelResult<bool> {
        if !self.begun {
            if self.unseen < LOOKED {
                return Ok(false);
            }
            self.unseen = 0;
            if !index::is_scattered(db).await? {
                return Ok(false);
            }
        }
        let txn = begin_write(db).await?;
        self.begun = index::join(&txn, pages, self.begun).await?;
        txn.commit().await?;
        Ok(self.begun)
    }
}

/// A group whose changes the index does not have yet.
struct Behind {
    group_id: i64,
    /// Up to here it has them.
    seq: i64,
}

/// The group that is behind by the fewest changes: what was just said is found before what is years old.
async fn behind(db: &impl ConnectionTrait) -> ModelResult<Option<Behind>> {
    let sql = "SELECT g.id, COALESCE(p.seq, 0) AS seq FROM groups g \
               LEFT JOIN search_progress p ON p.group_id = g.id \
               WHERE g.last_seq > COALESCE(p.seq, 0) AND g.deleted_at IS NULL \
               ORDER BY g.last_seq - COALESCE(p.seq, 0), g.id LIMIT 1";
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await?;
    let read = |row: QueryResult| {
        Ok::<_, DbErr>(Behind {
            group_id: row.try_get_by_index(0)?,
            seq: row.try_get_by_index(1)?,
        })
    };
    Ok(row.map(read).transpose()?)
}

/// What has to be done about some changes of a group.
struct Taken {
    /// The messages that have changed.
    ids: Vec<i64>,
    /// Up to here the index will have them.
    seq: i64,
    gone: Vec<i64>,
    documents: Vec<Document>,
}

/// Takes in so many changes at most. What can't be taken in together is tried in smaller parts, and a message that can't be
/// by itself is left out.
async fn take_in(db: &DatabaseConnection, behind: Behind, mut most: u64) -> ModelResult<u64> {
    loop {
        let error = match attempt(db, &behind, most).await {
            Ok(changes) => return Ok(changes),
            Err(error) => error,
        };
        if !is_of_a_message(db.get_database_backend(), &error) {
            return Err(error);
        }
        if most == 1 {
            let mut taken = read(db, &behind, 1, false).await?;
            tracing::warn!(%error, group.id = behind.group_id, message.id = ?taken.ids, "search leaves a message out");
            taken.gone.clone_from(&taken.ids);
            return write(db, &behind, &taken, Vec::new()).await;
        }
        most /= 2;
    }
}

/// Whether something in a message is at fault, and not the database, which may take it later.
fn is_of_a_message(backend: DbBackend, error: &ModelError) -> bool {
    use DbErr::{Exec, Query, Type};
    let error = match error {
        ModelError::DbErr(Exec(RuntimeErr::SqlxError(error)) | Query(RuntimeErr::SqlxError(error))) => error,
        // The work on its text has panicked, or it is none.
        error => return matches!(error, ModelError::Any(_) | ModelError::DbErr(Type(_))),
    };
    match &**error {
        SqlxError::ColumnDecode { .. } | SqlxError::Decode(_) => true,
        SqlxError::Database(error) => error.code().is_some_and(|code| match backend {
            // Too big, or of another type. Against a constraint is also what goes meanwhile: a group, a message.
            DbBackend::Sqlite => code.parse().is_ok_and(|code: u32| matches!(code & 0xff, 18 | 20)),
            // The same by the classes of SQLSTATE, and what a trigger raises.
            _ => ["22", "54", "P0"].iter().any(|class| code.starts_with(class)),
        }),
        _ => false,
    }
}

async fn attempt(db: &DatabaseConnection, behind: &Behind, most: u64) -> ModelResult<u64> {
    let mut taken = read(db, behind, most, true).await?;
    let documents = std::mem::take(&mut taken.documents);
    let backend = db.get_database_backend();
    let names = move |document: Document| {
        let mut names: Vec<String> = tokens::of(&document).into_iter().collect();
        names.extend(index::place(backend, document.id));
        (document.id, names.join(" "))
    };
    let entries: Vec<index::Entry> =
        spawn_blocking(move || documents.into_iter().map(names).collect::<Vec<_>>())
            .await
            .map_err(ModelError::wrap)?;
    write(db, behind, &taken, entries).await
}

/// Puts the entries in and keeps how far the index has come. How many changes that were.
async fn write(
    db: &DatabaseConnection,
    behind: &Behind,
    taken: &Taken,
    entries: Vec<index::Entry>,
) -> ModelResult<u64> {
    let txn = begin_write(db).await?;
    if !advance(&txn, behind, taken.seq).await? {
        // Another process was faster.
        return Ok(0);
    }
    index::take(&txn, &taken.gone).await?;
    // What was purged meanwhile is not put in; what was changed has a higher number, and its turn comes.
    let there: HashSet<i64> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Id.is_in(entries.iter().map(|(id, _)| *id)))
        .into_tuple()
        .all(&txn)
        .await?
        .into_iter()
        .collect();
    let mut entries: Vec<_> = entries.into_iter().filter(|(id, _)| there.contains(id)).collect();
    // FTS5 writes out all that it holds before a row that comes before the last one.
    entries.sort_unstable_by_key(|(id, _)| Reverse(*id));
    index::put(&txn, &entries).await?;
    txn.commit().await?;
    Ok(taken.ids.len() as u64)
}

/// The next changes of a group, in one snapshot, with what is to be read of them or without.
async fn read(db: &DatabaseConnection, behind: &Behind, most: u64, texts: bool) -> ModelResult<Taken> {
    type Change = (
        i64,
        i64,
        Option<DateTimeWithTimeZone>,
        Option<DateTimeWithTimeZone>,
    );
    let txn = begin_snapshot(db).await?;
    let last_seq = groups::find(&txn, behind.group_id)
        .await?
        .map_or(behind.seq, |group| group.last_seq);
    let changed: Vec<Change> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Version, Column::EditedAt, Column::DeletedAt])
        .filter(Column::GroupId.eq(behind.group_id))
        .filter(Column::Version.gt(behind.seq))
        .order_by_asc(Column::Version)
        .limit(most)
        .into_tuple()
        .all(&txn)
        .await?;
    let whole = (changed.len() as u64) < most;
    let seq = changed.last().filter(|_| !whole).map_or(last_seq, |last| last.1);
    let ids: Vec<i64> = changed.iter().map(|(id, ..)| *id).collect();
    let indexed: HashSet<i64> = index::among(&txn, &ids).await?.into_iter().collect();
    let (gone, live): (Vec<_>, Vec<_>) = changed.into_iter().partition(|(.., deleted)| deleted.is_some());
    // A message that was never edited is as it was when it was put in, whatever else has happened to it.
    let wanted = live
        .into_iter()
        .filter(|(id, _, edited, _)| edited.is_some() || !indexed.contains(id))
        .map(|(id, ..)| id);
    let documents = if texts {
        document::find(&txn, wanted, Condition::all(), Condition::all()).await?
    } else {
        Vec::new()
    };
    txn.commit().await?;
    Ok(Taken {
        ids,
        seq,
        gone: gone.into_iter().map(|(id, ..)| id).collect(),
        documents,
    })
}

/// Keeps how far the index has come; `false` where that has changed since. Nothing is kept of a group of which nothing is known.
async fn advance(txn: &impl ConnectionTrait, behind: &Behind, seq: i64) -> ModelResult<bool> {
    let backend = txn.get_database_backend();
    let sql = match (behind.seq, backend) {
        (0, DbBackend::Sqlite) => {
            "INSERT INTO search_progress (seq, group_id) VALUES (?, ?) ON CONFLICT (group_id) DO NOTHING"
        }
        (0, _) => {
            "INSERT INTO search_progress (seq, group_id) VALUES ($1, $2) ON CONFLICT (group_id) DO NOTHING"
        }
        (_, DbBackend::Sqlite) => "UPDATE search_progress SET seq = ? WHERE group_id = ? AND seq = ?",
        _ => "UPDATE search_progress SET seq = $1 WHERE group_id = $2 AND seq = $3",
    };
    let mut values: Vec<Value> = vec![seq.into(), behind.group_id.into()];
    if behind.seq != 0 {
        values.push(behind.seq.into());
    }
    let done = txn
        .execute_raw(Statement::from_sql_and_values(backend, sql, values))
        .await?;
    Ok(done.rows_affected() == 1)
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectOptions, Database};

    use super::*;

    #[tokio::test]
    async fn an_index_that_is_made_anew_is_made_from_the_first_change_on() {
        let mut options = ConnectOptions::new("sqlite::memory:");
        options.max_connections(1);
        let db = Database::connect(options).await.expect("a database");
        let table = "CREATE TABLE search_progress (group_id BIGINT PRIMARY KEY, seq BIGINT NOT NULL)";
        db.execute_unprepared(table).await.expect("a table");
        let advance = async |from, to| {
            let behind = Behind {
                group_id: 1,
                seq: from,
            };
            advance(&db, &behind, to).await.expect("the database answers")
        };
        assert!(advance(0, 100).await);
        assert!(!advance(0, 250).await);
        assert!(advance(100, 200).await);
        assert!(!advance(100, 200).await);
        db.execute_unprepared("DELETE FROM search_progress")
            .await
            .expect("it is emptied");
        // By who had read what comes after the first 200.
        assert!(!advance(200, 250).await);
        assert!(advance(0, 100).await);
    }
}
