//! What people say of themselves: the name that is shown, a few words, and what they are up to.

use chrono::{DateTime, Days, Duration, FixedOffset, NaiveTime, Utc};
use chrono_tz::Tz;
use loco_rs::model::{ModelError, ModelResult};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection,
    EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};
use serde_json::json;
use unicode_normalization::char::is_combining_mark;

use super::{Column, Entity, Model, deletion::is_reserved, names};
use crate::models::{
    audit_events::{Action, Audit},
    groups::{is_hidden, squeeze},
    messages::is_blank,
    reactions,
    transactions::begin_write,
};

/// Characters of a display name, of pronouns, of a bio and of a status.
const NAME: usize = 48;
const PRONOUNS: usize = 40;
const BIO: usize = 500;
const STATUS: usize = 80;

/// What stands for a status that has words only.
const UNSPOKEN: &str = "💬";

/// What somebody fills in about themself, or what is known of them; empty for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    pub display_name: String,
    pub pronouns: String,
    pub bio: String,
}

/// What is wrong with it: the key of a text for each field.
#[derive(Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct ProfileRefusals {
    pub display_name: Option<&'static str>,
    pub pronouns: Option<&'static str>,
    pub bio: Option<&'static str>,
}

#[derive(Debug, thiserror::Error)]
pub enum ProfileError<R> {
    #[error("some fields are refused")]
    Fields(R),
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl<R> From<sea_orm::DbErr> for ProfileError<R> {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Model(error.into())
    }
}

/// What somebody is up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    pub emoji: String,
    pub text: String,
    /// When it goes by itself.
    pub until: Option<DateTime<FixedOffset>>,
}

/// What is wrong with a status.
#[derive(Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct StatusRefusals {
    pub emoji: Option<&'static str>,
    pub text: Option<&'static str>,
}

/// How long a status is to stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasting {
    Always,
    HalfAnHour,
    Hour,
    FourHours,
    Today,
    Week,
}

impl Lasting {
    /// Each by the name that a form has for it.
    pub const NAMES: [(&str, Self); 6] = [
        ("always", Self::Always),
        ("half-an-hour", Self::HalfAnHour),
        ("hour", Self::Hour),
        ("four-hours", Self::FourHours),
        ("today", Self::Today),
        ("week", Self::Week),
    ];

    /// What is called otherwise stays.
    #[must_use]
    pub fn parse(name: &str) -> Self {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        found.map_or(Self::Always, |(_, lasting)| *lasting)
    }

    /// When that is over. A day ends in `zone`.
    #[must_use]
    pub fn until(self, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<FixedOffset>> {
        let after = |duration: Duration| Some((now + duration).fixed_offset());
        match self {
            Self::Always => None,
            Self::HalfAnHour => after(Duration::minutes(30)),
            Self::Hour => after(Duration::hours(1)),
            Self::FourHours => after(Duration::hours(4)),
            Self::Today => {
                let tomorrow = now.with_timezone(&zone).date_naive() + Days::new(1);
                let midnight = tomorrow.and_time(NaiveTime::MIN).and_local_timezone(zone);
                // Where the clock skips midnight, a day is as long as any.
                midnight.earliest().map_or_else(
                    || after(Duration::days(1)),
                    // Still today for whoever reads it.
                    |end| Some((end - Duration::seconds(1)).fixed_offset()),
                )
            }
            Self::Week => after(Duration::days(7)),
        }
    }
}

impl Model {
    /// The name that is shown.
    #[must_use]
    pub fn name(&self) -> &str {
        self.display_name.as_deref().unwrap_or(&self.username)
    }

    #[must_use]
    pub fn profile(&self) -> Profile {
        let said = |text: &Option<String>| text.clone().unwrap_or_default();
        Profile {
            display_name: said(&self.display_name),
            pronouns: said(&self.pronouns),
            bio: said(&self.bio),
        }
    }

    /// What they are up to, unless that is over.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        let emoji = self.status_emoji.clone()?;
        let is_over = self.status_until.is_some_and(|until| until <= Utc::now());
        (!is_over).then(|| Status {
            emoji,
            text: self.status_text.clone().unwrap_or_default(),
            until: self.status_until,
        })
    }

    /// Keeps what somebody says of themself.
    ///
    /// # Errors
    /// [`ProfileError::Fields`] for what they can mend.
    pub async fn describe(
        self,
        db: &DatabaseConnection,
        profile: &Profile,
    ) -> Result<Self, ProfileError<ProfileRefusals>> {
        let name = display_name(&profile.display_name);
        let pronouns = line(&profile.pronouns, PRONOUNS);
        let bio = lines(&profile.bio, BIO);
        let mut refusals = ProfileRefusals {
            display_name: name.as_ref().err().copied(),
            pronouns: pronouns.as_ref().err().copied(),
            bio: bio.as_ref().err().copied(),
        };
        let txn = begin_write(db).await?;
        if let Ok(Some(name)) = &name
            && is_anothers(&txn, self.id, name).await?
        {
            refusals.display_name = Some("display-name-taken");
        }
        let (Ok(name), Ok(pronouns), Ok(bio), None) = (name, pronouns, bio, refusals.display_name) else {
            return Err(ProfileError::Fields(refusals));
        };
        if name != self.display_name {
            Audit::new(Action::ProfileChanged)
                .by(self.id)
                .user(self.id)
                .with(json!({ "from": self.display_name, "to": name }))
                .record(&txn)
                .await?;
        }
        let mut row = self.into_active_model();
        row.display_name_key = Set(name.as_deref().map(names::key));
        row.display_name = Set(name);
        row.pronouns = Set(pronouns);
        row.bio = Set(bio);
        row.updated_at = Set(Utc::now().fixed_offset());
        let user = row.update(&txn).await?;
        txn.commit().await?;
        Ok(user)
    }

