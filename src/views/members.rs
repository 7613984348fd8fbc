//! The page of a group's members.

use serde::Serialize;

use super::{
    groups::{GroupView, StandingView},
    people::PickerView,
    shell::{Person, Shell},
    sidebar::Sidebar,
};

/// `groups/members.html`
#[derive(Debug, Serialize)]
pub struct MembersPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub group: GroupView,
    pub standing: StandingView,
    /// Which members are looked for; empty for all.
    pub query: String,
    /// Owners and moderators, on the first page.
    pub staff: Vec<MemberRow>,
    pub members: Vec<MemberRow>,
    /// The address of the next page.
    pub next: Option<String>,
    pub first_page: bool,
    /// How many members are here now.
    pub online: u64,
    pub banned: Vec<BanRow>,
    /// For adding people; only in private groups, for those who may.
    pub picker: Option<PickerView>,
    /// The key of the text that says what was refused.
    pub error: Option<&'static str>,
    /// The last owner wanted to leave, and has to name another one before.
    pub must_name: bool,
}

/// `groups/_member.html`
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "a template asks each on its own")]
pub struct MemberRow {
    pub person: Person,
    /// `owner`, `moderator` or `member`.
    pub role: &'static str,
    pub online: bool,
    /// The one who looks.
    pub myself: bool,
    pub may_remove: bool,
    pub may_ban: bool,
    /// Roles and handing over.
    pub may_set_role: bool,
    pub deactivated: bool,
}

/// Who may not come back.
#[derive(Debug, Serialize)]
pub struct BanRow {
    pub person: Person,
}
