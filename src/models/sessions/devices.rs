//! Where one is signed in: the browser, and when it was used last.

use std::collections::HashMap;

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use loco_rs::model::ModelResult;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::{Column, Entity, Model};

/// Sessions that are listed.
const LISTED: u64 = 100;

/// A use is worth a write only so long after the one before.
const EVERY: TimeDelta = TimeDelta::minutes(10);

/// Browsers by what they call themselves: many name those before them, too.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// A browser by its `User-Agent`, e.g. `Firefox · Linux`; empty where it says nothing that is known. No more is kept.
#[must_use]
pub fn device(user_agent: &str) -> String {
    let named = |names: &[(&str, &'static str)]| {
        let mut names = names.iter();
        names
            .find(|(part, _)| user_agent.contains(part))
            .map(|(_, name)| *name)
    };
    let known: Vec<&str> = [named(&BROWSERS), named(&SYSTEMS)]
        .into_iter()
        .flatten()
        .collect();
    known.join(" · ")
}

/// The sessions of a user that are still good, those used last first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &impl ConnectionTrait, user_id: i64) -> ModelResult<Vec<Model>> {
    let mut sessions = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::ExpiresAt.gt(Utc::now().fixed_offset()))
        .order_by_desc(Column::Id)
        .limit(LISTED)
        .all(db)
        .await?;
    sessions.sort_by_key(|session| std::cmp::Reverse(session.used_at()));
    Ok(sessions)
}

/// When these users were seen last, by user: of those who are signed in somewhere.
///
/// # Errors
/// When the database fails.
pub async fn last_uses(
    db: &impl ConnectionTrait,
    user_ids: Vec<i64>,
) -> ModelResult<HashMap<i64, DateTime<FixedOffset>>> {
    let sessions = Entity::find()
        .filter(Column::UserId.is_in(user_ids))
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    let mut seen = HashMap::new();
    for session in sessions {
        let last = seen.entry(session.user_id).or_insert_with(|| session.used_at());
        *last = session.used_at().max(*last);
    }
    Ok(seen)
}

/// Notes that a session is used now, unless it has just been.
///
/// # Errors
/// When the database fails.
pub async fn touch(db: &impl ConnectionTrait, session: &Model) -> ModelResult<()> {
    let now = Utc::now().fixed_offset();
    if now - session.used_at() < EVERY {
        return Ok(());
    }
    // Of many requests at once one writes.
    let long_ago = Condition::any()
        .add(Column::UsedAt.is_null())
        .add(Column::UsedAt.lt(now - EVERY));
    Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::Id.eq(session.id))
        .filter(long_ago)
        .exec(db)
        .await?;
    Ok(())
}

impl Model {
    /// When it was used last, give or take ten minutes.
    #[must_use]
    pub fn used_at(&self) -> DateTime<FixedOffset> {
        self.used_at.unwrap_or(self.created_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_by_its_own_name() {
        for (user_agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                "Firefox · Linux",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/17.5 Mobile/15E148 Safari/604.1",
                "Safari · iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
                "Edge · Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36",
                "Chrome · Android",
            ),
            ("<script>", ""),
            ("", ""),
        ] {
            assert_eq!(device(user_agent), name);
        }
    }
}
