//! The name of what is made, in all its forms.

use heck::{ToKebabCase, ToPascalCase, ToSnakeCase};
use serde::Serialize;

use crate::{Result, refuse};

/// Longest name, so that no line made of it has to be broken in two.
const LONGEST: usize = 24;

/// What Rust, its prelude and this app mean something else by, in either form.
const RESERVED: [&str; 93] = [
    "abstract", "app", "as", "async", "await", "become", "bool", "box", "break", "char", "clone", "const",
    "continue", "copy", "crate", "debug", "default", "do", "drop", "dyn", "else", "entities", "enum", "eq",
    "err", "error", "extern", "f32", "f64", "false", "final", "fn", "for", "from", "gen", "hash", "i16",
    "i32", "i64", "i8", "if", "impl", "in", "into", "isize", "iterator", "let", "lib", "loop", "macro",
    "main", "match", "mod", "move", "mut", "none", "ok", "option", "ord", "override", "prelude", "priv",
    "pub", "ref", "result", "return", "self", "send", "shared", "sized", "some", "static", "str", "string",
    "struct", "super", "support", "sync", "test", "tests", "trait", "true", "try", "type", "u16", "u32",
    "u64", "u8", "union", "unsafe", "use", "vec", "where",
];

/// Words that hold the place for later.
const ALSO_RESERVED: [&str; 7] = [
    "typeof",
    "unsized",
    "usize",
    "virtual",
    "while",
    "yield",
    "macro_rules",
];

/// A name, and how it is written where. Templates have it as `name`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Name {
    /// `lunch_order`: modules, tables, functions.
    pub snake: String,
    /// `LunchOrder`: types.
    pub pascal: String,
    /// `lunch-order`: addresses, texts, classes, commands.
    pub kebab: String,
    /// `lunch order`: within a sentence.
    pub words: String,
    /// `Lunch order`: at the beginning of one.
    pub title: String,
}

impl Name {
    /// A name as it was typed: `lunch_order`, `lunch-order` or `LunchOrder`.
    ///
    /// # Errors
    /// For one that is no identifier, too long, or means something else already.
    pub fn parse(typed: &str) -> Result<Self> {
        let fits = typed.starts_with(|c: char| c.is_ascii_alphabetic())
            && typed
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        if !fits {
            return refuse(format!(
                "{typed:?} is no name: it begins with a letter and goes on with letters, digits and underscores, such as \
                 lunch_order"
            ));
        }
        let name = Self::of(&typed.to_snake_case());
        if name.snake.len() > LONGEST {
            return refuse(format!(
                "{} is too long for a name: {LONGEST} letters at most",
                name.snake
            ));
        }
        if RESERVED.contains(&name.snake.as_str()) || ALSO_RESERVED.contains(&name.snake.as_str()) {
            return refuse(format!(
                "{} can't be a name: Rust or this app means something else by it",
                name.snake
            ));
        }
        Ok(name)
    }

    /// The same for many: `lunch_orders`.
    #[must_use]
    pub fn plural(&self) -> Self {
        Self::of(&cruet::Inflector::to_plural(self.snake.as_str()))
    }

    /// The same for one: `lunch_order`.
    #[must_use]
    pub fn singular(&self) -> Self {
        Self::of(&cruet::Inflector::to_singular(self.snake.as_str()))
    }

    fn of(snake: &str) -> Self {
        let words = snake.replace('_', " ");
        let mut title = words.clone();
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Self {
            snake: snake.to_owned(),
            pascal: snake.to_pascal_case(),
            kebab: snake.to_kebab_case(),
            words,
            title,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_however_it_was_typed() {
        for typed in ["lunch_order", "lunch-order", "LunchOrder", "Lunch_Order"] {
            let name = Name::parse(typed).expect("a name");
            assert_eq!(name.snake, "lunch_order");
            assert_eq!(name.pascal, "LunchOrder");
            assert_eq!(name.kebab, "lunch-order");
            assert_eq!(name.title, "Lunch order");
            assert_eq!(name.plural().pascal, "LunchOrders");
            assert_eq!(name.plural().singular(), name);
        }
    }

    #[test]
    fn what_is_no_name_is_refused_with_what_would_be_one() {
        for (typed, why) in [
            ("", "no name"),
            ("1st", "no name"),
            ("_private", "no name"),
            ("../../etc", "no name"),
            ("lunch order", "no name"),
            ("pölls", "no name"),
            ("x\u{1b}[2J", "no name"),
            ("a_name_that_would_not_fit_anywhere", "too long"),
            ("type", "something else"),
            ("Self", "something else"),
            ("yield", "something else"),
            ("Option", "something else"),
            ("prelude", "something else"),
        ] {
            let refused = Name::parse(typed).expect_err(typed).to_string();
            assert!(refused.contains(why), "{typed}: {refused}");
        }
    }
}
