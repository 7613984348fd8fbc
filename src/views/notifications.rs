//! What somebody wants to be told of a group.

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use serde::Serialize;

use super::{groups::GroupView, locale, shell::Shell, sidebar::Sidebar};
use crate::models::memberships::{Attention, MUTES, Model};

/// `groups/notifications.html`
#[derive(Debug, Serialize)]
pub struct NotificationsPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub group: GroupView,
    pub choices: Vec<AttentionChoice>,
    /// Hours.
    pub mutes: [i64; 4],
    /// When it is muted no more, if it is, in the site's zone: `22 November, 13:24`.
    pub muted_until: Option<String>,
    /// The choice has just been kept.
    pub saved: bool,
}

#[derive(Debug, Serialize)]
pub struct AttentionChoice {
    /// `everything`, `mentions` or `nothing`.
    pub name: &'static str,
    pub chosen: bool,
}

impl NotificationsPage {
    #[must_use]
    pub fn new(
        shell: Shell,
        sidebar: Sidebar,
        group: GroupView,
        member: &Model,
        zone: Tz,
        saved: bool,
    ) -> Self {
        let chosen = member.attention();
        let shown = |until: DateTime<FixedOffset>| locale::near(&until.with_timezone(&zone));
        let choice = |attention: Attention| AttentionChoice {
            name: attention.as_str(),
            chosen: attention == chosen,
        };
        Self {
            shell,
            sidebar,
            group,
            choices: Attention::ALL.into_iter().map(choice).collect(),
            mutes: MUTES,
            muted_until: member.muted().map(shown),
            saved,
        }
    }
}
