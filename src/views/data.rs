//! What is kept of somebody, for themself.

use serde::Serialize;

use super::{shell::Shell, sidebar::Sidebar};
use crate::models::groups;

/// `settings/data.html`
#[derive(Debug, Serialize)]
pub struct DataPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    /// What has to be typed to delete the account.
    pub username: String,
    /// Groups that need another owner first.
    pub owned: Vec<OwnedGroup>,
    /// Somebody else has to be one first.
    pub last_administrator: bool,
    /// What was typed.
    pub confirm: String,
    /// The keys of the texts that say what was refused.
    pub password_error: Option<&'static str>,
    pub confirm_error: Option<&'static str>,
    pub error: Option<&'static str>,
    pub export_error: Option<&'static str>,
}

#[derive(Debug, Serialize)]
pub struct OwnedGroup {
    pub id: i64,
    pub name: String,
}

/// `accounts/deleted.html`
#[derive(Debug, Serialize)]
pub struct DeletedPage {
    pub shell: Shell,
}

impl From<&groups::Model> for OwnedGroup {
    fn from(group: &groups::Model) -> Self {
        Self {
            id: group.id,
            name: group.name.clone(),
        }
    }
}
