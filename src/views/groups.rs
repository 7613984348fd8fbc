//! Groups: the page of one, the directory of rooms, a new one, its settings.

use serde::Serialize;

use super::{
    attachments::{FileView, readable},
    commands::ToldView,
    messages::{ActionsView, TimelineView},
    people::PickerView,
    shell::{Person, Shell},
    sidebar::{Sidebar, direct_name},
    threads::{ReplyingView, ThreadView},
};
use crate::{
    channels::Roll,
    models::{
        blocks::Silence,
        groups::{self, Room, Standing},
        memberships::Role,
        messages,
    },
};

/// `groups/show.html`
#[derive(Debug, Serialize)]
pub struct GroupPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub group: GroupView,
    pub standing: StandingView,
    pub timeline: TimelineView,
    /// The thread that is open beside it.
    pub thread: Option<ThreadView>,
    /// What the reader may do with the message that the address points at: for pages without script.
    pub actions: Option<ActionsView>,
    /// The emoji that one reacts with most.
    pub quick: [&'static str; 6],
    pub people: PeopleView,
    pub composer: ComposerView,
    /// Seconds between two signs of life on the page's socket.
    pub heartbeat: u64,
}

/// A group as pages show it.
#[derive(Debug, Serialize)]
pub struct GroupView {
    pub id: i64,
    /// As it is shown: of a direct chat the other person's name.
    pub name: String,
    pub topic: String,
    /// `public`, `private` or `direct`.
    pub kind: &'static str,
    /// Nobody can write in it any more.
    pub archived: bool,
    /// In a direct chat the other one; in the notes to oneself that is oneself.
    pub person: Option<Person>,
    /// Notes to oneself.
    pub myself: bool,
    /// How many belong to it.
    pub members: u64,
}

/// What the one who looks is in a group, and may do there.
#[derive(Debug, Default, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "a template asks each on its own")]
pub struct StandingView {
    pub member: bool,
    /// `owner`, `moderator` or `member`.
    pub role: Option<&'static str>,
    pub may_join: bool,
    pub may_leave: bool,
    /// Edit, archive, delete, give roles.
    pub may_manage: bool,
    /// Add and remove members.
    pub may_moderate: bool,
    /// Keep messages at hand for all.
    pub may_pin: bool,
    /// The ids of those whom they have blocked, `3 7`: the page folds what these write.
    pub blocked: String,
    /// `own` or `other`, by who of a direct chat has blocked the other one: neither writes.
    pub silenced: Option<&'static str>,
    /// Reports that wait for who keeps order.
    pub reports: u64,
}

/// `groups/index.html`: the public rooms.
#[derive(Debug, Serialize)]
pub struct DirectoryPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    /// What was searched for; empty for all.
    pub query: String,
    pub rooms: Vec<RoomCard>,
    /// The address of the next page.
    pub next: Option<String>,
    pub first_page: bool,
}

#[derive(Debug, Serialize)]
pub struct RoomCard {
    pub id: i64,
    pub name: String,
    pub topic: String,
    pub members: u64,
    pub joined: bool,
    /// Not for those who are banned there.
    pub may_join: bool,
}

/// `groups/new.html`
#[derive(Debug, Serialize)]
pub struct NewGroupPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    /// `public` or `private`.
    pub kind: &'static str,
    pub name: String,
    pub topic: String,
    pub picker: PickerView,
    /// The keys of the texts that say what was refused.
    pub name_error: Option<&'static str>,
    pub topic_error: Option<&'static str>,
    pub members_error: Option<&'static str>,
}

