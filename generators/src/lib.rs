//! What `cargo loco generate` makes besides Loco's own kinds.
//!
//! A kind says where its files and lines go from the name alone ([`Kind::footprint`]), and what its templates need to know from the
//! arguments ([`Kind::context`]). The rest is the same for all: [`generate`] makes a [`Plan`] and checks it whole before it writes, and
//! [`destroy`] takes the same files and lines away again.
//!
//! # Adding a kind
//!
//! 1. A file in `src/kinds/` with a unit struct that implements [`Kind`], and its line in [`kinds::all`].
//! 2. Its templates in `templates/KIND/`. They are Tera with other delimiters, because what they make is full of braces:
//!    `{=name.snake=}` for a value, `<% if … %>` for a block, `<# … #>` for a remark. `name` is a [`Name`]; the rest comes from
//!    [`Kind::context`]. A template that renders to nothing makes no file.
//! 3. A line in `bin/generated`, so that what it makes is compiled and tested.
//!
//! Two rules keep `destroy` honest. What goes into a file that is there already is one line that depends on the name only, so a feature
//! has files of its own for everything else. And a file's place depends on the name and the tree, never on the arguments.
//! Files are removed as they were made: `generators/made/` has their sums, for `sha256sum --check` as well.
//!
//! Rust files are formatted on the way, so a template need not break its lines.

mod command_line;
mod engine;
pub mod kinds;
mod loco;
mod name;
mod templates;
#[cfg(test)]
mod tests;
mod tree;

pub use command_line::answer;
pub use engine::{Plan, destroy, generate};
pub use kinds::Kind;
pub use loco::after_loco;
pub use name::Name;
pub use tree::Tree;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A sentence for whoever typed it, with what to do about it.
    #[error("{0}")]
    Refused(String),
    #[error("a template is wrong: {0}")]
    Template(#[from] tera::Error),
    #[error("{path}: {source}")]
    Io { path: String, source: std::io::Error },
}

pub type Result<T> = std::result::Result<T, Error>;

/// Refuses with a sentence.
///
/// # Errors
/// Always.
pub fn refuse<T>(why: impl Into<String>) -> Result<T> {
    Err(Error::Refused(why.into()))
}

/// What a feature consists of, by its name alone.
#[derive(Debug, Default)]
pub struct Footprint {
    pub files: Vec<File>,
    pub lines: Vec<Line>,
}

/// A file that is the feature's own.
#[derive(Debug)]
pub struct File {
    /// Within `templates/`, e.g. `command/command.rs`.
    pub template: String,
    /// From the root of the repository.
    pub path: String,
}

/// A line in a file that is there already.
#[derive(Debug)]
pub struct Line {
    pub path: &'static str,
    /// Without the space before it, which is that of its neighbours.
    pub text: String,
    pub place: Place,
}

/// Where a line goes: to its place by the alphabet.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// Among the lines of its shape that stand directly above the line which contains this marker.
    Above(&'static str),
    /// Among the longest run of lines that begin so, `pub` or not.
    Among(&'static str),
}

impl Footprint {
    #[must_use]
    pub fn file(mut self, template: &str, path: impl Into<String>) -> Self {
        self.files.push(File {
            template: template.to_owned(),
            path: path.into(),
        });
        self
    }

    /// Its words in each language: the templates `KIND/en.ftl` and so on.
    #[must_use]
    pub fn texts(mut self, kind: &str, name: &str) -> Self {
        for language in ["en", "de", "es"] {
            self.files.push(File {
                template: format!("{kind}/{language}.ftl"),
                path: format!("assets/i18n/{language}/{name}.ftl"),
            });
        }
        self
    }

    /// A line above a marker: `// commands-inject`.
    #[must_use]
    pub fn above(mut self, path: &'static str, marker: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        self.lines.push(Line {
            path,
            text,
            place: Place::Above(marker),
        });
        self
    }

    /// A line among those that begin so: `mod `, `.add_route(`.
    #[must_use]
    pub fn among(mut self, path: &'static str, beginning: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        self.lines.push(Line {
            path,
            text,
            place: Place::Among(beginning),
        });
        self
    }

    /// What serves the addresses of a feature: its controller, its views, its routes.
    #[must_use]
    pub fn routed(self, snake: &str) -> Self {
        self.among("src/controllers/mod.rs", "mod ", format!("pub mod {snake};"))
            .among("src/views/mod.rs", "mod ", format!("pub mod {snake};"))
            .among(
                "src/app.rs",
                ".add_route(",
                format!(".add_route(controllers::{snake}::routes())"),
            )
    }
}
