//! The second factor: being asked for a code, setting it up, and whether everybody needs one.

use chrono_tz::Tz;
use serde::Serialize;

use super::{invitations::LinkView, locale, shell::Shell, sidebar::Sidebar};
use crate::models::second_factors::State;

/// `accounts/code.html`: the second step of signing in.
#[derive(Debug, Serialize)]
pub struct CodePage {
    pub shell: Shell,
    pub next: String,
    /// It asks for a recovery code.
    pub recovery: bool,
    /// The same page for the other kind of code.
    pub other: String,
    /// The first step.
    pub restart: String,
    /// There is nothing to be asked any more.
    pub expired: bool,
    /// The key of the text that says what was wrong.
    pub error: Option<&'static str>,
}

/// `settings/two_factor.html`, or `accounts/two_factor.html` for who has to set one up before anything else.
#[derive(Debug, Serialize)]
pub struct TwoFactorPage {
    pub shell: Shell,
    /// Nothing of the chat for who has to set one up before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sidebar: Option<Sidebar>,
    /// Where they were going.
    pub next: Option<String>,
    /// Whether everybody needs one.
    pub required: bool,
    pub factor: FactorView,
    pub errors: TwoFactorErrors,
    /// The key of the text that says what has just been done.
    pub saved: Option<&'static str>,
}

/// What there is, or what has just been made.
#[derive(Debug, Default, Serialize)]
pub struct FactorView {
    /// `off`, `pending`, `on` or `codes`.
    pub state: &'static str,
    /// In groups of four.
    pub secret: String,
    /// The same to be photographed, while it is pending.
    pub code: Option<LinkView>,
    /// The day when it was turned on, in the site's zone, e.g. `22 November 2026`.
    pub since: String,
    /// Recovery codes that are left.
    pub left: u64,
    /// Those that have just been made: they are shown once.
    pub codes: Vec<String>,
}

/// The keys of the texts that say what was wrong, by form.
#[derive(Debug, Default, Serialize)]
pub struct TwoFactorErrors {
    pub begin: Option<&'static str>,
    pub code: Option<&'static str>,
    pub codes: Option<&'static str>,
    pub off: Option<&'static str>,
}

/// `admin/security.html`
#[derive(Debug, Serialize)]
pub struct SecurityPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub required: bool,
    /// How many people have no second factor.
    pub without: u64,
    /// Who asks others for one needs one.
    pub own_first: bool,
    /// The key of the text that says what has just been done.
    pub saved: Option<&'static str>,
}

impl FactorView {
    #[must_use]
    pub fn new(factor: State, zone: Tz) -> Self {
        match factor {
            State::Off => Self {
                state: "off",
                ..Self::default()
            },
            State::Pending(set_up) => Self {
                state: "pending",
                secret: in_fours(&set_up.secret),
                code: Some(LinkView::new(set_up.address)),
                ..Self::default()
            },
            State::On { since, left } => Self {
                state: "on",
                since: locale::day(&since.with_timezone(&zone)),
                left,
                ..Self::default()
            },
        }
    }

    #[must_use]
    pub fn with_codes(codes: Vec<String>) -> Self {
        Self {
            state: "codes",
            codes,
            ..Self::default()
        }
    }
}

fn in_fours(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let parts: Vec<String> = letters.chunks(4).map(String::from_iter).collect();
    parts.join(" ")
}
