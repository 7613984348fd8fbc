//! Which files a message brings along, inside the transaction of its batch.

use std::collections::{BTreeSet, HashMap};

use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, IntoIden, IntoValueTuple, TableRef},
};
use sha2::{Digest, Sha256};

use super::{Attached, Column, Entity, Model, SHOWN};
use crate::models::{messages::JournalError, together::padded};

/// Files that one statement is about: a database takes so many parameters and no more.
pub(super) const AT_ONCE: usize = 1024;

/// A file that somebody has uploaded, to be posted with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attaching {
    pub id: i64,
    /// What it shows, for who can't see it.
    pub alt: String,
    /// Of one that came with the form itself, what tells it from others: sent again it is another file that says the
    /// same.
    pub digest: Option<Vec<u8>>,
}

impl Attaching {
    /// Characters of the text that stands for a picture.
    pub const LONGEST: usize = 1000;

    #[must_use]
    pub fn new(id: i64, alt: &str) -> Self {
        let alt = alt.trim().chars().filter(|c| *c != '\0').take(Self::LONGEST);
        Self {
            id,
            alt: alt.collect(),
            digest: None,
        }
    }

    /// One that came with the form itself.
    #[must_use]
    pub fn fresh(id: i64, alt: &str, digest: Vec<u8>) -> Self {
        Self {
            digest: Some(digest),
            ..Self::new(id, alt)
        }
    }

    /// Makes it a part of what tells two requests apart.
    pub(in crate::models) fn hash(&self, hash: &mut Sha256) {
        match &self.digest {
            Some(digest) => hash.update(digest),
            None => hash.update(self.id.to_be_bytes()),
        }
        hash.update(self.alt.len().to_be_bytes());
        hash.update(self.alt.as_bytes());
    }
}

/// The files that the messages of a batch ask for and that belong to no message yet.
#[derive(Debug, Default)]
pub(in crate::models) struct Loose {
    by_id: HashMap<i64, Model>,
}

impl Loose {
    /// Reads them, locked until the end of `txn`: no file gets into two messages.
    pub async fn read<'a>(
        txn: &impl ConnectionTrait,
        wanted: impl Iterator<Item = &'a Attaching>,
    ) -> ModelResult<Self> {
        // In one order, so that two processes can't wait for each other.
        let ids: BTreeSet<i64> = wanted.map(|file| file.id).collect();
        let ids: Vec<i64> = ids.into_iter().collect();
        let mut by_id = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(AT_ONCE) {
            let files = Entity::find()
                .filter(Column::Id.is_in(padded(ids.to_vec())))
                .filter(Column::MessageId.is_null())
                .order_by_asc(Column::Id)
                .lock_exclusive()
                .all(txn)
                .await?;
            by_id.extend(files.into_iter().map(|file| (file.id, file)));
        }
        Ok(Self { by_id })
    }

    /// Takes the files of one message: its author's own, of its group.
    ///
    /// # Errors
    /// When one of them is not there for it; none is taken then.
    pub fn take(
        &mut self,
        group_id: i64,
        author_id: i64,
        wanted: &[Attaching],
    ) -> Result<Vec<Model>, JournalError> {
        let is_theirs = |file: &Attaching| {
            let found = self.by_id.get(&file.id);
            found.is_some_and(|found| found.group_id == group_id && found.uploader_id == author_id)
        };
        let different: BTreeSet<i64> = wanted.iter().map(|file| file.id).collect();
        if different.len() < wanted.len() || !wanted.iter().all(is_theirs) {
            return Err(JournalError::Refused("attachments-gone"));
        }
        let taken = wanted.iter().filter_map(|wanted| {
            let file = self.by_id.remove(&wanted.id)?;
            let alt = wanted.alt.clone();
            Some(Model { alt, ..file })
        });
        Ok((0..)
            .zip(taken)
            .map(|(position, file)| Model { position, ..file })
            .collect())
    }
}

/// Gives the files to the message that they came with: in one statement for many, because everybody's posts wait for it.
pub(in crate::models) async fn attach(
    txn: &impl ConnectionTrait,
    message_id: i64,
    mut files: Vec<Model>,
) -> ModelResult<Attached> {
    for files in files.chunks(AT_ONCE) {
        let rows = files
            .iter()
            .map(|file| (file.id, file.position, file.alt.clone()));
        let rows = padded(rows.collect())
            .into_iter()
            .map(IntoValueTuple::into_value_tuple);
        let given = |column: &'static str| Expr::col(("given", column));
        let mut update = Entity::update_many()
            .col_expr(Column::MessageId, Expr::value(message_id))
            .col_expr(Column::Position, given("column2"))
            .col_expr(Column::Alt, given("column3"))
            .filter(Column::Id.into_expr().eq(given("column1")));
        QueryTrait::query(&mut update).from(TableRef::ValuesList(rows.collect(), "given".into_iden()));
        update.exec(txn).await?;
    }
    let count = files.len() as u64;
    files.truncate(SHOWN);
    let shown = files.into_iter().map(|file| Model {
        message_id: Some(message_id),
        ..file
    });
    Ok(Attached {
        shown: shown.collect(),
        count,
    })
}
