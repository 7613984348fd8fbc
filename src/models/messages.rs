//! Messages: what was written, in the one order that its group has.

pub use super::_entities::messages::{ActiveModel, Column, Entity, Model};

mod body;
mod code;
mod events;
mod forwarding;
mod history;
mod journal;
mod lines;
pub mod live;
mod markdown;
mod posting;
mod purge;
mod quotes;
mod revising;
mod threads;

pub use body::{ACTION, Body, LIMIT, is_blank};
pub use events::{Author, Event, Posted};
pub use forwarding::forward;
pub use history::{Changes, PAGE, Position, Window, find_all, find_in, pinned};
pub use journal::{
    Change, ChangeError, Changed, Journal, JournalError, NewMessage, Outcome, Revise, Revision,
};
pub use lines::Line;
pub use posting::{Draft, PostError, new_client_id, post};
pub use purge::{Purge, Share};
pub use quotes::Quote;
pub(in crate::models) use quotes::text_of;
pub use revising::revise;
pub use threads::Thread;

impl sea_orm::ActiveModelBehavior for ActiveModel {}
