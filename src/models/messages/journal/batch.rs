//! One batch of the journal, inside its transaction: who may, what is new, which numbers.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::Utc;
use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, IntoIden, IntoValueTuple, TableRef},
};

use super::{
    Answer, JournalError, NewMessage, Outcome, Posted, Revise, Revision, Write,
    following::{Followed, Touched},
};
use crate::models::{
    attachments::{self, Attached, Attaching, Loose},
    blocks,
    forwards::Forward,
    groups::{self, Standing, Tie, ties},
    memberships::{self, NewMember},
    mentions,
    messages::{ActiveModel, Author, Column, Entity, Model, history, threads},
    pins,
    previews::Preview,
    together::padded,
    users,
};

/// What the batch has to know before it gives numbers out.
pub(super) struct Known {
    /// By id, locked.
    groups: HashMap<i64, groups::Model>,
    /// By group and user.
    ties: HashMap<(i64, i64), Tie>,
    /// The direct chats where one of the two has blocked the other.
    silenced: HashSet<i64>,
    administrators: HashSet<i64>,
    authors: HashMap<i64, Author>,
    /// By author and `client_id`.
    written: HashMap<(i64, String), Posted>,
    /// The files that messages may bring along, and those that they do, by the message's key.
    loose: Loose,
    brought: HashMap<(i64, String), Vec<attachments::Model>>,
    /// What messages forward, by the message's key.
    forwarded: HashMap<(i64, String), Forward>,
    /// The messages that are to be changed or answered, by id.
    revised: HashMap<i64, Posted>,
    /// The groups that gave numbers out.
    numbered: BTreeSet<i64>,
    /// Who takes part, by group and user, and what they have read before.
    taking_part: BTreeMap<(i64, i64), i64>,
    touched: Touched,
}

/// What came of a batch.
#[derive(Default)]
pub(super) struct Written {
    /// In the order of the items.
    pub answers: Vec<Answer>,
    /// Who became members by it, by group and user.
    pub joined: Vec<(i64, i64)>,
    /// What changed with it.
    pub followed: Followed,
}

/// What is done about one item.
enum Plan {
    /// Nothing more: that is the answer.
    Answer(Box<Answer>),
    Write,
    /// Its key is taken, before or in this batch: look whether by the same request.
    Compare,
}

/// Writes all items. An error leaves the transaction to be rolled back.
pub(super) async fn write(txn: &impl ConnectionTrait, items: &[Write]) -> ModelResult<Written> {
    let mut known = Known::read(txn, items).await?;
    let mut rows = Vec::new();
    let mut keys = HashSet::new();
    let mut plans = Vec::with_capacity(items.len());
    for item in items {
        plans.push(match item {
            Write::Post(message) => {
                if let Err(refused) = known.may_write(message) {
                    Plan::Answer(Box::new(Err(refused)))
                } else if known.written.contains_key(&key(message)) || keys.contains(&key(message)) {
                    Plan::Compare
                } else if let Err(refused) = known.may_answer(message).and_then(|()| known.bring(message)) {
                    Plan::Answer(Box::new(Err(refused)))
                } else {
                    keys.insert(key(message));
                    rows.extend(known.number(message));
                    Plan::Write
                }
            }
            Write::Revise(revision) => Plan::Answer(Box::new(known.revise(txn, revision).await?)),
        });
    }
    known.insert(txn, rows).await?;
    known.mention(txn, items, &plans).await?;
    let followed = std::mem::take(&mut known.touched).follow(txn, &mut known).await?;
    let joined = known.keep(txn).await?;
    let answers = items.iter().zip(plans);
    let answers = answers.map(|(item, plan)| known.answer(item, plan)).collect();
    Ok(Written {
        answers,
        joined,
        followed,
    })
}

