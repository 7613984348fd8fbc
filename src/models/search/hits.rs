//! The messages that somebody finds, the newest first.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    time::{Duration, Instant},
};

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use chrono_tz::Tz;
use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, prelude::DateTimeWithTimeZone,
};

use super::{
    document::{self, Document},
    excerpt::{Excerpt, excerpts},
    expression::Expression,
    index::{self, Window, Windows},
    query::Query,
    scope,
    tokens::Token,
};
use crate::models::{
    groups,
    messages::{self, Author, Column},
    transactions::begin_snapshot,
    users,
};

/// Messages on a page.
pub const PAGE: usize = 20;

/// Messages that are read and compared for one page, and how long that may go on: who wants more asks once more, from there.
const COMPARED: usize = 2000;
const PATIENCE: Duration = Duration::from_millis(500);

/// Messages that are read at first, and then at a time.
const FIRST: i64 = 25;
const THEN: i64 = 200;

/// As long as one in so many of the messages that were read may be seen, the index is not asked where one may look.
const MOSTLY: usize = 4;

/// Parts of words that the index is asked for, of all words together.
const PARTS: usize = 20;

/// What somebody finds.
#[derive(Debug, Default)]
pub struct Hits {
    /// The newest first.
    pub hits: Vec<Hit>,
    /// What to name as `before` to go on.
    pub next: Option<i64>,
    /// The page is not full, because it took too long to look any further.
    pub gave_up: bool,
    /// Nothing was asked for.
    pub is_blank: bool,
}

/// A message that was found.
#[derive(Debug)]
pub struct Hit {
    pub id: i64,
    pub group: groups::Model,
    pub author: Author,
    /// Whom a direct chat is with: themself for a note to oneself.
    pub other: Option<Author>,
    pub created_at: DateTimeWithTimeZone,
    /// What it says where it was found, or how it begins.
    pub excerpts: Vec<Excerpt>,
}

/// A message with the places, in each of its parts, where it has what was asked for.
type Found = (Document, Vec<Vec<Range<usize>>>);

impl Hits {
    /// What `user` finds for what they typed, before the message `before`, no more than `limit`. Days are those of `zone`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(
        db: &DatabaseConnection,
        user: &users::Model,
        typed: &str,
        before: Option<i64>,
        limit: usize,
        zone: Tz,
    ) -> ModelResult<Self> {
        let txn = begin_snapshot(db).await?;
        if txn.get_database_backend() == DbBackend::Postgres {
            // Compiling a plan takes longer than any of these queries, and reading all of the index for what many messages have.
            txn.execute_unprepared("SET LOCAL jit = off; SET LOCAL enable_seqscan = off")
                .await?;
        }
        let query = Query::read(&txn, user, typed, zone).await?;
        if query.is_empty() {
            return Ok(Self {
                is_blank: true,
                ..Self::default()
            });
        }
        let newest = newest(&txn).await?;
        let below = before.unwrap_or(i64::MAX).min(newest + 1);
        let search = Search {
            asked: expression(&query),
            scope: match query.within[..] {
                [] => scope::expression(&txn, user).await?,
                _ => None,
            },
            seen: scope::may_see(user),
            query,
            limit,
        };
        let (found, next, gave_up) = search.run(&txn, below).await?;
        let hits = with_places(&txn, user, found).await?;
        txn.commit().await?;
        Ok(Self {
            hits,
            next,
            gave_up,
            is_blank: false,
        })
    }
}

struct Search {
    query: Query,
    asked: Expression,
    /// What the index knows of where they may look.
    scope: Option<Expression>,
    seen: Condition,
    limit: usize,
}

impl Search {
    /// What is found below this message; where to go on; whether that is because it took too long.
    async fn run(
        &self,
        txn: &impl ConnectionTrait,
        below: i64,
    ) -> ModelResult<(Vec<Found>, Option<i64>, bool)> {
        let started = Instant::now();
        let (mut found, mut compared, mut seen) = (Vec::new(), 0, 0);
        // What is gone on from, which is not where there is something that they may not see.
        let mut last_seen = None;
        let days = self.query.since.is_some() || self.query.until.is_some();
        let mut windows = Windows::new(txn.get_database_backend(), below, days);
        let mut next = windows.first();
        while let Some(window) = next {
            let Window { from, mut below } = window;
            let mut candidates = 0;
            loop {
                let some = if compared == 0 { FIRST } else { THEN };
                let asked = self.asked(seen * MOSTLY >= compared);
                let ids = index::candidates(txn, &asked, Window { from, below }, some).await?;
                if let Some(last) = ids.last() {
                    below = *last;
                    compared += ids.len();
                    candidates += ids.len();
                    let documents = self.read(txn, &ids).await?;
                    seen += documents.len();
                    last_seen = documents.last().map(|document| document.id).or(last_seen);
                    found.extend(
                        documents
                            .into_iter()
                            .filter_map(|document| self.compare(document)),
                    );
                }
                if found.len() > self.limit {
                    found.truncate(self.limit);
                    let last = found.last().map(|(document, _): &Found| document.id);
                    return Ok((found, last, false));
                }
                let is_last = i64::try_from(ids.len()).unwrap_or(i64::MAX) < some;
                if compared >= COMPARED || started.elapsed() > PATIENCE {
                    let next = if is_last { from } else { last_seen.unwrap_or(below) };
                    let more = next > 1;
                    return Ok((found, more.then_some(next), more));
                }
                if is_last {
                    break;
                }
            }
            next = windows.after(window, candidates);
        }
        Ok((found, None, false))
    }

