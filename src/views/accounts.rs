//! The pages about one's account: sign-in, registration, password.

use serde::Serialize;

use super::shell::Shell;
use crate::models::users::{Access, Refusals};

/// `accounts/login.html`
#[derive(Debug, Serialize)]
pub struct LoginPage {
    pub shell: Shell,
    /// Where to go afterwards: a path of this site.
    pub next: String,
    /// The username or email address as it was typed.
    pub username: String,
    /// The key of the text that says what was wrong.
    pub error: Option<&'static str>,
    /// Whether the page offers the way to the registration.
    pub can_register: bool,
}

/// `accounts/register.html`
#[derive(Debug, Serialize)]
pub struct RegisterPage {
    pub shell: Shell,
    pub next: String,
    pub username: String,
    pub email: String,
    pub errors: RegisterErrors,
    pub access: RegisterAccess,
}

/// Who may fill the registration form in, and what it must ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RegisterAccess {
    Open,
    /// Nobody has registered: this person becomes the administrator.
    First,
    /// Nobody has registered and the configured set-up code is asked for.
    SetupCode,
    /// Nobody has registered and the operator has to begin by `users:create`.
    NotSetUp,
    Invited,
    Closed,
}

/// Keys of texts, each for the field of its name; `form` for the whole.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct RegisterErrors {
    pub username: Option<&'static str>,
    pub email: Option<&'static str>,
    pub password: Option<&'static str>,
    pub setup_code: Option<&'static str>,
    pub form: Option<&'static str>,
}

/// `accounts/password.html`
#[derive(Debug, Serialize)]
pub struct PasswordPage {
    pub shell: Shell,
    pub current_error: Option<&'static str>,
    pub new_error: Option<&'static str>,
    /// The password has just been changed.
    pub saved: bool,
}

impl From<Access> for RegisterAccess {
    fn from(access: Access) -> Self {
        match access {
            Access::Open => Self::Open,
            Access::First => Self::First,
            Access::SetupCode => Self::SetupCode,
            Access::NotSetUp => Self::NotSetUp,
            Access::Invited => Self::Invited,
            Access::Closed => Self::Closed,
        }
    }
}

impl RegisterAccess {
    /// Whether there is a form to fill in.
    #[must_use]
    pub fn has_form(self) -> bool {
        matches!(self, Self::Open | Self::First | Self::SetupCode)
    }
}

impl From<Refusals> for RegisterErrors {
    fn from(refusals: Refusals) -> Self {
        Self {
            username: refusals.username,
            email: refusals.email,
            password: refusals.password,
            setup_code: refusals.setup_code,
            form: None,
        }
    }
}