impl Known {
    async fn read(txn: &impl ConnectionTrait, items: &[Write]) -> ModelResult<Self> {
        let groups: HashMap<i64, groups::Model> = locked_groups(txn, items)
            .await?
            .into_iter()
            .map(|group| (group.id, group))
            .collect();
        let participants = groups
            .values()
            .flat_map(|group| group.participants().map(|user_id| (group.id, user_id)));
        let pairs = items.iter().map(|item| (item.group_id(), item.user_id()));
        let pairs: BTreeSet<_> = pairs.chain(participants).collect();
        let authors = active_users(txn, items).await?;
        Ok(Self {
            ties: ties(txn, pairs.into_iter().collect()).await?,
            silenced: blocks::silenced(txn, groups.values()).await?,
            written: written(txn, items).await?,
            revised: revised(txn, items).await?,
            loose: Loose::read(txn, items.iter().flat_map(files)).await?,
            brought: HashMap::new(),
            forwarded: HashMap::new(),
            groups,
            administrators: authors
                .iter()
                .filter(|(_, role)| role == users::Role::Administrator.as_str())
                .map(|(author, _)| author.id)
                .collect(),
            authors: authors
                .into_iter()
                .map(|(author, _)| (author.id, author))
                .collect(),
            numbered: BTreeSet::new(),
            taking_part: BTreeMap::new(),
            touched: Touched::default(),
        })
    }

    /// The group as this user may write there.
    fn standing(&self, group_id: i64, user_id: i64) -> Result<Standing, JournalError> {
        let group = self.groups.get(&group_id);
        let tie = self.ties.get(&(group_id, user_id));
        let (Some(group), Some(tie), true) = (group, tie, self.authors.contains_key(&user_id)) else {
            return Err(JournalError::NotFound);
        };
        let is_administrator = self.administrators.contains(&user_id);
        Standing::within(group.clone(), tie, is_administrator).ok_or(JournalError::NotFound)
    }

    /// The same for who changes a message. Administrators take down what was reported to them in any group.
    fn standing_for(&self, revision: &Revision) -> Result<Standing, JournalError> {
        let &Revision {
            group_id, actor_id, ..
        } = revision;
        if revision.what != Revise::TakeDown {
            return self.standing(group_id, actor_id);
        }
        if !self.administrators.contains(&actor_id) {
            return Err(JournalError::Forbidden);
        }
        let group = self.groups.get(&group_id).ok_or(JournalError::NotFound)?;
        Ok(Standing::above(group.clone()))
    }

    fn may_write(&self, message: &NewMessage) -> Result<(), JournalError> {
        let standing = self.standing(message.group_id, message.author_id)?;
        // What was written before the group was archived is still answered.
        let repeated = self.written.contains_key(&key(message));
        if standing.group.is_archived() && !repeated {
            return Err(JournalError::Archived);
        }
        if !repeated {
            self.may_speak(message.group_id)?;
        }
        Ok(())
    }

    /// Who has blocked the other one of a direct chat, or is blocked by them, says nothing there.
    fn may_speak(&self, group_id: i64) -> Result<(), JournalError> {
        if self.silenced.contains(&group_id) {
            return Err(JournalError::Refused("direct-silenced"));
        }
        Ok(())
    }

    /// Takes the files that the message brings along, and what it forwards.
    fn bring(&mut self, message: &NewMessage) -> Result<(), JournalError> {
        if let Some(forward) = &message.forward {
            self.forwarded.insert(key(message), Forward::clone(forward));
        }
        if message.attachments.is_empty() {
            return Ok(());
        }
        let files = self
            .loose
            .take(message.group_id, message.author_id, &message.attachments)?;
        self.brought.insert(key(message), files);
        Ok(())
    }

    /// Only what is there to be read is answered.
    fn may_answer(&self, message: &NewMessage) -> Result<(), JournalError> {
        let Some(id) = message.reply_to else { return Ok(()) };
        let original = self.revised.get(&id);
        let is_there =
            original.is_some_and(|posted| posted.message.group_id == message.group_id && posted.is_live());
        is_there.then_some(()).ok_or(JournalError::Refused("reply-gone"))
    }