    /// What the index is asked. Mostly one may see what it names, and following the groups costs it more than reading what one
    /// may not.
    fn asked(&self, sees_most: bool) -> Expression {
        let scope = self.scope.iter().filter(|_| !sees_most);
        Expression::All([&self.asked].into_iter().chain(scope).cloned().collect())
    }

    /// Those that they may see, as they are now.
    async fn read(&self, txn: &impl ConnectionTrait, ids: &[i64]) -> ModelResult<Vec<Document>> {
        let (ids, written) = (ids.iter().copied(), self.query.written());
        document::find(txn, ids, written, self.seen.clone()).await
    }

    fn compare(&self, document: Document) -> Option<Found> {
        let places = self.query.find(&document)?;
        Some((document, places))
    }
}

impl Query {
    /// When it was written. The index has that too, by months.
    fn written(&self) -> Condition {
        let since = self.since.map(|since| since.fixed_offset());
        let until = self.until.map(|until| until.fixed_offset());
        Condition::all()
            .add_option(since.map(|since| Column::CreatedAt.gte(since)))
            .add_option(until.map(|until| Column::CreatedAt.lt(until)))
    }

    /// Whether it is what the other operators say. The index has that too; it may be wrong.
    fn admits(&self, document: &Document) -> bool {
        let names = |ids: &[i64], id| ids.is_empty() || ids.contains(&id);
        names(&self.from, document.author_id)
            && names(&self.within, document.group_id)
            && (document.has_file || !self.file)
            && (document.has_link || !self.link)
    }

    /// Where each part of the message has what is looked for; `None` where something of it is missing.
    fn find(&self, document: &Document) -> Option<Vec<Vec<Range<usize>>>> {
        if !self.admits(document) {
            return None;
        }
        let mut places = vec![Vec::new(); document.parts.len()];
        for term in &self.terms {
            let mut is_there = false;
            for (part, places) in document.parts.iter().zip(&mut places) {
                let found = term.find(part);
                is_there |= !found.is_empty();
                places.extend(found);
            }
            if !is_there {
                return None;
            }
        }
        Some(places)
    }

    /// The months and years that what is looked for was written in; `None` where any would do.
    fn times(&self) -> Option<Expression> {
        if self.since.is_none() && self.until.is_none() {
            return None;
        }
        // Nobody has chatted before or will after.
        let first = self.since.map_or(1990 * 12, month).max(1990 * 12);
        let now = Utc::now();
        // What is before the first of a month is not of that month.
        let last = self.until.map_or(now, |until| until - TimeDelta::nanoseconds(1));
        let last = month(last).min(month(now) + 12);
        // Whole years between the months at both ends.
        let (begins, ends) = (first.div_euclid(12), last.div_euclid(12));
        let months = (first..=last.max(first)).filter(|month| {
            let year = month.div_euclid(12);
            year == begins || year == ends
        });
        let months = months.map(|month| {
            let number = u32::try_from(month.rem_euclid(12)).unwrap_or_default() + 1;
            Token::Month(month.div_euclid(12), number)
        });
        Some(Expression::any(months.chain((begins + 1..ends).map(Token::Year))))
    }
}

/// The number of a month.
fn month(at: DateTime<Utc>) -> i32 {
    at.year() * 12 + i32::try_from(at.month0()).unwrap_or_default()
}

/// What whatever is looked for fulfils. What there is least of comes first.
fn expression(query: &Query) -> Expression {
    let parts = (PARTS / query.terms.len().max(1)).clamp(2, 8);
    let mut all: Vec<Expression> = query.terms.iter().map(|term| term.expression(parts)).collect();
    if !query.from.is_empty() {
        all.push(Expression::any(query.from.iter().map(|id| Token::Author(*id))));
    }
    all.extend(query.file.then(|| Expression::name(Token::File)));
    all.extend(query.link.then(|| Expression::name(Token::Link)));
    all.extend(query.times());
    if !query.within.is_empty() {
        all.push(Expression::any(query.within.iter().map(|id| Token::Group(*id))));
    }
    Expression::All(all)
}

/// The highest id of a message.
async fn newest(db: &impl ConnectionTrait) -> ModelResult<i64> {
    let newest: Option<i64> = messages::Entity::find()
        .select_only()
        .column(Column::Id)
        .order_by_desc(Column::Id)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(newest.unwrap_or(0))
}

async fn with_places(
    txn: &impl ConnectionTrait,
    user: &users::Model,
    found: Vec<Found>,
) -> ModelResult<Vec<Hit>> {
    let ids: HashSet<i64> = found.iter().map(|(document, _)| document.group_id).collect();
    let groups: HashMap<i64, groups::Model> = groups::Entity::find()
        .filter(groups::Column::Id.is_in(ids))
        .all(txn)
        .await?
        .into_iter()
        .map(|group| (group.id, group))
        .collect();
    let others = groups
        .values()
        .filter_map(|group| group.other_participant(user.id));
    let people: HashSet<i64> = found
        .iter()
        .map(|(document, _)| document.author_id)
        .chain(others)
        .collect();
    let people: HashMap<i64, Author> = users::Entity::find()
        .filter(users::Column::Id.is_in(people))
        .all(txn)
        .await?
        .iter()
        .map(|user| (user.id, Author::from(user)))
        .collect();
    let hits = found.into_iter().filter_map(|(document, places)| {
        let group = groups.get(&document.group_id)?.clone();
        let other = group.other_participant(user.id);
        Some(Hit {
            id: document.id,
            author: people.get(&document.author_id)?.clone(),
            other: other.and_then(|id| people.get(&id)).cloned(),
            group,
            created_at: document.created_at,
            excerpts: excerpts(&document, places),
        })
    });
    Ok(hits.collect())
}
