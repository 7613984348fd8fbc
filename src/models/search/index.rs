//! Where the names of what is in messages lie, on either database: which messages have which.
//!
//! On SQLite an FTS5 table, in which the newest message is the first row; on PostgreSQL a `tsvector` under a GIN index. It holds no
//! text, and only says where to look. Triggers take a message out as soon as its text changes or it goes, whoever does it.

use std::fmt::Write;

use loco_rs::model::ModelResult;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

use super::{
    expression::Expression,
    tokens::{BLOCK, STRETCH, Token},
};

/// Messages of one statement.
const CHUNK: usize = 50;

/// What a row of FTS5's table and the id of its message add up to: so the newest one comes first, and FTS5 follows a list
/// faster than it goes back along it.
const SUM: i64 = 1 << 34;

/// A message and the names of what is in it, with spaces between them.
pub(super) type Entry = (i64, String);

/// Ids of the largest window, as a power of two.
const LARGEST: u32 = STRETCH + 4;

/// Candidates that a window should have. PostgreSQL reads a page of its table for each, whatever the limit.
const EXPECTED: i64 = 60;

/// Ids that are searched by one statement: `from` and above, below `below`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub from: i64,
    pub below: i64,
}

/// Puts messages in, in place of what was known of them.
pub(super) async fn put(db: &impl ConnectionTrait, entries: &[Entry]) -> ModelResult<()> {
    let backend = db.get_database_backend();
    for chunk in entries.chunks(CHUNK) {
        let mut sql = String::from(match backend {
            DbBackend::Sqlite => "INSERT OR REPLACE INTO search_index (rowid, terms) VALUES ",
            _ => "INSERT INTO search_documents (message_id, terms) VALUES ",
        });
        let mut values: Vec<Value> = Vec::with_capacity(2 * chunk.len());
        for (at, (id, names)) in chunk.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            let (one, two) = (2 * at + 1, 2 * at + 2);
            // Writing to a string does not fail.
            let _ = match backend {
                DbBackend::Sqlite => write!(sql, "{comma}(?, ?)"),
                _ => write!(
                    sql,
                    "{comma}(${one}, array_to_tsvector(string_to_array(${two}, ' ')))"
                ),
            };
            values.extend([Value::from(row(backend, *id)), Value::from(names.clone())]);
        }
        if backend != DbBackend::Sqlite {
            sql.push_str(" ON CONFLICT (message_id) DO UPDATE SET terms = excluded.terms");
        }
        db.execute_raw(Statement::from_sql_and_values(backend, sql, values))
            .await?;
    }
    Ok(())
}

/// Takes messages out.
pub(super) async fn take(db: &impl ConnectionTrait, ids: &[i64]) -> ModelResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let (backend, list) = (db.get_database_backend(), list(db, ids));
    let sql = match backend {
        DbBackend::Sqlite => format!("DELETE FROM search_index WHERE rowid IN ({list})"),
        _ => format!("DELETE FROM search_documents WHERE message_id IN ({list})"),
    };
    db.execute_raw(Statement::from_string(backend, sql)).await?;
    Ok(())
}

/// Which of these messages are in it.
pub(super) async fn among(db: &impl ConnectionTrait, ids: &[i64]) -> ModelResult<Vec<i64>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (backend, list) = (db.get_database_backend(), list(db, ids));
    let sql = match backend {
        DbBackend::Sqlite => format!("SELECT rowid FROM search_index WHERE rowid IN ({list})"),
        _ => format!("SELECT message_id FROM search_documents WHERE message_id IN ({list})"),
    };
    self::ids(db, Statement::from_string(backend, sql)).await
}

/// Whether it lies in many pieces. A question looks into each of them.
///
/// FTS5 begins a piece with each transaction and joins some of them by itself, PostgreSQL all.
pub(super) async fn is_scattered(db: &impl ConnectionTrait) -> ModelResult<bool> {
    if db.get_database_backend() != DbBackend::Sqlite {
        return Ok(false);
    }
    let sql = "SELECT COALESCE(4 * MAX(pages) < 3 * SUM(pages), 0) \
               FROM (SELECT COUNT(*) AS pages FROM search_index_idx GROUP BY segid)";
    Ok(number(db, sql).await? != 0)
}

