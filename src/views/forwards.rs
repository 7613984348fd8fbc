//! Forwarding: what is shown of what a message forwards, and the form that chooses where it goes.

use serde::Serialize;

use super::{
    groups::GroupView,
    messages::{PinView, permalink},
    shell::Shell,
    sidebar::{GroupLink, Sidebar},
};
use crate::models::{forwards::Forward, groups::Listed, messages::Posted};

/// `messages/_forward.html`: the same for everybody who reads it.
#[derive(Debug, Clone, Serialize)]
pub struct ForwardView {
    /// Where the original is, or was: 404 for who may not see it.
    pub path: String,
    pub author: String,
    pub author_id: i64,
    /// The public room where it was said.
    pub place: Option<String>,
    /// Rendered and sanitised.
    pub html: String,
    /// The reader has blocked its author.
    pub blocked: bool,
}

/// `messages/forward.html` and `messages/forward_sheet.html`
#[derive(Debug, Serialize)]
pub struct ForwardPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub group: GroupView,
    pub forwarding: ForwardingView,
}

/// `messages/_forwarding.html`
#[derive(Debug, Default, Serialize)]
pub struct ForwardingView {
    /// `/groups/1/messages/7`
    pub path: String,
    pub author: String,
    /// Rendered and sanitised; empty where it has only files.
    pub html: String,
    pub files: u64,
    /// What was looked for; empty for all.
    pub query: String,
    pub groups: Vec<GroupLink>,
    /// As it was chosen and typed.
    pub to: Option<i64>,
    pub body: String,
    pub client_id: String,
    /// The key of the text that says why not.
    pub error: Option<&'static str>,
}

impl From<&Forward> for ForwardView {
    fn from(forward: &Forward) -> Self {
        let Forward {
            origin_id,
            origin_group_id,
            author,
            place,
            html,
            ..
        } = forward;
        Self {
            path: permalink(*origin_group_id, *origin_id),
            author: author.name.clone(),
            author_id: author.id,
            place: place.clone(),
            html: html.clone(),
            blocked: false,
        }
    }
}

impl ForwardingView {
    /// The form for this message, with those of the groups that can be written in and are looked for.
    #[must_use]
    pub fn about(mut self, posted: &Posted, listed: &[Listed], user_id: i64) -> Self {
        let message = &posted.message;
        let sought = self.query.trim().to_lowercase();
        let open = listed.iter().filter(|listed| !listed.group.is_archived());
        let links = open.map(|listed| GroupLink::of(listed, user_id, 0));
        self.groups = links
            .filter(|link| link.name.to_lowercase().contains(&sought))
            .collect();
        self.path = format!("/groups/{}/messages/{}", message.group_id, message.id);
        self.author.clone_from(&posted.author.name);
        self.html = PinView::html_of(posted);
        self.files = posted.attachments.count;
        self
    }
}
