//! Invitations by link: the pages where they are made, and where they lead.

use std::fmt::Write;

use chrono_tz::Tz;
use fast_qr::qr::QRBuilder;
use serde::Serialize;

use super::{
    groups::GroupView,
    locale,
    shell::{Person, Shell},
    sidebar::Sidebar,
};
use crate::models::{
    groups::Kind,
    invitations::{COUNTS, LIFETIMES, Model, Offer},
    users,
};

/// `invitations/index.html`: those of the site, or of one group.
#[derive(Debug, Serialize)]
pub struct InvitationsPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    /// `None` for the site.
    pub group: Option<GroupView>,
    /// Where the forms lead, e.g. `/groups/1/invitations`.
    pub path: String,
    /// The link that has just been made: it is shown once.
    pub fresh: Option<LinkView>,
    pub invitations: Vec<InvitationView>,
    /// Names whose texts are `invitation-for-…`.
    pub lifetimes: Vec<&'static str>,
    pub counts: Vec<i32>,
    /// Members who are no administrators bring in people who have an account.
    pub for_accounts_only: bool,
    /// The key of the text that says why none was made.
    pub error: Option<&'static str>,
}

#[derive(Debug, Serialize)]
pub struct InvitationView {
    pub id: i64,
    pub inviter: Person,
    pub uses: i32,
    pub most: i32,
    /// In the site's zone, e.g. `22 November 2026, 13:24`.
    pub until: String,
}

/// A link, also as a square to be photographed.
#[derive(Debug, Serialize)]
pub struct LinkView {
    pub url: String,
    /// Its side in modules, with the quiet zone around it.
    pub side: usize,
    /// The dark modules, as the path of an SVG.
    pub dark: String,
}

/// `invitations/show.html`: where a link leads.
#[derive(Debug, Serialize)]
pub struct OfferPage {
    pub shell: Shell,
    pub token: String,
    /// `None` for a link that is worth nothing.
    pub offer: Option<OfferView>,
    /// Whether there is a form to register by.
    pub may_register: bool,
    pub register: String,
    pub login: String,
}

#[derive(Debug, Serialize)]
pub struct OfferView {
    pub inviter: Person,
    /// The group where it leads, if it is for one.
    pub group: Option<String>,
    pub private: bool,
}

/// Modules around a code that stay light (ISO/IEC 18004).
const QUIET: usize = 4;

impl InvitationView {
    #[must_use]
    pub fn new((invitation, inviter): &(Model, users::Model), zone: Tz) -> Self {
        Self {
            id: invitation.id,
            inviter: Person::from(inviter),
            uses: invitation.uses,
            most: invitation.most,
            until: locale::moment(&invitation.expires_at.with_timezone(&zone)),
        }
    }
}

impl InvitationsPage {
    #[must_use]
    pub fn lifetimes() -> Vec<&'static str> {
        LIFETIMES.map(|(name, _)| name).into()
    }

    #[must_use]
    pub fn counts() -> Vec<i32> {
        COUNTS.into()
    }
}

impl LinkView {
    #[must_use]
    pub fn new(url: String) -> Self {
        let mut dark = String::new();
        let mut side = 0;
        // An address is far from too long.
        if let Ok(code) = QRBuilder::new(url.as_str()).build() {
            side = code.size + 2 * QUIET;
            for (y, row) in code.data[..code.size * code.size].chunks(code.size).enumerate() {
                for (x, module) in row.iter().enumerate() {
                    if module.value() {
                        // Writing to a string can't fail.
                        let _ = write!(dark, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
                    }
                }
            }
        }
        Self { url, side, dark }
    }
}

impl From<&Offer> for OfferView {
    fn from(offer: &Offer) -> Self {
        let group = offer.group.as_ref();
        Self {
            inviter: Person::from(&offer.inviter),
            group: group.map(|group| group.name.clone()),
            private: group.is_some_and(|group| group.kind() == Kind::Private),
        }
    }
}
