//! Where the names of what is in messages lie, on either database: which messages have which.
//!
//! On SQLite an FTS5 table, whose rows are read from the newest on; on PostgreSQL a `tsvector` under a GIN index. It holds no
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

/// A message and the names of what is in it, with spaces between them.
pub(super) type Entry = (i64, String);

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
            values.extend([Value::from(*id), Value::from(names.clone())]);
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
    let (backend, list) = (db.get_database_backend(), list(ids));
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
    let (backend, list) = (db.get_database_backend(), list(ids));
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
    let Window { from, below } = window;
    let (sql, asked) = match backend {
        DbBackend::Sqlite => (
            "SELECT rowid FROM search_index WHERE search_index MATCH ? AND rowid >= ? AND rowid < ? \
             ORDER BY rowid DESC LIMIT ?",
            asked.in_words_of(backend),
        ),
        // The sum keeps the planner from walking through all messages in the hope of finding some soon.
        _ => (
            "SELECT message_id FROM search_documents \
             WHERE terms @@ $1::tsquery AND message_id >= $2 AND message_id < $3 \
             ORDER BY message_id + 0 DESC LIMIT $4",
            Expression::All(vec![asked.clone(), blocks(window)]).in_words_of(backend),
        ),
    };
    let values: [Value; 4] = [asked.into(), from.into(), below.into(), limit.into()];
    ids(db, Statement::from_sql_and_values(backend, sql, values)).await
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

/// The windows from `below` on down, each larger than the one before: mostly the first one has a page full.
pub(super) fn windows(backend: DbBackend, below: i64) -> impl Iterator<Item = Window> {
    let mut size = match backend {
        DbBackend::Sqlite => STRETCH,
        _ => BLOCK,
    };
    let mut below = below;
    std::iter::from_fn(move || {
        if below <= 1 {
            return None;
        }
        // Whole blocks, so that the first window may be a small one.
        let from = ((below - 1) >> size) << size;
        let window = Window { from, below };
        below = from;
        size = (size + 2).min(STRETCH + 4);
        Some(window)
    })
}

/// All messages of the window, and few others.
fn blocks(Window { from, below }: Window) -> Expression {
    let in_size = |size: u32| (from >> size)..=((below - 1) >> size);
    let blocks = in_size(BLOCK);
    if blocks.end() - blocks.start() < 16 {
        Expression::any(blocks.map(Token::Block))
    } else {
        Expression::any(in_size(STRETCH).map(Token::Stretch))
    }
}

async fn ids(db: &impl ConnectionTrait, statement: Statement) -> ModelResult<Vec<i64>> {
    let rows = db.query_all_raw(statement).await?;
    let ids: Result<Vec<i64>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
    Ok(ids?)
}

fn list(ids: &[i64]) -> String {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    ids.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_leave_no_message_out() {
        for backend in [DbBackend::Sqlite, DbBackend::Postgres] {
            for below in [2, 4096, 4097, 70_000, 5_000_000] {
                let windows: Vec<Window> = windows(backend, below).collect();
                assert_eq!(windows[0].below, below);
                assert_eq!(windows.last().map(|window| window.from), Some(0));
                assert!(windows.windows(2).all(|two| two[0].from == two[1].below));
                assert!(windows.len() < 12, "{}", windows.len());
            }
        }
    }

    #[test]
    fn blocks_have_all_messages_of_their_window() {
        for below in [3, 9000, 400_000, 5_000_000] {
            for window in windows(DbBackend::Postgres, below) {
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
