//! Looking for messages, and for a part of a name.
//!
//! An index says which messages may have what is looked for ([`tokens`]); those are read, as they are now and by who may see
//! them, and compared with what was typed. So nobody finds what was deleted or changed, or is none of theirs, whatever the
//! index says, and what is marked is what was found.

use sea_orm::sea_query::{ExprTrait, LikeExpr, SimpleExpr};

mod document;
mod excerpt;
mod expression;
mod following;
mod forms;
mod hits;
mod index;
mod query;
mod scope;
mod terms;
mod text;
mod tokens;

pub use excerpt::{Excerpt, Fragment};
pub use following::{catch_up, follow};
pub use hits::{Hit, Hits, PAGE};
pub use query::LONGEST as LONGEST_QUERY;

/// Characters that are looked for. No name and no topic has more, and SQLite takes no endless pattern.
const LONGEST: usize = 256;

/// Whether `text` has `part` in it, taken letter by letter.
pub(super) fn contains(text: impl ExprTrait, part: &str) -> SimpleExpr {
    like(text, "%", part)
}

/// Whether `text` begins with `part`.
pub(super) fn begins(text: impl ExprTrait, part: &str) -> SimpleExpr {
    like(text, "", part)
}

fn like(text: impl ExprTrait, before: &str, part: &str) -> SimpleExpr {
    let mut pattern = before.to_owned();
    for c in part.chars().take(LONGEST) {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        // What PostgreSQL can't compare with, and no name has.
        pattern.push(if c == '\0' { '\u{fffd}' } else { c });
    }
    pattern.push('%');
    text.like(LikeExpr::new(pattern).escape('\\'))
}