/// Joins all pieces that there are, so many pages at a time. Whether there is more to do: then once more, `begun`.
pub(super) async fn join(txn: &impl ConnectionTrait, pages: i64, begun: bool) -> ModelResult<bool> {
    // By its documentation, a number below 0 says that all are to be joined, and nothing was left to do where less than two
    // rows were changed.
    let pages = if begun { pages } else { -pages };
    let before = changes(txn).await?;
    let sql = format!("INSERT INTO search_index (search_index, rank) VALUES ('merge', {pages})");
    txn.execute_unprepared(&sql).await?;
    Ok(changes(txn).await? - before > 1)
}

/// Rows that the connection has changed.
async fn changes(txn: &impl ConnectionTrait) -> ModelResult<i64> {
    number(txn, "SELECT total_changes()").await
}

/// The number that a query answers with.
async fn number(db: &impl ConnectionTrait, sql: &str) -> ModelResult<i64> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(0))
}

/// The newest messages of the window that may be what is asked for.
pub(super) async fn candidates(
    db: &impl ConnectionTrait,
    asked: &Expression,
    window: Window,
    limit: i64,
) -> ModelResult<Vec<i64>> {
    let backend = db.get_database_backend();
    let statement = if backend == DbBackend::Sqlite {
        in_fts5(asked, window, limit)
    } else {
        in_gin(asked, window, limit)
    };
    ids(db, statement).await
}

fn in_fts5(asked: &Expression, Window { from, below }: Window, limit: i64) -> Statement {
    let backend = DbBackend::Sqlite;
    let sql = "SELECT rowid FROM search_index WHERE search_index MATCH ? AND rowid > ? AND rowid <= ? \
               ORDER BY rowid LIMIT ?";
    let asked = asked.in_words_of(backend);
    let values: [Value; 4] = [
        asked.into(),
        row(backend, below).into(),
        row(backend, from).into(),
        limit.into(),
    ];
    Statement::from_sql_and_values(backend, sql, values)
}

/// Asks for each condition by itself: GIN skips from what one allows to what the next does, but walks along all names of a
/// query that has an "or" in it.
fn in_gin(asked: &Expression, window: Window, limit: i64) -> Statement {
    let backend = DbBackend::Postgres;
    let blocks = blocks(window);
    let mut values: Vec<Value> = vec![window.from.into(), window.below.into(), limit.into()];
    let mut conditions = String::new();
    for condition in asked.conditions().into_iter().chain([&blocks]) {
        values.push(condition.in_words_of(backend).into());
        // Writing to a string does not fail.
        let _ = write!(conditions, " AND terms @@ ${}::tsquery", values.len());
    }
    // The sums keep the planner from walking through all messages in the hope of finding some soon.
    let sql = format!(
        "SELECT message_id FROM search_documents \
         WHERE message_id + 0 >= $1 AND message_id + 0 < $2{conditions} \
         ORDER BY message_id + 0 DESC LIMIT $3"
    );
    Statement::from_sql_and_values(backend, sql, values)
}

/// What a message's place in the index is called, where that has no order of its own.
pub(super) fn place(backend: DbBackend, id: i64) -> Vec<String> {
    match backend {
        DbBackend::Sqlite => Vec::new(),
        _ => vec![
            Token::Block(id >> BLOCK).name(),
            Token::Stretch(id >> STRETCH).name(),
        ],
    }
}

/// The windows from some message on down. Each is as large as what was found lets expect [`EXPECTED`] in it, so that mostly the
/// first one or two have a page full, and none more than is read of it.
#[derive(Debug)]
pub(super) struct Windows {
    backend: DbBackend,
    below: i64,
    /// Ids of the next one, and of the largest, as powers of two.
    size: u32,
    largest: u32,
}

impl Windows {
    /// Where only some `days` are looked at, it is of no use to expect anything.
    pub fn new(backend: DbBackend, below: i64, days: bool) -> Self {
        let size = match backend {
            DbBackend::Sqlite => STRETCH,
            _ => BLOCK,
        };
        Self {
            backend,
            below,
            size,
            largest: if days { STRETCH } else { LARGEST },
        }
    }

    /// The next one, after `found` candidates were in this one.
    pub fn after(&mut self, window: Window, found: usize) -> Option<Window> {
        let ids = window.below - window.from;
        let found = i64::try_from(found).unwrap_or(i64::MAX);
        let suits = |size: &u32| found.saturating_mul(1 << *size) <= EXPECTED * ids;
        self.size = match self.backend {
            // It reads no more of a window than it is asked for.
            DbBackend::Sqlite => LARGEST,
            _ => (BLOCK..=self.largest.min(self.size + 4))
                .rev()
                .find(suits)
                .unwrap_or(BLOCK),
        };
        self.first()
    }

