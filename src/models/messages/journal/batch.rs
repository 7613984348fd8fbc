//! One batch of the journal, inside its transaction: who may, what is new, which numbers.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::Utc;
use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::{Answer, JournalError, NewMessage, Outcome, Posted};
use crate::models::{
    groups::{self, Kind},
    memberships,
    messages::{ActiveModel, Author, Column, Entity, Model, history},
    users,
};

/// What the batch has to know before it gives numbers out.
struct Known {
    /// By id, locked.
    groups: HashMap<i64, groups::Model>,
    members: HashSet<(i64, i64)>,
    authors: HashMap<i64, Author>,
    /// By author and `client_id`.
    written: HashMap<(i64, String), Posted>,
}

/// What is done about one message.
enum Plan {
    Refuse,
    Write,
    /// Its key is taken, before or in this batch: look whether by the same request.
    Compare,
}

/// The answers in the order of the messages. An error leaves the transaction to be rolled back.
pub(super) async fn write(txn: &impl ConnectionTrait, messages: &[NewMessage]) -> ModelResult<Vec<Answer>> {
    let mut known = Known::read(txn, messages).await?;
    let mut rows = Vec::new();
    let mut keys = HashSet::new();
    let mut plans = Vec::with_capacity(messages.len());
    for message in messages {
        let plan = if !known.may_write(message) {
            Plan::Refuse
        } else if known.written.contains_key(&key(message)) || !keys.insert(key(message)) {
            Plan::Compare
        } else {
            rows.extend(known.number(message));
            Plan::Write
        };
        plans.push(plan);
    }
    if !rows.is_empty() {
        known.keep(txn, rows).await?;
    }
    let answers = messages.iter().zip(plans);
    Ok(answers
        .map(|(message, plan)| known.answer(message, plan))
        .collect())
}

impl Known {
    async fn read(txn: &impl ConnectionTrait, messages: &[NewMessage]) -> ModelResult<Self> {
        let group_ids: BTreeSet<i64> = messages.iter().map(|message| message.group_id).collect();
        let author_ids: BTreeSet<i64> = messages.iter().map(|message| message.author_id).collect();
        let client_ids = messages.iter().map(|message| message.client_id.as_str());
        // In id order, so that two processes can't wait for each other.
        let groups = groups::Entity::find()
            .filter(groups::Column::Id.is_in(group_ids.clone()))
            .order_by_asc(groups::Column::Id)
            .lock_exclusive()
            .all(txn)
            .await?;
        let members = memberships::Entity::find()
            .filter(memberships::Column::GroupId.is_in(group_ids))
            .filter(memberships::Column::UserId.is_in(author_ids.clone()))
            .all(txn)
            .await?;
        let authors = users::Entity::find()
            .filter(users::Column::Id.is_in(author_ids.clone()))
            .filter(users::Column::DeactivatedAt.is_null())
            .all(txn)
            .await?;
        let written = Entity::find()
            .filter(Column::AuthorId.is_in(author_ids))
            .filter(Column::ClientId.is_in(client_ids));
        let written = history::load(txn, written).await?;
        Ok(Self {
            groups: groups.into_iter().map(|group| (group.id, group)).collect(),
            members: members
                .iter()
                .map(|member| (member.group_id, member.user_id))
                .collect(),
            authors: authors.iter().map(|user| (user.id, Author::from(user))).collect(),
            written: written
                .into_iter()
                .map(|posted| ((posted.author.id, posted.message.client_id.clone()), posted))
                .collect(),
        })
    }

    fn may_write(&self, message: &NewMessage) -> bool {
        let member = self.members.contains(&(message.group_id, message.author_id));
        self.authors.contains_key(&message.author_id)
            && self
                .groups
                .get(&message.group_id)
                .is_some_and(|group| member || group.kind() == Kind::Public)
    }

    /// The row of a new message, with the next number of its group.
    fn number(&mut self, message: &NewMessage) -> Option<ActiveModel> {
        let group = self.groups.get_mut(&message.group_id)?;
        group.last_seq += 1;
        Some(ActiveModel {
            id: NotSet,
            group_id: Set(group.id),
            author_id: Set(message.author_id),
            seq: Set(group.last_seq),
            version: Set(group.last_seq),
            client_id: Set(message.client_id.clone()),
            request_hash: Set(message.request_hash()),
            body: Set(message.body.text.clone()),
            html: Set(message.body.html.clone()),
            created_at: Set(Utc::now().fixed_offset()),
            edited_at: Set(None),
            deleted_at: Set(None),
            line: Set(None),
        })
    }

    /// Inserts the rows, raises their groups' numbers, and makes those who posted members.
    async fn keep(&mut self, txn: &impl ConnectionTrait, rows: Vec<ActiveModel>) -> ModelResult<()> {
        let inserted: Vec<Model> = Entity::insert_many(rows).exec_with_returning(txn).await?;
        let joining: BTreeSet<(i64, i64)> = inserted
            .iter()
            .map(|message| (message.group_id, message.author_id))
            .filter(|pair| !self.members.contains(pair))
            .collect();
        memberships::join(txn, joining).await?;
        let changed: BTreeSet<i64> = inserted.iter().map(|message| message.group_id).collect();
        for group in changed.iter().filter_map(|id| self.groups.get(id)) {
            groups::Entity::update_many()
                .col_expr(groups::Column::LastSeq, Expr::value(group.last_seq))
                .filter(groups::Column::Id.eq(group.id))
                .exec(txn)
                .await?;
        }
        for message in inserted {
            if let Some(author) = self.authors.get(&message.author_id).cloned() {
                let key = (author.id, message.client_id.clone());
                self.written.insert(key, Posted { message, author });
            }
        }
        Ok(())
    }

    fn answer(&self, message: &NewMessage, plan: Plan) -> Answer {
        let written = self.written.get(&key(message)).cloned();
        match (plan, written) {
            (Plan::Write, Some(posted)) => Ok(Outcome::New(posted)),
            (Plan::Compare, Some(posted)) if posted.message.request_hash == message.request_hash() => {
                Ok(Outcome::Repeated(posted))
            }
            (Plan::Compare, _) => Err(JournalError::Conflict),
            (Plan::Refuse | Plan::Write, _) => Err(JournalError::NotFound),
        }
    }
}

fn key(message: &NewMessage) -> (i64, String) {
    (message.author_id, message.client_id.clone())
}
