//! What follows from a batch: replies show what they quote, and the first message of a thread how many answer it.
//!
//! They take numbers of their own, after those of the batch and each once, whatever touched them. So open pages
//! follow as they follow everything else.

use std::collections::{BTreeMap, BTreeSet};

use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, IntoIden, IntoValueTuple, TableRef},
};

use super::{Posted, Revise, batch::Known};
use crate::models::{
    groups,
    messages::{Column, Entity, Event, Model, PAGE, history},
    together::padded,
};

/// Replies of a group that follow one by one. More of them than that, and its pages read their window again.
const MOST: usize = 100;

/// What a batch has changed that other messages show.
#[derive(Debug, Default)]
pub(super) struct Touched(BTreeMap<i64, InGroup>);

#[derive(Debug, Default)]
struct InGroup {
    /// Messages that say something else now, or nothing.
    texts: BTreeSet<i64>,
    /// First messages of threads, and how many more live replies they have.
    threads: BTreeMap<i64, i64>,
}

/// What followed, for open pages.
#[derive(Debug, Default)]
pub(super) struct Followed {
    /// In order.
    pub events: Vec<Event>,
    /// Groups whose pages read their window again.
    pub reset: Vec<i64>,
}

impl Touched {
    pub fn posted(&mut self, group_id: i64, thread_id: Option<i64>) {
        self.count(group_id, thread_id, 1);
    }

    pub fn revised(&mut self, what: &Revise, message: &Model) {
        match what {
            Revise::Edit(_) => {}
            Revise::Delete | Revise::TakeDown => self.count(message.group_id, message.thread_id, -1),
            Revise::React(_)
            | Revise::Unreact(_)
            | Revise::Pin
            | Revise::Unpin
            | Revise::Preview(_)
            | Revise::Unpreview => return,
        }
        let group = self.0.entry(message.group_id).or_default();
        group.texts.insert(message.id);
    }

    fn count(&mut self, group_id: i64, thread_id: Option<i64>, more: i64) {
        if let Some(root) = thread_id {
            let group = self.0.entry(group_id).or_default();
            *group.threads.entry(root).or_default() += more;
        }
    }

    /// Gives numbers to all that follow, and tells them as they are then.
    pub async fn follow(self, txn: &impl ConnectionTrait, known: &mut Known) -> ModelResult<Followed> {
        let mut followed = Followed::default();
        for (group_id, InGroup { texts, threads }) in self.0 {
            let mut ids = quoting(txn, &texts).await?;
            let too_many = ids.len() > MOST;
            if too_many {
                ids.clear();
            }
            ids.extend(existing(txn, &threads).await?);
            let before = known.last_seq(group_id);
            let numbered: Vec<(i64, i64, i64)> = ids
                .into_iter()
                .filter_map(|id| {
                    let more = threads.get(&id).copied().unwrap_or_default();
                    Some((id, known.next(group_id, None)?, more))
                })
                .collect();
            renumber(txn, &numbered).await?;
            followed.tell(group_id, before, &read(txn, &numbered).await?);
            if too_many && let Some(number) = known.next(group_id, None) {
                groups::Entity::update_many()
                    .col_expr(groups::Column::ResetSeq, Expr::value(number))
                    .filter(groups::Column::Id.eq(group_id))
                    .exec(txn)
                    .await?;
                followed.reset.push(group_id);
            }
        }
        Ok(followed)
    }
}

impl Followed {
    /// A page of messages an event, so that no frame is endless.
    fn tell(&mut self, group_id: i64, mut from: i64, messages: &[Posted]) {
        let size = usize::try_from(PAGE).unwrap_or(usize::MAX);
        for page in messages.chunks(size) {
            let to = page.last().map_or(from, |posted| posted.message.version);
            self.events.push(Event::Messages {
                group_id,
                from,
                to,
                messages: page.to_vec(),
            });
            from = to;
        }
    }
}

/// The live replies that quote one of these, or some of them where there are too many.
async fn quoting(txn: &impl ConnectionTrait, texts: &BTreeSet<i64>) -> ModelResult<BTreeSet<i64>> {
    if texts.is_empty() {
        return Ok(BTreeSet::new());
    }
    let ids = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::ReplyToId.is_in(padded(texts.iter().copied().collect())))
        .filter(Column::DeletedAt.is_null())
        .limit(MOST as u64 + 1);
    Ok(ids.into_tuple::<i64>().all(txn).await?.into_iter().collect())
}

/// Those of the first messages that are not purged.
async fn existing(txn: &impl ConnectionTrait, threads: &BTreeMap<i64, i64>) -> ModelResult<Vec<i64>> {
    if threads.is_empty() {
        return Ok(Vec::new());
    }
    let ids = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Id.is_in(padded(threads.keys().copied().collect())));
    Ok(ids.into_tuple().all(txn).await?)
}

/// Keeps the numbers and the counts, in one statement.
async fn renumber(txn: &impl ConnectionTrait, numbered: &[(i64, i64, i64)]) -> ModelResult<()> {
    if numbered.is_empty() {
        return Ok(());
    }
    let column = |name: &'static str| Expr::col(("numbered", name));
    let values = padded(numbered.to_vec()).into_iter();
    let mut update = Entity::update_many()
        .col_expr(Column::Version, column("column2"))
        .col_expr(
            Column::Replies,
            Column::Replies.into_expr().add(column("column3")),
        )
        .filter(Column::Id.into_expr().eq(column("column1")));
    QueryTrait::query(&mut update).from(TableRef::ValuesList(
        values.map(IntoValueTuple::into_value_tuple).collect(),
        "numbered".into_iden(),
    ));
    update.exec(txn).await?;
    Ok(())
}

/// In the order of their numbers.
async fn read(txn: &impl ConnectionTrait, numbered: &[(i64, i64, i64)]) -> ModelResult<Vec<Posted>> {
    if numbered.is_empty() {
        return Ok(Vec::new());
    }
    let ids = padded(numbered.iter().map(|&(id, ..)| id).collect());
    let mut messages = history::load(txn, Entity::find().filter(Column::Id.is_in(ids))).await?;
    messages.sort_by_key(|posted| posted.message.version);
    Ok(messages)
}
