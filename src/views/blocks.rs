//! Whom one has blocked.

use serde::Serialize;

use super::{
    shell::{Person, Shell},
    sidebar::Sidebar,
};

/// `settings/blocks.html`
#[derive(Debug, Serialize)]
pub struct BlocksPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    /// By name.
    pub people: Vec<Person>,
}
