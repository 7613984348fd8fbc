//! Compares what the server has promised with what its database has.

use std::collections::{HashMap, HashSet};

use banter::models::{groups, messages, transactions::begin_snapshot};
use sea_orm::{
    ColumnTrait, ConnectOptions, ConnectionTrait, Database, DbBackend, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};

use super::{
    chat::{Chat, Row},
    report::{Fault, Seen, ensure},
};

/// The default group of a fresh database.
const GROUP: i64 = 1;

/// What the database was found to have, look after look.
#[derive(Default)]
pub struct Audit {
    pub rows: Vec<Row>,
    keys: HashMap<String, usize>,
    bodies: HashSet<String>,
    newest: i64,
    checked: usize,
    lost: Vec<String>,
    doubled: Vec<String>,
    wrong: Vec<String>,
}

impl Audit {
    /// Looks at what has come since the last look. Posting may go on meanwhile.
    pub async fn look(&mut self, url: &str, chat: &Chat, is_thorough: bool) -> Result<(), Fault> {
        // First the promises, then the database: it may have more than was promised, never less.
        let promised = chat.acknowledged();
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false);
        let db = Database::connect(options).await.expect("the database opens");
        let snapshot = begin_snapshot(&db).await.expect("the database answers");
        let group = groups::Entity::find_by_id(GROUP).one(&snapshot).await;
        let last_seq = group.expect("the database answers").expect("the room").last_seq;
        let found: Vec<(i64, i64, i64, String, String)> = messages::Entity::find()
            .filter(messages::Column::GroupId.eq(GROUP))
            .filter(messages::Column::Id.gt(self.newest))
            .order_by_asc(messages::Column::Id)
            .select_only()
            .columns([
                messages::Column::Id,
                messages::Column::Seq,
                messages::Column::Version,
                messages::Column::ClientId,
                messages::Column::Body,
            ])
            .into_tuple()
            .all(&snapshot)
            .await
            .expect("the database answers");
        if is_thorough && snapshot.get_database_backend() == DbBackend::Sqlite {
            for (pragma, good) in [("integrity_check", Some("ok")), ("foreign_key_check", None)] {
                let statement = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {pragma}"));
                let row = snapshot
                    .query_one_raw(statement)
                    .await
                    .expect("the database answers");
                let said = row.map(|row| row.try_get_by_index::<String>(0).expect("a text"));
                if said.as_deref() != good {
                    self.wrong.push(format!("{pragma}: {said:?}"));
                }
            }
        }
        snapshot.rollback().await.expect("nothing was written");
        db.close().await.expect("the database closes");
        for (id, seq, version, client_id, text) in found {
            self.take(
                Row {
                    id,
                    seq,
                    client_id,
                    text,
                },
                version,
            );
        }
        // The numbers issued are 1…last_seq, and nothing else has been done here than posting.
        if self.last_seq() != last_seq {
            self.wrong
                .push(format!("{} messages and last_seq {last_seq}", self.rows.len()));
        }
        self.compare(chat, promised);
        self.sound()
    }

    /// The number of the latest message found, if there are no gaps.
    pub fn last_seq(&self) -> i64 {
        i64::try_from(self.rows.len()).expect("no more than fit into memory")
    }

    /// The message with this number.
    pub fn row(&self, seq: i64) -> Option<&Row> {
        let at = usize::try_from(seq).ok()?.checked_sub(1)?;
        self.rows.get(at)
    }

    fn take(&mut self, row: Row, version: i64) {
        let expected = self.last_seq() + 1;
        if row.seq != expected || version != expected {
            self.wrong
                .push(format!("{row:?}, version {version}, where {expected} was next"));
        }
        if self.keys.insert(row.client_id.clone(), self.rows.len()).is_some()
            || !self.bodies.insert(row.text.clone())
        {
            self.doubled.push(row.client_id.clone());
        }
        self.newest = row.id;
        self.rows.push(row);
    }

    fn compare(&mut self, chat: &Chat, promised: usize) {
        let ledger = chat.ledger();
        for kept in &ledger.acknowledged[self.checked..promised] {
            let row = self.keys.get(&kept.post.client_id).map(|&at| &self.rows[at]);
            let Some(row) = row else {
                self.lost.push(kept.post.client_id.clone());
                continue;
            };
            if (row.id, row.seq, &row.text) != (kept.id, kept.seq, &kept.post.body) {
                self.wrong.push(format!(
                    "{row:?} was acknowledged as {} and {}",
                    kept.id, kept.seq
                ));
            }
        }
        self.checked = promised;
        self.wrong.extend(ledger.wrong.iter().cloned());
    }

    fn sound(&self) -> Result<(), Fault> {
        let [lost, doubled, wrong] = [&self.lost, &self.doubled, &self.wrong].map(Vec::len);
        let examples = [&self.lost, &self.doubled, &self.wrong];
        let examples = examples.into_iter().flatten().take(5).collect::<Vec<_>>();
        ensure(lost + doubled + wrong == 0, || {
            let acknowledged = self.checked;
            format!(
                "of {acknowledged} acknowledged {lost} lost, {doubled} doubled, {wrong} wrong: {examples:?}"
            )
        })
    }

    /// The numbers for the table.
    pub fn seen(&self, chat: &Chat) -> Seen {
        let ledger = chat.ledger();
        let mut distinct: Vec<_> = ledger.acknowledged.iter().map(|kept| kept.id).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let refused: u64 = ledger
            .statuses
            .iter()
            .filter(|(status, _)| **status != 200)
            .map(|(_, count)| count)
            .sum();
        Seen::default()
            .with("acknowledged", distinct.len())
            .with("lost", self.lost.len())
            .with("doubled", self.doubled.len())
            .with("refused", refused)
            .with("unanswered", ledger.unanswered)
            .with("repeated", ledger.repeated)
    }
}
