//! Messages: what was written, in the one order that its group has.

pub use super::_entities::messages::{ActiveModel, Column, Entity, Model};

mod body;
mod code;
mod events;
mod history;
mod journal;
mod lines;
pub mod live;
mod markdown;
mod posting;
mod purge;
mod revising;

pub use body::{Body, LIMIT, is_blank};
pub use events::{Author, Event, Posted};
pub use history::{Changes, PAGE, Position, Window, find_all, find_in, pinned};
pub use journal::{
    Change, ChangeError, Changed, Journal, JournalError, NewMessage, Outcome, Revise, Revision,
};
pub use lines::Line;
pub use posting::{Draft, PostError, new_client_id, post};
pub use purge::{Purge, Share};
pub use revising::revise;

impl sea_orm::ActiveModelBehavior for ActiveModel {}