    /// The latest number of the group.
    pub(super) fn last_seq(&self, group_id: i64) -> i64 {
        self.groups.get(&group_id).map_or(0, |group| group.last_seq)
    }

    /// The next number of the group; who takes part in it by what takes the number.
    pub(super) fn next(&mut self, group_id: i64, takes_part: Option<i64>) -> Option<i64> {
        let group = self.groups.get_mut(&group_id)?;
        group.last_seq += 1;
        self.numbered.insert(group_id);
        // In a direct chat whoever is written to takes part as well.
        for user_id in takes_part
            .into_iter()
            .flat_map(|id| group.participants().chain([id]))
        {
            // Unread from this one on.
            self.taking_part
                .entry((group_id, user_id))
                .or_insert(group.last_seq - 1);
        }
        Some(group.last_seq)
    }

    /// The row of a new message, with its number.
    fn number(&mut self, message: &NewMessage) -> Option<ActiveModel> {
        let number = self.next(message.group_id, Some(message.author_id))?;
        let original = message.reply_to.and_then(|id| self.revised.get(&id));
        let thread_id = original.map(|posted| threads::of(&posted.message));
        self.touched.posted(message.group_id, thread_id);
        Some(ActiveModel {
            id: NotSet,
            group_id: Set(message.group_id),
            author_id: Set(message.author_id),
            seq: Set(number),
            version: Set(number),
            client_id: Set(message.client_id.clone()),
            request_hash: Set(message.request_hash()),
            body: Set(message.body.text.clone()),
            html: Set(message.body.html.clone()),
            created_at: Set(Utc::now().fixed_offset()),
            edited_at: Set(None),
            deleted_at: Set(None),
            line: Set(None),
            reply_to_id: Set(message.reply_to),
            thread_id: Set(thread_id),
            replies: Set(0),
        })
    }

    /// Changes a message, if it is to be changed.
    async fn revise(&mut self, txn: &impl ConnectionTrait, revision: &Revision) -> ModelResult<Answer> {
        let &Revision {
            group_id, actor_id, ..
        } = revision;
        let standing = match self.standing_for(revision) {
            Ok(standing) => standing,
            Err(refused) => return Ok(Err(refused)),
        };
        let posted = self.revised.get(&revision.message_id);
        let Some(posted) = posted.filter(|posted| posted.message.group_id == group_id) else {
            return Ok(Err(JournalError::NotFound));
        };
        match revision.what.may_change(posted, actor_id, &standing) {
            Ok(true) => {}
            Ok(false) => return Ok(Ok(Outcome::Repeated(posted.clone()))),
            Err(refused) => return Ok(Err(refused)),
        }
        if revision.what.speaks()
            && let Err(refused) = self.may_speak(group_id)
        {
            return Ok(Err(refused));
        }
        if revision.what == Revise::Pin && pins::is_full(txn, group_id).await? {
            return Ok(Err(JournalError::Refused("pins-full")));
        }
        let number = self.next(group_id, revision.what.joins().then_some(actor_id));
        let (Some(number), Some(actor), Some(posted)) = (
            number,
            self.authors.get(&actor_id),
            self.revised.get_mut(&revision.message_id),
        ) else {
            return Ok(Err(JournalError::NotFound));
        };
        revision.what.make(txn, posted, actor, number).await?;
        self.touched.revised(&revision.what, &posted.message);
        Ok(Ok(Outcome::New(posted.clone())))
    }

