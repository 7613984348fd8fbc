//! The pages about one's account: sign-in, registration, password.

use serde::Serialize;

use super::{
    admin::BanView,
    shell::{Person, Shell},
    sidebar::Sidebar,
};
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
    /// What keeps them out.
    pub ban: Option<BanView>,
    /// The way to the registration, where there is one.
    pub register: Option<String>,
    /// Whether a link for another password can be mailed.
    pub forgot: bool,
    /// The key of the text that says what has just been done.
    pub saved: Option<&'static str>,
}

/// `accounts/register.html`
#[derive(Debug, Serialize)]
pub struct RegisterPage {
    pub shell: Shell,
    pub next: String,
    pub username: String,
    pub email: String,
    pub errors: Refusals,
    /// The key of the text that says why nothing was looked at.
    pub error: Option<&'static str>,
    pub access: Access,
    /// The token of the link that they came by; empty for none.
    pub invitation: String,
    /// The way to the sign-in form.
    pub login: String,
}

/// `accounts/password.html`
#[derive(Debug, Serialize)]
pub struct PasswordPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub current_error: Option<&'static str>,
    pub new_error: Option<&'static str>,
    /// The address as it is, or as it was typed.
    pub email: String,
    pub email_error: Option<&'static str>,
    /// What was wrong with the password that proves who changes it.
    pub proof_error: Option<&'static str>,
    /// Whether they have one.
    pub second_factor: bool,
    /// The key of the text that says what has just been done.
    pub saved: Option<&'static str>,
}

/// `accounts/forgot.html`
#[derive(Debug, Serialize)]
pub struct ForgotPage {
    pub shell: Shell,
    /// A link is on its way, if there is an account with an address.
    pub sent: bool,
    /// The key of the text that says what was wrong.
    pub error: Option<&'static str>,
}

/// `accounts/reset.html`
#[derive(Debug, Serialize)]
pub struct ResetPage {
    pub shell: Shell,
    /// Whose link it is; `None` for one that is worth nothing.
    pub person: Option<Person>,
    pub token: String,
    /// The key of the text that says what was wrong.
    pub error: Option<&'static str>,
}
