//! Looking for a part of a name.

use sea_orm::sea_query::{ExprTrait, LikeExpr, SimpleExpr};

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
