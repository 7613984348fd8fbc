//! What commands say to whoever gives them, and which are offered.

use serde::Serialize;

use super::{assets, templates};
use crate::models::{
    commands::{Command, Done},
    groups::Standing,
};

/// `commands/_told.html`
#[derive(Debug, Serialize)]
pub struct ToldView {
    pub text: Option<String>,
    /// Commands to choose from.
    pub commands: Vec<CommandView>,
}

/// `commands/_frame.html`: the same as the answer to a script.
#[derive(Debug, Serialize)]
pub struct ToldFrame<'a> {
    /// The key that the command came with.
    pub client_id: &'a str,
    /// Where this build's browser files are.
    pub assets: &'static str,
    pub told: ToldView,
}

/// `commands/_offered.html`: what the composer offers.
#[derive(Debug, Serialize)]
pub struct OfferedView {
    pub commands: Vec<CommandView>,
}

#[derive(Debug, Serialize)]
pub struct CommandView {
    pub name: &'static str,
    /// What is typed after its name, if anything.
    pub usage: Option<String>,
    /// What it does.
    pub about: String,
}

impl ToldView {
    #[must_use]
    pub fn new(standing: &Standing, done: &Done) -> Self {
        let text = match done {
            Done::Post(_) | Done::Listed(_) => None,
            Done::Told(key) => Some(templates::text(key)),
            Done::Left => Some(templates::text_with(
                "command-leave-done",
                &[("group", &standing.group.name)],
            )),
        };
        let commands = match done {
            Done::Listed(commands) => views(commands),
            _ => Vec::new(),
        };
        Self { text, commands }
    }
}

impl<'a> ToldFrame<'a> {
    #[must_use]
    pub fn new(client_id: &'a str, told: ToldView) -> Self {
        let assets = assets::base_path();
        Self {
            client_id,
            assets,
            told,
        }
    }
}

impl OfferedView {
    #[must_use]
    pub fn new(commands: &[&dyn Command]) -> Self {
        Self {
            commands: views(commands),
        }
    }
}

fn views(commands: &[&dyn Command]) -> Vec<CommandView> {
    let view = |command: &&dyn Command| {
        let name = command.name();
        let usage = format!("command-{name}-usage");
        CommandView {
            name,
            usage: templates::has_text(&usage).then(|| templates::text(&usage)),
            about: templates::text(&format!("command-{name}")),
        }
    };
    commands.iter().map(view).collect()
}
