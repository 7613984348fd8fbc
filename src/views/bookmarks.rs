//! The messages that somebody keeps for themself.

use chrono_tz::Tz;
use serde::Serialize;

use super::{
    messages::PinView,
    shell::{Person, Shell},
    sidebar::{Sidebar, direct_name},
};
use crate::models::bookmarks::Saved;

/// `bookmarks/index.html`
#[derive(Debug, Serialize)]
pub struct BookmarksPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    /// The latest first.
    pub saved: Vec<SavedView>,
    /// Where earlier ones are.
    pub older: Option<String>,
    pub first_page: bool,
}

#[derive(Debug, Serialize)]
pub struct SavedView {
    pub message: PinView,
    /// The name of the group, or of the one whom the chat is with.
    pub place: String,
    /// `/groups/1/messages/7`
    pub path: String,
}

impl SavedView {
    #[must_use]
    pub fn new(Saved { posted, group, other }: &Saved, viewer_id: i64, blocked: &[i64], zone: Tz) -> Self {
        let place = other.as_ref().map_or_else(
            || group.name.clone(),
            |other| direct_name(&Person::from(other), other.id == viewer_id),
        );
        Self {
            message: PinView::new(posted, zone).without(posted, blocked),
            place,
            path: format!("/groups/{}/messages/{}", group.id, posted.message.id),
        }
    }
}
