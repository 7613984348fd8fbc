//! The accounts of the site, as administrators see them.

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use serde::Serialize;

use super::{
    locale,
    shell::{Person, Shell},
    sidebar::Sidebar,
};
use crate::models::{site_bans, users};

/// `admin/people.html`
#[derive(Debug, Serialize)]
pub struct AccountsPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    /// What is looked for; empty for all.
    pub query: String,
    pub role: String,
    pub state: String,
    /// Names whose texts are `account-state-…`.
    pub states: Vec<&'static str>,
    pub people: Vec<AccountView>,
    /// The address of the next page.
    pub next: Option<String>,
}

impl AccountsPage {
    /// Accounts on a page.
    pub const MOST: usize = 50;
}

/// `admin/person.html`
#[derive(Debug, Serialize)]
pub struct AccountPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub account: AccountView,
    pub myself: bool,
    pub last_administrator: bool,
    /// Whether they have one.
    pub second_factor: bool,
    pub flags: Flags,
}

/// What has just been done, or was refused, with what was typed.
#[derive(Debug, Default, Serialize)]
pub struct Flags {
    /// The link for another password that has just been made: it is shown once.
    pub fresh: Option<String>,
    /// The key of the text that says what has just been done.
    pub saved: Option<&'static str>,
    pub ban_error: Option<&'static str>,
    pub role_error: Option<&'static str>,
    pub delete_error: Option<&'static str>,
    pub reason: String,
    pub days: String,
}

/// One account.
#[derive(Debug, Serialize)]
pub struct AccountView {
    pub person: Person,
    /// Nothing is left to be done.
    pub deleted: bool,
    pub email: Option<String>,
    /// `administrator`, or nothing.
    pub role: Option<&'static str>,
    /// A name whose text is `account-state-…`.
    pub state: &'static str,
    pub ban: Option<BanView>,
    /// The day of joining, in the site's zone, e.g. `22 November 2026`.
    pub since: String,
    /// The last use of a session that is still there, e.g. `22 November 2026, 13:24`.
    pub seen: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct BanView {
    pub reason: String,
    pub since: String,
    /// `None` for good.
    pub until: Option<String>,
    /// Its time is over; the next sign-in ends it.
    pub over: bool,
}

impl Flags {
    /// The HTTP status of the page that shows them.
    #[must_use]
    pub fn status(&self) -> u16 {
        if self.ban_error.or(self.role_error).or(self.delete_error).is_some() {
            422
        } else {
            200
        }
    }
}

impl AccountView {
    #[must_use]
    pub fn new(
        user: &users::Model,
        ban: Option<&site_bans::Model>,
        seen: Option<&DateTime<FixedOffset>>,
        zone: Tz,
    ) -> Self {
        let state = match (user.is_active(), ban) {
            (true, _) => users::State::Active,
            (false, Some(_)) => users::State::Banned,
            (false, None) => users::State::Deactivated,
        };
        Self {
            person: Person::from(user),
            deleted: user.is_deleted(),
            email: user.email.clone(),
            role: (user.role() == users::Role::Administrator).then_some("administrator"),
            state: state.as_str(),
            ban: ban
                .filter(|_| !user.is_active())
                .map(|ban| BanView::new(ban, zone)),
            since: locale::day(&user.created_at.with_timezone(&zone)),
            seen: seen.map(|at| shown(at, zone)),
        }
    }
}

impl BanView {
    #[must_use]
    pub fn new(ban: &site_bans::Model, zone: Tz) -> Self {
        Self {
            reason: ban.reason.clone(),
            since: shown(&ban.created_at, zone),
            until: ban.expires_at.as_ref().map(|end| shown(end, zone)),
            over: ban.is_over(),
        }
    }
}

fn shown(at: &DateTime<FixedOffset>, zone: Tz) -> String {
    locale::moment(&at.with_timezone(&zone))
}