    async fn insert(&mut self, txn: &impl ConnectionTrait, rows: Vec<ActiveModel>) -> ModelResult<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let inserted: Vec<Model> = Entity::insert_many(rows).exec_with_returning(txn).await?;
        for message in inserted {
            if let Some(author) = self.authors.get(&message.author_id).cloned() {
                let key = (author.id, message.client_id.clone());
                let (reactions, pinned) = (Vec::new(), false);
                let attachments = match self.brought.remove(&key) {
                    Some(files) => attachments::attach(txn, message.id, files).await?,
                    None => Attached::default(),
                };
                let forward = self.forwarded.remove(&key);
                if let Some(forward) = &forward {
                    forward.keep(txn, message.id).await?;
                }
                let original = message.reply_to_id.and_then(|id| self.revised.get(&id));
                let quote = original.map(Posted::as_quote);
                self.written.insert(
                    key,
                    Posted {
                        message,
                        author,
                        reactions,
                        pinned,
                        attachments,
                        preview: Preview::None,
                        quote,
                        forward,
                    },
                );
            }
        }
        Ok(())
    }

    /// Keeps whom the new messages mention.
    async fn mention(&self, txn: &impl ConnectionTrait, items: &[Write], plans: &[Plan]) -> ModelResult<()> {
        let new = items
            .iter()
            .zip(plans)
            .filter_map(|(item, plan)| match (item, plan) {
                (Write::Post(message), Plan::Write) if !message.body.mentions.is_empty() => Some(message),
                _ => None,
            });
        let mentions = new.flat_map(|message| {
            let written = self.written.get(&key(message));
            let place = written.map(|posted| mentions::Place::from(&posted.message));
            let mentions = message.body.mentions.iter();
            mentions.filter_map(move |mention| Some((place?, mention.clone())))
        });
        mentions::keep(txn, mentions.collect()).await
    }

    /// Keeps the numbers of the groups, and makes those who take part members. Returns who has become one.
    async fn keep(&mut self, txn: &impl ConnectionTrait) -> ModelResult<Vec<(i64, i64)>> {
        let ties = &self.ties;
        self.taking_part
            .retain(|pair, _| ties.get(pair).and_then(Tie::role).is_none());
        let rows = self
            .taking_part
            .iter()
            .map(|(&(group_id, user_id), &last_read_seq)| NewMember {
                last_read_seq,
                ..NewMember::new(group_id, user_id)
            });
        memberships::insert(txn, rows).await?;
        self.renumber(txn).await?;
        Ok(self.taking_part.keys().copied().collect())
    }

    /// In one statement, however many groups there are.
    async fn renumber(&self, txn: &impl ConnectionTrait) -> ModelResult<()> {
        let groups = self.numbered.iter().filter_map(|id| self.groups.get(id));
        let numbers: Vec<(i64, i64)> = groups.map(|group| (group.id, group.last_seq)).collect();
        if numbers.is_empty() {
            return Ok(());
        }
        let numbers = padded(numbers).into_iter().map(IntoValueTuple::into_value_tuple);
        let mut update = groups::Entity::update_many()
            .col_expr(groups::Column::LastSeq, Expr::col(("numbered", "column2")))
            .filter(
                groups::Column::Id
                    .into_expr()
                    .eq(Expr::col(("numbered", "column1"))),
            );
        QueryTrait::query(&mut update).from(TableRef::ValuesList(numbers.collect(), "numbered".into_iden()));
        update.exec(txn).await?;
        Ok(())
    }

    fn answer(&self, item: &Write, plan: Plan) -> Answer {
        let Write::Post(message) = item else {
            return match plan {
                Plan::Answer(answer) => *answer,
                Plan::Write | Plan::Compare => Err(JournalError::NotFound),
            };
        };
        let written = self.written.get(&key(message)).cloned();
        match (plan, written) {
            (Plan::Answer(answer), _) => *answer,
            (Plan::Write, Some(posted)) => Ok(Outcome::New(posted)),
            (Plan::Compare, Some(posted)) => {
                // The same batch may have changed it. What is deleted has no text left to compare.
                let now = self.revised.get(&posted.message.id).cloned().unwrap_or(posted);
                let is_same =
                    now.message.deleted_at.is_some() || now.message.request_hash == message.request_hash();
                is_same
                    .then_some(Outcome::Repeated(now))
                    .ok_or(JournalError::Conflict)
            }
            (Plan::Write | Plan::Compare, None) => Err(JournalError::NotFound),
        }
    }
}

