//! The demo: a small team with two weeks of conversations, for an installation that nobody uses yet.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use loco_rs::{app::AppContext, environment::Environment, model::ModelError};
use sea_orm::{DbErr, EntityTrait, PaginatorTrait};
use serde_json::json;

use super::{
    audit_events::{Action, Audit},
    shared::shared,
    transactions::begin_write,
    users::{self, Passwords},
};
use crate::settings::Settings;

mod calendar;
mod rows;
mod script;

use calendar::Calendar;
use script::Script;

/// What a password is made of: no two that look alike.
const LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("the demo is not for production: its people would have accounts there")]
    Production,
    #[error("the demo wants an empty database, and this one has people already")]
    Inhabited,
    #[error("the demo can't be read: {0}")]
    Unreadable(String),
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl From<DbErr> for DemoError {
    fn from(error: DbErr) -> Self {
        Self::Model(error.into())
    }
}

/// The people, groups and messages that are about to be written.
pub struct Demo {
    script: Script,
    calendar: Calendar,
}

/// What has been written.
#[derive(Debug)]
pub struct Planted {
    /// The same for all, and kept nowhere.
    pub password: String,
    /// The administrator first.
    pub people: Vec<users::Model>,
    pub groups: usize,
    pub messages: usize,
}

/// A message with its time and place.
struct Line<'a> {
    at: DateTime<Utc>,
    /// Which of the script's groups.
    group: usize,
    seq: i64,
    author: &'a str,
    text: &'a str,
    /// Of the last hour.
    fresh: bool,
}

impl Demo {
    /// The demo as it would be now.
    ///
    /// # Errors
    /// [`DemoError::Production`], and what is wrong with the fixture.
    pub fn new(ctx: &AppContext) -> Result<Self, DemoError> {
        if ctx.environment == Environment::Production {
            return Err(DemoError::Production);
        }
        let settings: Arc<Settings> =
            shared(ctx).map_err(|error| DemoError::Unreadable(error.to_string()))?;
        let script = Script::read().map_err(DemoError::Unreadable)?;
        let calendar = Calendar::new(Utc::now(), settings.timezone, script.days());
        Ok(Self { script, calendar })
    }

    /// Writes it, in one transaction.
    ///
    /// # Errors
    /// [`DemoError::Inhabited`] where anybody has an account.
    pub async fn plant(&self, ctx: &AppContext) -> Result<Planted, DemoError> {
        let password = new_password();
        let hash = Passwords::new(1)?.hash(&password).await?;
        let lines = self.lines();
        let txn = begin_write(&ctx.db).await?;
        if users::Entity::find().count(&txn).await? > 0 {
            return Err(DemoError::Inhabited);
        }
        let people = rows::people(&txn, &self.script, self.calendar.beginning(), &hash).await?;
        let groups = rows::groups(&txn, &self.script, &people, &lines).await?;
        rows::messages(&txn, &groups, &people, &lines).await?;
        let planted = Planted {
            password,
            people,
            groups: self.script.groups.len(),
            messages: lines.len(),
        };
        Audit::new(Action::Seeded)
            .with(json!({ "people": planted.people.len(), "groups": planted.groups, "messages": planted.messages }))
            .record(&txn)
            .await?;
        txn.commit().await?;
        Ok(planted)
    }

    /// All messages in the order of their times; those of a group in the order of its transcript.
    fn lines(&self) -> Vec<Line<'_>> {
        let mut lines = Vec::new();
        for (group, script) in self.script.groups.iter().enumerate() {
            let mut last = DateTime::<Utc>::MIN_UTC;
            for (seq, line) in (1..).zip(&script.lines) {
                // Nobody writes on the full minute, nor two messages at once.
                let second = TimeDelta::seconds(seq * 23 % 47);
                let at = (self.calendar.time(line.when) + second).max(last + TimeDelta::seconds(8));
                last = at;
                lines.push(Line {
                    at,
                    group,
                    seq,
                    author: &line.author,
                    text: &line.text,
                    fresh: line.when.is_fresh(),
                });
            }
        }
        lines.sort_by_key(|line| line.at);
        lines
    }
}

/// About 79 random bits, e.g. `k3vq-7mxd-p9ta-wz2h`.
fn new_password() -> String {
    let letter = || char::from(LETTERS[rand::random_range(0..LETTERS.len())]);
    let group = || (0..4).map(|_| letter()).collect::<String>();
    [group(), group(), group(), group()].join("-")
}
