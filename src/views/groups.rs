//! The page of a group: sidebar, timeline, composer, people.

use serde::Serialize;

use super::{
    messages::TimelineView,
    shell::{Person, Shell},
};
use crate::{
    channels::Roll,
    models::{groups, messages},
};

/// `groups/show.html`
#[derive(Debug, Serialize)]
pub struct GroupPage {
    pub shell: Shell,
    /// The groups in the sidebar, the open one marked.
    pub groups: Vec<GroupLink>,
    pub group: GroupView,
    pub timeline: TimelineView,
    pub people: PeopleView,
    pub composer: ComposerView,
    /// Seconds between two signs of life on the page's socket.
    pub heartbeat: u64,
}

#[derive(Debug, Serialize)]
pub struct GroupLink {
    pub id: i64,
    pub name: String,
    pub current: bool,
}

#[derive(Debug, Serialize)]
pub struct GroupView {
    pub id: i64,
    pub name: String,
    pub topic: String,
}

/// Who is here now: `groups/_people.html`, in the page and in presence frames.
#[derive(Debug, Clone, Serialize)]
pub struct PeopleView {
    pub count: usize,
    /// At most 50 of them, by name.
    pub people: Vec<Person>,
    /// How many more there are than are named.
    pub more: usize,
}

#[derive(Debug, Serialize)]
pub struct ComposerView {
    /// What was typed into a post that was refused; empty otherwise.
    pub body: String,
    pub error: Option<&'static str>,
    /// The idempotency key of a post made without script.
    pub client_id: String,
    /// Characters a message may have.
    pub limit: usize,
}

impl GroupLink {
    #[must_use]
    pub fn new(group: &groups::Model, current: i64) -> Self {
        Self {
            id: group.id,
            name: group.name.clone(),
            current: group.id == current,
        }
    }
}

impl From<&groups::Model> for GroupView {
    fn from(group: &groups::Model) -> Self {
        Self {
            id: group.id,
            name: group.name.clone(),
            topic: group.topic.clone(),
        }
    }
}

impl From<&Roll> for PeopleView {
    fn from(roll: &Roll) -> Self {
        let named = roll.named.iter();
        let people: Vec<Person> = named.map(|who| Person::new(who.user_id, &who.name)).collect();
        Self {
            count: roll.count,
            more: roll.count.saturating_sub(people.len()),
            people,
        }
    }
}

impl Default for ComposerView {
    fn default() -> Self {
        Self {
            body: String::new(),
            error: None,
            client_id: messages::new_client_id(),
            limit: messages::LIMIT,
        }
    }
}
