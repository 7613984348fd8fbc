//! What can be made.

mod channel;
mod command;
mod maintenance;
mod page;

use clap::{Arg, ArgMatches};
use tera::Context;

use crate::{Footprint, Name, Result, Tree};

/// One kind of thing that can be made.
pub trait Kind: Sync {
    /// What is typed after `generate`.
    fn name(&self) -> &'static str;

    /// What Loco calls what it makes instead of something of its own.
    fn alias(&self) -> Option<&'static str> {
        None
    }

    /// What it makes, in a line.
    fn about(&self) -> &'static str;

    /// What `--help` says below the options: examples, and what is made where.
    fn help(&self) -> &'static str;

    /// What may be typed after the name. Flags and options go by their long names.
    fn arguments(&self) -> Vec<Arg> {
        Vec::new()
    }

    /// Why there may be nothing of this name. Asked before it is made, not once it is there.
    ///
    /// Files and lines that are there already need no word here.
    ///
    /// # Errors
    /// [`crate::Error::Refused`], if so.
    fn check(&self, _tree: &Tree, _name: &Name) -> Result<()> {
        Ok(())
    }

    /// What it is called where there is one of its kind: what `lunch_order` and `lunch_orders` have in common.
    fn called(&self, name: &Name) -> String {
        name.snake.clone()
    }

    /// The files that lead to something of this name, and would be wrong without it.
    fn dependents(&self, _tree: &Tree, _name: &Name) -> Vec<String> {
        Vec::new()
    }

    /// The files and lines of something called so, whatever its arguments were: what is there says which they were.
    fn footprint(&self, tree: &Tree, name: &Name) -> Footprint;

    /// The same where the arguments choose between several: only to make it.
    fn footprint_of(&self, tree: &Tree, name: &Name, _arguments: &ArgMatches) -> Footprint {
        self.footprint(tree, name)
    }

    /// What its templates have besides `name`.
    ///
    /// # Errors
    /// When the arguments make no sense, before anything is written.
    fn context(&self, _tree: &Tree, _name: &Name, _arguments: &ArgMatches) -> Result<Context> {
        Ok(Context::new())
    }

    /// What comes next, a step each.
    fn next(&self, tree: &Tree, name: &Name) -> Vec<String>;
}

/// All kinds, as `--help` lists them.
#[must_use]
pub fn all() -> &'static [&'static dyn Kind] {
    &[
        &channel::Channel,
        &command::Command,
        &maintenance::Maintenance,
        &page::Page,
        // kinds-inject (do not remove)
    ]
}
