//! What messages have forwarded: a copy of what another said, and where it was said.
//!
//! What is shown of the origin is right for everybody who reads the copy: the name of a public room, of any other group none.

use std::collections::HashMap;

use loco_rs::model::ModelResult;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
};
use sha2::{Digest, Sha256};

pub use super::_entities::forwards::{ActiveModel, Column, Entity, Model};
use super::{
    groups::{self, Kind},
    messages::{Author, Body, Posted},
    users,
};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// What a message forwards.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Forward {
    /// The original, which may be gone, or not for whoever sees the copy.
    pub origin_id: i64,
    pub origin_group_id: i64,
    /// Who said it.
    pub author: Author,
    /// The public room where it was said.
    pub place: Option<String>,
    /// As it was then.
    pub body: String,
    /// Rendered and sanitised; it mentions nobody.
    pub html: String,
}

impl Forward {
    /// What forwarding `posted` of `group` brings along. Of a message that forwards another itself that other is passed on.
    #[must_use]
    pub fn of(posted: &Posted, group: &groups::Model) -> Self {
        if let Some(forward) = &posted.forward {
            return forward.clone();
        }
        let message = &posted.message;
        let html = Body::parse_beside_files(&message.body).map_or_else(|_| String::new(), |body| body.html);
        Self {
            origin_id: message.id,
            origin_group_id: message.group_id,
            author: posted.author.clone(),
            place: (group.kind() == Kind::Public).then(|| group.name.clone()),
            body: message.body.clone(),
            html,
        }
    }

    /// Makes it a part of what tells two requests apart.
    pub(in crate::models) fn hash(&self, hash: &mut Sha256) {
        hash.update(b"\0forward");
        hash.update(self.origin_id.to_be_bytes());
    }

    /// Keeps it with the message that forwards it.
    pub(in crate::models) async fn keep(
        &self,
        txn: &impl ConnectionTrait,
        message_id: i64,
    ) -> ModelResult<()> {
        let row = ActiveModel {
            id: NotSet,
            message_id: Set(message_id),
            origin_id: Set(self.origin_id),
            origin_group_id: Set(self.origin_group_id),
            author_id: Set(self.author.id),
            place: Set(self.place.clone()),
            body: Set(self.body.clone()),
            html: Set(self.html.clone()),
        };
        Entity::insert(row).exec_without_returning(txn).await?;
        Ok(())
    }
}

/// What these messages forward, by message.
///
/// # Errors
/// When the database fails.
pub async fn of(
    db: &impl ConnectionTrait,
    message_ids: impl IntoIterator<Item = i64>,
) -> ModelResult<HashMap<i64, Forward>> {
    let message_ids: Vec<i64> = message_ids.into_iter().collect();
    if message_ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = Entity::find()
        .find_also_related(users::Entity)
        .filter(Column::MessageId.is_in(message_ids))
        .all(db)
        .await?;
    let forwards = rows.into_iter().filter_map(|(forward, author)| {
        let forwarded = Forward {
            origin_id: forward.origin_id,
            origin_group_id: forward.origin_group_id,
            // The foreign key keeps every author.
            author: Author::from(&author?),
            place: forward.place,
            body: forward.body,
            html: forward.html,
        };
        Some((forward.message_id, forwarded))
    });
    Ok(forwards.collect())
}