    /// Says what somebody is up to; neither an emoji nor words say nothing.
    ///
    /// # Errors
    /// [`ProfileError::Fields`] for what they can mend.
    pub async fn set_status(
        self,
        db: &impl ConnectionTrait,
        status: &Status,
    ) -> Result<Self, ProfileError<StatusRefusals>> {
        let typed = status.emoji.trim();
        let text = line(&status.text, STATUS);
        let emoji = match (typed, &text) {
            ("", Ok(None)) => Ok(None),
            ("", _) => Ok(Some(UNSPOKEN)),
            _ => reactions::emoji(typed).map(Some).ok_or("status-emoji-unknown"),
        };
        let (emoji, text) = match (emoji, text) {
            (Ok(emoji), Ok(text)) => (emoji, text),
            (emoji, text) => {
                return Err(ProfileError::Fields(StatusRefusals {
                    emoji: emoji.err(),
                    text: text.err(),
                }));
            }
        };
        let mut row = self.into_active_model();
        row.status_until = Set(status.until.filter(|_| emoji.is_some()));
        row.status_emoji = Set(emoji.map(str::to_owned));
        row.status_text = Set(text);
        Ok(row.update(db).await?)
    }
}

/// The name as it is shown, `None` for the username.
fn display_name(typed: &str) -> Result<Option<String>, &'static str> {
    let Some(name) = line(typed, NAME)? else {
        return Ok(None);
    };
    let letters: Vec<char> = name.chars().collect();
    // A pile of marks covers the lines around.
    let is_piled = letters
        .windows(3)
        .any(|three| three.iter().all(|c| is_combining_mark(*c)));
    if is_piled || name.chars().any(|c| matches!(c, '@' | '＠' | '<' | '>')) {
        return Err("display-name-characters");
    }
    Ok(Some(name))
}

/// A text in one line; an empty one is none.
fn line(typed: &str, most: usize) -> Result<Option<String>, &'static str> {
    let text = squeeze(typed);
    if text.chars().all(is_blank) {
        return Ok(None);
    }
    if text.chars().count() > most {
        return Err("profile-length");
    }
    if text.chars().any(is_hidden) {
        return Err("profile-characters");
    }
    Ok(Some(text))
}

/// A text in several lines, without empty ones at its ends.
fn lines(typed: &str, most: usize) -> Result<Option<String>, &'static str> {
    let lines: Vec<String> = typed.lines().map(squeeze).collect();
    let text = lines.join("\n").trim().to_owned();
    if text.chars().all(is_blank) {
        return Ok(None);
    }
    if text.chars().count() > most {
        return Err("profile-length");
    }
    if text.chars().any(|c| c != '\n' && is_hidden(c)) {
        return Err("profile-characters");
    }
    Ok(Some(text))
}

/// Whether somebody else is called so already: nobody passes for them.
async fn is_anothers(db: &impl ConnectionTrait, id: i64, name: &str) -> ModelResult<bool> {
    let key = names::key(name);
    let called = Condition::any()
        .add(Column::UsernameKey.eq(&key))
        .add(Column::DisplayNameKey.eq(&key));
    let others = Entity::find().filter(called).filter(Column::Id.ne(id));
    Ok(others.count(db).await? > 0 || is_reserved(db, name).await?)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn a_display_name_may_have_spaces_and_emoji_and_nothing_that_is_not_seen() {
        for good in ["Maria Silva", "Мария", "天气", "Ana 🌱", "  Ana  "] {
            assert!(matches!(display_name(good), Ok(Some(_))), "{good}");
        }
        for none in ["", " ", "\u{200b}"] {
            assert_eq!(display_name(none), Ok(None), "{none:?}");
        }
        for bad in [
            "a\u{202e}b",
            "a\u{200b}b",
            "@maria",
            "q\u{337}\u{337}\u{337}\u{337}",
            "<b>",
        ] {
            assert!(display_name(bad).is_err(), "{bad:?}");
        }
        assert_eq!(display_name(&"x".repeat(49)), Err("profile-length"));
    }

    #[test]
    fn a_bio_keeps_its_lines() {
        assert_eq!(lines("\n a  b\r\nc\n\n", BIO), Ok(Some("a b\nc".to_owned())));
        assert_eq!(lines(" \n ", BIO), Ok(None));
        assert_eq!(lines("a\u{202e}b", BIO), Err("profile-characters"));
    }

    #[test]
    fn a_status_of_today_ends_at_midnight_of_the_site() {
        let zone = chrono_tz::Europe::Lisbon;
        let now = zone.with_ymd_and_hms(2026, 7, 1, 22, 0, 0).unwrap().to_utc();
        let until = Lasting::Today.until(now, zone).expect("it ends");
        assert_eq!(until.to_utc() - now, Duration::seconds(2 * 3600 - 1));
        assert_eq!(Lasting::parse("ever").until(now, zone), None);
    }
}