    pub fn first(&mut self) -> Option<Window> {
        if self.below <= 1 {
            return None;
        }
        // Whole blocks, so that the first window may be a small one.
        let from = ((self.below - 1) >> self.size) << self.size;
        let window = Window {
            from,
            below: self.below,
        };
        self.below = from;
        Some(window)
    }
}

/// All messages of the window, and few others.
fn blocks(Window { from, below }: Window) -> Expression {
    let in_size = |size: u32| (from >> size)..=((below - 1) >> size);
    let blocks = in_size(BLOCK);
    let is_stretch = (from | below) & ((1 << STRETCH) - 1) == 0;
    if blocks.end() - blocks.start() < 16 && !is_stretch {
        Expression::any(blocks.map(Token::Block))
    } else {
        Expression::any(in_size(STRETCH).map(Token::Stretch))
    }
}

/// The row of a message, and the message of a row.
fn row(backend: DbBackend, id: i64) -> i64 {
    match backend {
        DbBackend::Sqlite => SUM - id,
        _ => id,
    }
}

/// The messages whose rows a query answers with.
async fn ids(db: &impl ConnectionTrait, statement: Statement) -> ModelResult<Vec<i64>> {
    let backend = db.get_database_backend();
    let rows = db.query_all_raw(statement).await?;
    let ids = rows
        .iter()
        .map(|found| Ok(row(backend, found.try_get_by_index(0)?)));
    ids.collect()
}

/// The rows of messages.
fn list(db: &impl ConnectionTrait, ids: &[i64]) -> String {
    let backend = db.get_database_backend();
    let rows: Vec<String> = ids.iter().map(|id| row(backend, *id).to_string()).collect();
    rows.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All windows, where each has `found` candidates in it.
    fn all(backend: DbBackend, below: i64, found: usize) -> Vec<Window> {
        let mut windows = Windows::new(backend, below, false);
        let mut all: Vec<Window> = windows.first().into_iter().collect();
        while let Some(next) = all.last().and_then(|last| windows.after(*last, found)) {
            all.push(next);
        }
        all
    }

    #[test]
    fn windows_leave_no_message_out() {
        for backend in [DbBackend::Sqlite, DbBackend::Postgres] {
            for (below, found) in [
                (2, 0),
                (4096, 9),
                (4097, 0),
                (70_000, 300),
                (5_000_000, 0),
                (5_000_000, 40),
            ] {
                let windows = all(backend, below, found);
                assert_eq!(windows[0].below, below);
                assert_eq!(windows.last().map(|window| window.from), Some(0));
                assert!(windows.windows(2).all(|two| two[0].from == two[1].below));
            }
        }
    }

    #[test]
    fn windows_are_as_large_as_they_have_to_be() {
        let ids = |window: &Window| window.below - window.from;
        for backend in [DbBackend::Sqlite, DbBackend::Postgres] {
            assert!(all(backend, 5_000_000, 0).len() < 9);
        }
        // Nobody asks for more of what is in every tenth message.
        let mut windows = Windows::new(DbBackend::Postgres, 1 << 20, false);
        let mut window = windows.first().expect("the first");
        for _ in 0..9 {
            let found = usize::try_from(ids(&window) / 10).expect("a number");
            window = windows.after(window, found).expect("another");
            assert_eq!(ids(&window), 1 << BLOCK);
        }
        let next = windows.after(window, 2).expect("another");
        assert_eq!(next.from % (1 << STRETCH), 0);
    }

    #[test]
    fn blocks_have_all_messages_of_their_window() {
        for (below, found) in [(3, 0), (9000, 0), (400_000, 7), (5_000_000, 0), (5_000_000, 50)] {
            for window in all(DbBackend::Postgres, below, found) {
                let blocks = blocks(window);
                for id in [
                    window.from,
                    i64::midpoint(window.from, window.below),
                    window.below - 1,
                ] {
                    let place = place(DbBackend::Postgres, id);
                    assert!(blocks.is_fulfilled(&|name| place.iter().any(|known| known == name)));
                }
            }
        }
    }
}
