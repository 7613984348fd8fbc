//! Commands: what is typed as `/word` and does something instead of being posted as it is.
//!
//! Each is a file in `commands/` and a line in [`ALL`]. Its texts are `command-NAME`, what it does, and `command-NAME-usage`, what is
//! typed after its name.

use std::fmt;

use async_trait::async_trait;
use loco_rs::app::AppContext;

use super::{
    groups::Standing,
    messages::{Change, ChangeError, Draft, JournalError, PostError, live},
    throttles::Throttles,
    users,
};

mod help;
mod invite;
mod leave;
mod me;
mod shrug;
mod topic;
// commands-module (do not remove)

/// All commands, as they are offered.
static ALL: &[&dyn Command] = &[
    &help::Help,
    &invite::Invite,
    &leave::Leave,
    &me::Me,
    &shrug::Shrug,
    &topic::Topic,
    // commands-inject (do not remove)
];

/// One command.
#[async_trait]
pub trait Command: Send + Sync {
    /// What is typed after the `/`: small letters, digits and dashes.
    fn name(&self) -> &'static str;

    /// Who may use it. It is offered to nobody else.
    fn allows(&self, _: &Standing) -> bool {
        true
    }

    /// Whether it ends as a message, which may have files beside it.
    fn posts(&self) -> bool {
        false
    }

    /// Does it. What changes a group asks again for its right, within the transaction.
    ///
    /// # Errors
    /// [`PostError`]: its sender is told why, and nobody else.
    async fn run(&self, call: Call<'_>) -> Result<Done, PostError>;
}

/// A command as somebody gave it.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    pub ctx: &'a AppContext,
    pub user: &'a users::Model,
    pub standing: &'a Standing,
    /// What was typed after its name, without the space around it.
    pub rest: &'a str,
}

/// What a command did.
#[derive(Debug)]
pub enum Done {
    /// This is to be posted in its place, as if it had been typed.
    Post(String),
    /// Its sender is told this: the key of a text.
    Told(&'static str),
    /// Its sender is shown these.
    Listed(Vec<&'static dyn Command>),
    /// Its sender is in the group no more.
    Left,
}

impl Call<'_> {
    /// Makes a change of the group.
    ///
    /// # Errors
    /// [`PostError`]; the group is as it was then.
    pub async fn change(&self, change: impl Change) -> Result<(), PostError> {
        match live::change(self.ctx, self.standing.group.id, change).await {
            Ok(_) => Ok(()),
            Err(ChangeError::Refused(key)) => Err(PostError::Refused(key)),
            Err(ChangeError::Forbidden) => Err(PostError::Refused("command-forbidden")),
            Err(ChangeError::NotFound) => Err(JournalError::NotFound.into()),
            Err(ChangeError::Busy) => Err(JournalError::Busy.into()),
            Err(ChangeError::Storage(error)) => Err(JournalError::Storage(error).into()),
        }
    }
}

impl fmt::Debug for dyn Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", self.name())
    }
}

/// Does what the draft commands; `None` for a text that is no command.
///
/// # Errors
/// [`PostError`]; nothing was done then.
pub async fn run(
    ctx: &AppContext,
    throttles: &Throttles,
    user: &users::Model,
    standing: &Standing,
    draft: Draft<'_>,
) -> Result<Option<Done>, PostError> {
    let Some((name, rest)) = parse(draft.typed) else {
        return Ok(None);
    };
    let command = ALL.iter().find(|command| command.name() == name);
    let command = command.ok_or(PostError::Refused("command-unknown"))?;
    if !command.allows(standing) {
        return Err(PostError::Refused("command-forbidden"));
    }
    if !command.posts() {
        if !draft.attachments.is_empty() {
            return Err(PostError::Refused("command-files"));
        }
        throttles.message(user.id).map_err(PostError::TooMany)?;
    }
    let call = Call {
        ctx,
        user,
        standing,
        rest,
    };
    Ok(Some(command.run(call).await?))
}

/// The commands whose names begin so and that may be used here.
#[must_use]
pub fn offered(standing: &Standing, prefix: &str) -> Vec<&'static dyn Command> {
    let prefix = prefix.to_lowercase();
    let fits = |command: &&&dyn Command| command.name().starts_with(&prefix) && command.allows(standing);
    ALL.iter().filter(fits).copied().collect()
}

/// The name of the command that a text begins with, and what follows. A path such as `/etc/hosts` begins with none.
fn parse(typed: &str) -> Option<(&str, &str)> {
    let command = typed.strip_prefix('/')?;
    let (name, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    is_name.then_some((name, rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_a_word_after_a_slash_at_the_very_beginning() {
        assert_eq!(parse("/me  waves\nat all "), Some(("me", "waves\nat all")));
        assert_eq!(parse("/leave"), Some(("leave", "")));
        for text in [
            "",
            "/",
            "//me",
            " /me",
            "/etc/hosts",
            "/ me",
            "/9",
            "/Me",
            "1/2",
            "/?",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn every_command_has_a_name_of_its_own_that_can_be_typed() {
        for (place, command) in ALL.iter().enumerate() {
            let name = command.name();
            assert_eq!(parse(&format!("/{name} x")), Some((name, "x")));
            assert!(ALL[..place].iter().all(|other| other.name() != name), "{name}");
        }
    }
}
