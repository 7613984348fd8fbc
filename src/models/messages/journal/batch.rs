//! One batch of the journal, inside its transaction: who may, what is new, which numbers.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::Utc;
use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::{Answer, JournalError, NewMessage, Outcome, Posted};
use crate::models::{
    bans,
    groups::{self, Kind},
    memberships::{self, NewMember},
    messages::{ActiveModel, Author, Column, Entity, Model, history},
    users,
};

/// What the batch has to know before it gives numbers out.
struct Known {
    /// By id, locked.
    groups: HashMap<i64, groups::Model>,
    members: HashSet<(i64, i64)>,
    banned: HashSet<(i64, i64)>,
    administrators: HashSet<i64>,
    authors: HashMap<i64, Author>,
    /// By author and `client_id`.
    written: HashMap<(i64, String), Posted>,
}

/// What came of a batch.
#[derive(Default)]
pub(super) struct Written {
    /// In the order of the messages.
    pub answers: Vec<Answer>,
    /// Users who became members by it.
    pub joined: BTreeSet<i64>,
}

/// What is done about one message.
enum Plan {
    Refuse(JournalError),
    Write,
    /// Its key is taken, before or in this batch: look whether by the same request.
    Compare,
}

/// Writes all messages. An error leaves the transaction to be rolled back.
pub(super) async fn write(txn: &impl ConnectionTrait, messages: &[NewMessage]) -> ModelResult<Written> {
    let mut known = Known::read(txn, messages).await?;
    let mut rows = Vec::new();
    let mut keys = HashSet::new();
    let mut plans = Vec::with_capacity(messages.len());
    for message in messages {
        let plan = if let Err(refused) = known.may_write(message) {
            Plan::Refuse(refused)
        } else if known.written.contains_key(&key(message)) || !keys.insert(key(message)) {
            Plan::Compare
        } else {
            rows.extend(known.number(message));
            Plan::Write
        };
        plans.push(plan);
    }
    let mut joined = BTreeSet::new();
    if !rows.is_empty() {
        joined = known.keep(txn, rows).await?;
    }
    let answers = messages.iter().zip(plans);
    let answers = answers
        .map(|(message, plan)| known.answer(message, plan))
        .collect();
    Ok(Written { answers, joined })
}

impl Known {
    async fn read(txn: &impl ConnectionTrait, messages: &[NewMessage]) -> ModelResult<Self> {
        let group_ids: BTreeSet<i64> = messages.iter().map(|message| message.group_id).collect();
        let author_ids: BTreeSet<i64> = messages.iter().map(|message| message.author_id).collect();
        // In id order, so that two processes can't wait for each other.
        let groups = groups::Entity::find()
            .filter(groups::Column::Id.is_in(group_ids.clone()))
            .filter(groups::Column::DeletedAt.is_null())
            .order_by_asc(groups::Column::Id)
            .lock_exclusive()
            .all(txn)
            .await?;
        let banned = bans::Entity::find()
            .filter(bans::Column::GroupId.is_in(group_ids.clone()))
            .filter(bans::Column::UserId.is_in(author_ids.clone()))
            .all(txn)
            .await?;
        let others = groups.iter().flat_map(groups::Model::participants);
        let user_ids: BTreeSet<i64> = author_ids.iter().copied().chain(others).collect();
        let members = memberships::Entity::find()
            .filter(memberships::Column::GroupId.is_in(group_ids))
            .filter(memberships::Column::UserId.is_in(user_ids))
            .all(txn)
            .await?;
        let authors = users::Entity::find()
            .filter(users::Column::Id.is_in(author_ids))
            .filter(users::Column::DeactivatedAt.is_null())
            .all(txn)
            .await?;
        // Pair by pair: of two lists SQLite looks at every author with every key, 65,536 of them for a full batch.
        let keys = messages.iter().fold(Condition::any(), |keys, message| {
            let key = Condition::all()
                .add(Column::AuthorId.eq(message.author_id))
                .add(Column::ClientId.eq(message.client_id.as_str()));
            keys.add(key)
        });
        let written = Entity::find().filter(keys);
        let written = history::load(txn, written).await?;
        Ok(Self {
            groups: groups.into_iter().map(|group| (group.id, group)).collect(),
            members: members
                .iter()
                .map(|member| (member.group_id, member.user_id))
                .collect(),
            banned: banned.iter().map(|ban| (ban.group_id, ban.user_id)).collect(),
            administrators: authors
                .iter()
                .filter(|user| user.role() == users::Role::Administrator)
                .map(|user| user.id)
                .collect(),
            authors: authors.iter().map(|user| (user.id, Author::from(user))).collect(),
            written: written
                .into_iter()
                .map(|posted| ((posted.author.id, posted.message.client_id.clone()), posted))
                .collect(),
        })
    }

    fn may_write(&self, message: &NewMessage) -> Result<(), JournalError> {
        let pair = (message.group_id, message.author_id);
        let group = self.groups.get(&message.group_id).ok_or(JournalError::NotFound)?;
        let banned = self.banned.contains(&pair) && !self.administrators.contains(&message.author_id);
        let open = group.kind() == Kind::Public && !banned;
        if !self.authors.contains_key(&message.author_id) || !(open || self.members.contains(&pair)) {
            return Err(JournalError::NotFound);
        }
        // What was written before the group was archived is still answered.
        let repeated = self.written.contains_key(&key(message));
        if group.is_archived() && !repeated {
            return Err(JournalError::Archived);
        }
        Ok(())
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

    /// Inserts the rows, raises their groups' numbers, and makes those who take part members: who posted and,
    /// in a direct chat, who is written to. Returns who has become one.
    async fn keep(
        &mut self,
        txn: &impl ConnectionTrait,
        rows: Vec<ActiveModel>,
    ) -> ModelResult<BTreeSet<i64>> {
        let inserted: Vec<Model> = Entity::insert_many(rows).exec_with_returning(txn).await?;
        let mut joining = BTreeMap::new();
        for message in &inserted {
            let group = self.groups.get(&message.group_id);
            let others = group.into_iter().flat_map(groups::Model::participants);
            for user_id in others.chain([message.author_id]) {
                // Unread from this message on.
                joining
                    .entry((message.group_id, user_id))
                    .or_insert(message.seq - 1);
            }
        }
        joining.retain(|pair, _| !self.members.contains(pair));
        let rows = joining
            .iter()
            .map(|(&(group_id, user_id), &last_read_seq)| NewMember {
                last_read_seq,
                ..NewMember::new(group_id, user_id)
            });
        let joined = memberships::insert(txn, rows).await?;
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
        Ok(joined)
    }

    fn answer(&self, message: &NewMessage, plan: Plan) -> Answer {
        let written = self.written.get(&key(message)).cloned();
        match (plan, written) {
            (Plan::Write, Some(posted)) => Ok(Outcome::New(posted)),
            (Plan::Compare, Some(posted)) if posted.message.request_hash == message.request_hash() => {
                Ok(Outcome::Repeated(posted))
            }
            (Plan::Compare, _) => Err(JournalError::Conflict),
            (Plan::Refuse(refused), _) => Err(refused),
            (Plan::Write, None) => Err(JournalError::NotFound),
        }
    }
}

fn key(message: &NewMessage) -> (i64, String) {
    (message.author_id, message.client_id.clone())
}
