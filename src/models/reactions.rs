//! Reactions to messages: who, with which emoji. The journal writes them.

use std::collections::HashMap;

use loco_rs::model::ModelResult;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

pub use super::_entities::reactions::{ActiveModel, Column, Entity, Model};
use super::{messages::Author, users};

impl sea_orm::ActiveModelBehavior for ActiveModel {}

/// Different emoji that one message takes.
pub const KINDS: usize = 20;

/// Reactions that one message takes in all: everybody's page shows whose they are, and a reconnect may bring those to
/// hundreds of messages.
pub const MOST: usize = 200;

/// One emoji below a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    pub emoji: String,
    /// In the order in which they came; never empty.
    pub by: Vec<Author>,
}

/// The emoji that `typed` is, in the one spelling that is kept; `None` for any other text.
#[must_use]
pub fn emoji(typed: &str) -> Option<&'static str> {
    emojis::get(typed).map(emojis::Emoji::as_str)
}

/// The reactions to these messages, by message, each list in the order of its first reactions.
///
/// # Errors
/// When the database fails.
pub async fn of(
    db: &impl ConnectionTrait,
    message_ids: impl IntoIterator<Item = i64>,
) -> ModelResult<HashMap<i64, Vec<Reaction>>> {
    let mut found: HashMap<i64, Vec<Reaction>> = HashMap::new();
    let message_ids: Vec<i64> = message_ids.into_iter().collect();
    if message_ids.is_empty() {
        return Ok(found);
    }
    let rows = Entity::find()
        .select_only()
        .columns([Column::MessageId, Column::Emoji, Column::UserId])
        .columns(users::FACE)
        .inner_join(users::Entity)
        .filter(Column::MessageId.is_in(message_ids))
        .order_by_asc(Column::Id)
        .into_tuple::<(i64, String, i64, String, Option<String>, Option<String>)>()
        .all(db)
        .await?;
    for (message_id, emoji, id, username, name, picture) in rows {
        add(
            found.entry(message_id).or_default(),
            &emoji,
            Author::from((id, username, name, picture)),
        );
    }
    Ok(found)
}

/// Puts one more reaction to those of a message.
pub(super) fn add(reactions: &mut Vec<Reaction>, emoji: &str, by: Author) {
    if let Some(reaction) = reactions.iter_mut().find(|reaction| reaction.emoji == emoji) {
        reaction.by.push(by);
    } else {
        reactions.push(Reaction {
            emoji: emoji.to_owned(),
            by: vec![by],
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emoji_is_kept_in_one_spelling() {
        // With and without the selector that asks for the picture.
        assert_eq!(emoji("❤"), emoji("❤\u{fe0f}"));
        assert!(emoji("👍🏽").is_some());
        for text in ["", "a", ":+1:", "👍👍", "👍 ", "<b>"] {
            assert_eq!(emoji(text), None, "{text:?}");
        }
    }
}