/// `groups/edit.html`: what its owners change.
#[derive(Debug, Serialize)]
pub struct EditGroupPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    /// As it is now.
    pub group: GroupView,
    /// As it was typed.
    pub name: String,
    pub topic: String,
    pub name_error: Option<&'static str>,
    pub topic_error: Option<&'static str>,
    /// What was typed to confirm the deletion.
    pub confirm: String,
    pub confirm_error: Option<&'static str>,
    /// Archive and delete: not the default room.
    pub may_delete: bool,
    /// The change has just been made.
    pub saved: bool,
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
    /// What was typed into a post that was refused, or begun before.
    pub body: String,
    pub error: Option<&'static str>,
    /// The idempotency key of a post made without script.
    pub client_id: String,
    /// Characters a message may have.
    pub limit: usize,
    /// Files that wait to be posted with it.
    pub files: Vec<FileView>,
    /// Bytes that one may have, and the same for people.
    pub file_limit: u64,
    pub file_limit_text: String,
    /// Files that a message may have, where that is bounded.
    pub most_files: usize,
    /// The message that begins the thread where it was typed, if it was in one.
    pub thread: Option<i64>,
    /// What is answered.
    pub reply: Option<ReplyingView>,
    /// What a command says.
    pub told: Option<ToldView>,
    /// Says that what is shown was begun before.
    pub begun: Option<BegunView>,
}

/// A draft, as the composer shows it.
#[derive(Debug, Serialize)]
pub struct BegunView {
    pub version: i64,
    /// Milliseconds since it was typed.
    pub age: u128,
    /// What is answered comes from it, too.
    pub answers: bool,
}

impl GroupView {
    /// A room or a private group.
    #[must_use]
    pub fn new(group: &groups::Model, members: u64) -> Self {
        Self {
            id: group.id,
            name: group.name.clone(),
            topic: group.topic.clone(),
            kind: group.kind().as_str(),
            archived: group.archived_at.is_some(),
            person: None,
            myself: false,
            members,
        }
    }

    /// A direct chat with `person`.
    #[must_use]
    pub fn direct(group: &groups::Model, person: Person, myself: bool) -> Self {
        Self {
            name: direct_name(&person, myself),
            person: Some(person),
            myself,
            ..Self::new(group, if myself { 1 } else { 2 })
        }
    }
}

impl From<&Standing> for StandingView {
    fn from(standing: &Standing) -> Self {
        Self {
            member: standing.is_member(),
            role: standing.role.map(Role::as_str),
            may_join: standing.may_join(),
            may_leave: standing.is_member(),
            may_manage: standing.may_manage(),
            may_moderate: standing.may_moderate(),
            may_pin: standing.may_pin(),
            blocked: String::new(),
            silenced: None,
            reports: 0,
        }
    }
}

impl StandingView {
    /// The same for who has blocked these people.
    #[must_use]
    pub fn without(mut self, blocked: &[i64], silence: Option<Silence>) -> Self {
        let ids: Vec<String> = blocked.iter().map(i64::to_string).collect();
        self.blocked = ids.join(" ");
        self.silenced = silence.map(|silence| match silence {
            Silence::Own => "own",
            Silence::Other => "other",
        });
        self
    }
}

impl From<&Room> for RoomCard {
    fn from(room: &Room) -> Self {
        Self {
            id: room.group.id,
            name: room.group.name.clone(),
            topic: room.group.topic.clone(),
            members: room.members,
            joined: room.joined,
            may_join: !room.joined,
        }
    }
}

impl From<&Roll> for PeopleView {
    fn from(roll: &Roll) -> Self {
        let people: Vec<Person> = roll.named.iter().map(Person::from).collect();
        Self {
            count: roll.count,
            more: roll.count.saturating_sub(people.len()),
            people,
        }
    }
}

impl ComposerView {
    /// Says how many bytes a file may have, and how many of them there may be.
    pub fn take_files_up_to(&mut self, bytes: u64, most: Option<usize>) {
        self.file_limit = bytes;
        self.file_limit_text = readable(bytes);
        self.most_files = most.unwrap_or_default();
    }
}

impl Default for ComposerView {
    fn default() -> Self {
        Self {
            body: String::new(),
            error: None,
            client_id: messages::new_client_id(),
            limit: messages::LIMIT,
            files: Vec::new(),
            file_limit: 0,
            file_limit_text: String::new(),
            most_files: 0,
            thread: None,
            reply: None,
            told: None,
            begun: None,
        }
    }
}