/// The groups, locked until the end of `txn`.
async fn locked_groups(txn: &impl ConnectionTrait, items: &[Write]) -> ModelResult<Vec<groups::Model>> {
    let ids: BTreeSet<i64> = items.iter().map(Write::group_id).collect();
    let groups = groups::Entity::find()
        .filter(groups::Column::Id.is_in(padded(ids.into_iter().collect())))
        .filter(groups::Column::DeletedAt.is_null())
        // So that two processes can't wait for each other.
        .order_by_asc(groups::Column::Id)
        .lock_exclusive()
        .all(txn)
        .await?;
    Ok(groups)
}

/// Id, name and role of those who write, without the deactivated.
async fn active_users(txn: &impl ConnectionTrait, items: &[Write]) -> ModelResult<Vec<(Author, String)>> {
    let ids: BTreeSet<i64> = items.iter().map(Write::user_id).collect();
    let users = users::Entity::find()
        .select_only()
        .column(users::Column::Id)
        .columns(users::FACE)
        .column(users::Column::Role)
        .filter(users::Column::Id.is_in(padded(ids.into_iter().collect())))
        .filter(users::Column::DeactivatedAt.is_null())
        .into_tuple::<(i64, String, Option<String>, Option<String>, String)>()
        .all(txn)
        .await?;
    let authors = users.into_iter().map(|(id, username, name, picture, role)| {
        let author = Author::from((id, username, name, picture));
        (author, role)
    });
    Ok(authors.collect())
}

/// What has been posted under the same keys before.
async fn written(txn: &impl ConnectionTrait, items: &[Write]) -> ModelResult<HashMap<(i64, String), Posted>> {
    // Pair by pair: of two lists SQLite looks at every author with every key, 65,536 of them for a full batch.
    let keys: Vec<(i64, String)> = items
        .iter()
        .filter_map(|item| match item {
            Write::Post(message) => Some(key(message)),
            Write::Revise(_) => None,
        })
        .collect();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let mut ids = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::AuthorId.into_expr().eq(Expr::col(("asked", "column1"))))
        .filter(Column::ClientId.into_expr().eq(Expr::col(("asked", "column2"))));
    QuerySelect::query(&mut ids).from_values(padded(keys), "asked");
    let ids: BTreeSet<i64> = ids.into_tuple().all(txn).await?.into_iter().collect();
    let written = with_ids(txn, ids).await?.into_iter();
    Ok(written
        .map(|posted| ((posted.author.id, posted.message.client_id.clone()), posted))
        .collect())
}

/// The messages that are to be changed or answered.
async fn revised(txn: &impl ConnectionTrait, items: &[Write]) -> ModelResult<HashMap<i64, Posted>> {
    let ids: BTreeSet<i64> = items
        .iter()
        .filter_map(|item| match item {
            Write::Post(message) => message.reply_to,
            Write::Revise(revision) => Some(revision.message_id),
        })
        .collect();
    let revised = with_ids(txn, ids).await?.into_iter();
    Ok(revised.map(|posted| (posted.message.id, posted)).collect())
}

async fn with_ids(txn: &impl ConnectionTrait, ids: BTreeSet<i64>) -> ModelResult<Vec<Posted>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = padded(ids.into_iter().collect());
    history::load(txn, Entity::find().filter(Column::Id.is_in(ids))).await
}

/// The files that an item asks for.
fn files(item: &Write) -> &[Attaching] {
    match item {
        Write::Post(message) => &message.attachments,
        Write::Revise(_) => &[],
    }
}

fn key(message: &NewMessage) -> (i64, String) {
    (message.author_id, message.client_id.clone())
}
