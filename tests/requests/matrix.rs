//! Every route for every kind of visitor, made from the router itself: a new route has to say who may use it.

use std::{collections::BTreeSet, fmt::Debug};

use axum::http::{Method, StatusCode, header};
use axum_test::TestResponse;
use banter::{
    app::App,
    models::{
        attachments::{self, Attaching},
        audit_events, bans,
        groups::{self, Kind},
        invitations::{self, Terms},
        memberships::{self, NewMember, Role},
        mentions,
        messages::{self, Body, NewMessage, Outcome, Posted, live, new_client_id},
        pins,
        previews::previews,
        reactions, reports, revisions, sessions, settings, signals,
        throttles::Throttles,
        users,
    },
    settings::Limits,
};
use loco_rs::app::Hooks;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};

use crate::support::{
    client::{Person, Site, header_of, with_site},
    files,
};

// pages-module (do not remove)

/// Pages of groups that say in a file of their own who may do what.
static PAGES: &[&dyn Page] = &[
    // pages-inject (do not remove)
];

/// What somebody gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Got {
    /// 200.
    Shown,
    /// 303 to a page of this site.
    SentOn,
    /// 303 to the sign-in.
    SentToSignIn,
    /// 401.
    SignedOut,
    /// 422: the form was reached, and it is empty.
    FormReached,
    /// 403: not with this role.
    Forbidden,
    /// 404: none of theirs.
    NotThere,
    /// 400: an upgrade was expected.
    NoUpgrade,
    Other(StatusCode),
}

use Got::{Forbidden, FormReached, NoUpgrade, NotThere, Other, SentOn, SentToSignIn, Shown, SignedOut};

/// A route, a form that would succeed, and what each kind of visitor gets.
pub(super) type Row<const N: usize> = (&'static str, &'static str, &'static str, [Got; N]);

/// The administrator is a member of none of the groups, the outsider neither. The banned one was a member, and
/// so was the deactivated one until the end.
const PEOPLE: [&str; 8] = [
    "stranger",
    "outsider",
    "banned",
    "member",
    "moderator",
    "owner",
    "administrator",
    "deactivated",
];

/// Those whom a direct chat knows.
const PAIR: [&str; 6] = [
    "stranger",
    "outsider",
    "one",
    "other",
    "administrator",
    "deactivated",
];

const EVERYBODY: [Got; 8] = [Shown; 8];

/// Whoever is signed in gets the same.
pub(super) const fn signed_in(nobody: Got, somebody: Got) -> [Got; 8] {
    let mut got = [somebody; 8];
    got[0] = nobody;
    got[7] = nobody;
    got
}

/// What only administrators may; whoever else is signed in is told so.
pub(super) const fn administrators(nobody: Got, administrator: Got) -> [Got; 8] {
    let mut got = signed_in(nobody, Forbidden);
    got[6] = administrator;
    got
}

/// A private group: being an administrator opens no door.
pub(super) const fn private(nobody: Got, [member, moderator, owner]: [Got; 3]) -> [Got; 8] {
    [
        nobody, NotThere, NotThere, member, moderator, owner, NotThere, nobody,
    ]
}

/// A public room: administrators keep order, and who is banned gets what is there for nobody.
pub(super) const fn public(
    nobody: Got,
    [outsider, member, moderator, owner, administrator]: [Got; 5],
) -> [Got; 8] {
    [
        nobody,
        outsider,
        NotThere,
        member,
        moderator,
        owner,
        administrator,
        nobody,
    ]
}

/// A direct chat: the two of it get the same.
pub(super) const fn direct(nobody: Got, both: Got) -> [Got; 6] {
    [nobody, NotThere, both, both, NotThere, nobody]
}

/// Every route. `{id}` is a private group, `{user_id}` a plain member of it, `{other_id}` nobody's member.
static ROWS: [Row<8>; 128] = [
    ("GET", "/_ping", "", EVERYBODY),
    ("GET", "/_health", "", EVERYBODY),
    ("GET", "/_readiness", "", EVERYBODY),
    ("GET", "/static/{*path}", "", EVERYBODY),
    ("GET", "/login", "", signed_in(Shown, SentOn)),
    ("POST", "/login", "", [FormReached; 8]),
    ("POST", "/language", "language=de", [SentOn; 8]),
    // Nobody who has given a password waits for a code.
    ("GET", "/login/code", "", [SentToSignIn; 8]),
    ("POST", "/login/code", "code=000000", [FormReached; 8]),
    ("GET", "/register", "", signed_in(Shown, SentOn)),
    ("POST", "/register", "", [FormReached; 8]),
    // Where no mail is configured.
    ("GET", "/forgot", "", [NotThere; 8]),
    ("POST", "/forgot", "username=plain", [NotThere; 8]),
    // Without a link that is good.
    ("GET", "/reset", "", [NotThere; 8]),
    ("POST", "/reset", "token=0", [NotThere; 8]),
    ("GET", "/join", "", [NotThere; 8]),
    ("POST", "/join", "invitation=0", [NotThere; 8]),
    ("GET", "/", "", signed_in(SentToSignIn, SentOn)),
    (
        "GET",
        "/admin/invitations",
        "",
        administrators(SentToSignIn, Shown),
    ),
    (
        "POST",
        "/admin/invitations",
        "lifetime=day&most=1",
        administrators(SignedOut, SentOn),
    ),
    // That of a group is not the site's.
    (
        "POST",
        "/admin/invitations/{invitation_id}/revoke",
        "",
        administrators(SignedOut, NotThere),
    ),
    ("GET", "/admin/security", "", administrators(SentToSignIn, Shown)),
    // Who asks others for one has to have one.
    (
        "POST",
        "/admin/security",
        "required=true",
        administrators(SignedOut, FormReached),
    ),
    (
        "POST",
        "/admin/people/{username}/reset-links",
        "",
        administrators(SignedOut, SentOn),
    ),
    (
        "POST",
        "/admin/people/{username}/two-factor/reset",
        "",
        administrators(SignedOut, SentOn),
    ),
    ("GET", "/admin/people", "", administrators(SentToSignIn, Shown)),
    (
        "GET",
        "/admin/people/{username}",
        "",
        administrators(SentToSignIn, Shown),
    ),
    (
        "POST",
        "/admin/people/{username}/role",
        "role=member",
        administrators(SignedOut, SentOn),
    ),
    (
        "POST",
        "/admin/people/{username}/ban",
        "reason=&days=1",
        administrators(SignedOut, FormReached),
    ),
    (
        "POST",
        "/admin/people/{username}/unban",
        "",
        administrators(SignedOut, SentOn),
    ),
    (
        "POST",
        "/admin/people/{username}/delete",
        "confirm=somebody",
        administrators(SignedOut, FormReached),
    ),
    ("GET", "/settings/data", "", signed_in(SentToSignIn, Shown)),
    ("POST", "/settings/data", "", signed_in(SignedOut, Shown)),
    (
        "POST",
        "/settings/delete",
        "password=x&confirm=x",
        signed_in(SignedOut, FormReached),
    ),
    ("GET", "/admin/reports", "", administrators(SentToSignIn, Shown)),
    (
        "POST",
        "/admin/reports/{report_id}/resolve",
        "act=dismissed",
        administrators(SignedOut, SentOn),
    ),
    ("GET", "/bookmarks", "", signed_in(SentToSignIn, Shown)),
    ("GET", "/groups", "", signed_in(SentToSignIn, Shown)),
    (
        "POST",
        "/groups",
        "kind=private&name=loft",
        signed_in(SignedOut, SentOn),
    ),
    ("GET", "/groups/new", "", signed_in(SentToSignIn, Shown)),
    ("GET", "/groups/sidebar", "", signed_in(SentToSignIn, Shown)),
    ("GET", "/mentions", "", signed_in(SentToSignIn, Shown)),
    ("GET", "/unread", "", signed_in(SentToSignIn, Shown)),
    (
        "POST",
        "/unread/read",
        "seen={id}:1",
        signed_in(SignedOut, SentOn),
    ),
    ("GET", "/people", "", signed_in(SentToSignIn, Shown)),
    ("GET", "/people/{username}", "", signed_in(SentToSignIn, Shown)),
    (
        "GET",
        "/people/{username}/picture/{key}",
        "",
        signed_in(SentToSignIn, Shown),
    ),
    ("GET", "/search", "", signed_in(SentToSignIn, Shown)),
    ("GET", "/shortcuts", "", signed_in(SentToSignIn, Shown)),
    ("GET", "/search/quick", "", signed_in(SentToSignIn, Shown)),
    ("POST", "/direct/{username}", "", signed_in(SignedOut, SentOn)),
    (
        "POST",
        "/people/{username}/block",
        "",
        signed_in(SignedOut, SentOn),
    ),
    (
        "POST",
        "/people/{username}/unblock",
        "",
        signed_in(SignedOut, SentOn),
    ),
    ("GET", "/settings/blocks", "", signed_in(SentToSignIn, Shown)),
    ("GET", "/groups/{id}", "", private(SentToSignIn, [Shown; 3])),
    (
        "GET",
        "/groups/{id}/members",
        "",
        private(SentToSignIn, [Shown; 3]),
    ),
    (
        "POST",
        "/groups/{id}/members",
        "members={other_id}",
        private(SignedOut, [Forbidden, SentOn, SentOn]),
    ),
    // The last owner stays.
    (
        "POST",
        "/groups/{id}/members/leave",
        "",
        private(SignedOut, [SentOn, SentOn, FormReached]),
    ),
    (
        "POST",
        "/groups/{id}/members/{user_id}/remove",
        "",
        private(SignedOut, [Forbidden, SentOn, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/members/{user_id}/role",
        "role=moderator",
        private(SignedOut, [Forbidden, Forbidden, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/owner",
        "user_id={user_id}",
        private(SignedOut, [Forbidden, Forbidden, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/bans",
        "user_id={user_id}",
        private(SignedOut, [Forbidden, SentOn, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/bans/{user_id}/lift",
        "",
        private(SignedOut, [Forbidden, SentOn, SentOn]),
    ),
    (
        "GET",
        "/groups/{id}/invitations",
        "",
        private(SentToSignIn, [Forbidden, Shown, Shown]),
    ),
    (
        "POST",
        "/groups/{id}/invitations",
        "lifetime=day&most=1",
        private(SignedOut, [Forbidden, SentOn, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/invitations/{invitation_id}/revoke",
        "",
        private(SignedOut, [Forbidden, SentOn, SentOn]),
    ),
    (
        "GET",
        "/groups/{id}/settings",
        "",
        private(SentToSignIn, [Forbidden, Forbidden, Shown]),
    ),
    (
        "POST",
        "/groups/{id}/settings",
        "name=loft+{id}&topic=",
        private(SignedOut, [Forbidden, Forbidden, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/archive",
        "",
        private(SignedOut, [Forbidden, Forbidden, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/restore",
        "",
        private(SignedOut, [Forbidden, Forbidden, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/delete",
        "confirm=attic",
        private(SignedOut, [Forbidden, Forbidden, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/messages",
        "body=hello",
        private(SignedOut, [SentOn; 3]),
    ),
    (
        "POST",
        "/groups/{id}/draft",
        "body=hel",
        private(SignedOut, [SentOn; 3]),
    ),
    (
        "POST",
        "/groups/{id}/read",
        "seq=1",
        private(SignedOut, [SentOn; 3]),
    ),
    (
        "GET",
        "/groups/{id}/notifications",
        "",
        private(SentToSignIn, [Shown; 3]),
    ),
    (
        "POST",
        "/groups/{id}/notifications",
        "attention=mentions&mute=8",
        private(SignedOut, [SentOn; 3]),
    ),
    // By a browser that shows it in a page, no one else.
    (
        "GET",
        "/groups/{id}/seen",
        "",
        private(SentToSignIn, [Forbidden; 3]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/unread",
        "",
        private(SignedOut, [SentOn; 3]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/forward",
        "",
        private(SentToSignIn, [Shown; 3]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/forward",
        "to={id}&body=see",
        private(SignedOut, [SentOn; 3]),
    ),
    // Without a file.
    (
        "POST",
        "/groups/{id}/attachments",
        "",
        private(SignedOut, [FormReached; 3]),
    ),
    // What is posted is not taken back so.
    (
        "POST",
        "/groups/{id}/attachments/{attachment_id}/delete",
        "",
        private(SignedOut, [NotThere; 3]),
    ),
    ("GET", "/groups/{id}/files", "", private(SentToSignIn, [Shown; 3])),
    (
        "GET",
        "/groups/{id}/files/{attachment_id}",
        "",
        private(SentToSignIn, [Shown; 3]),
    ),
    (
        "GET",
        "/groups/{id}/files/{attachment_id}/thumbnail",
        "",
        private(SentToSignIn, [Shown; 3]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}",
        "",
        private(SentToSignIn, [Shown; 3]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/thread",
        "",
        private(SentToSignIn, [Shown; 3]),
    ),
    (
        "GET",
        "/groups/{id}/commands",
        "",
        private(SentToSignIn, [Shown; 3]),
    ),
    (
        "GET",
        "/groups/{id}/mentionable",
        "",
        private(SentToSignIn, [Shown; 3]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/edit",
        "",
        private(SentToSignIn, [Forbidden; 3]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/edit",
        "body=hello+again",
        private(SignedOut, [Forbidden; 3]),
    ),
    ("GET", "/groups/{id}/pins", "", private(SentToSignIn, [Shown; 3])),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/pin",
        "",
        private(SignedOut, [SentOn; 3]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/pin/remove",
        "",
        private(SignedOut, [SentOn; 3]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/bookmark",
        "",
        private(SignedOut, [SentOn; 3]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/bookmark/remove",
        "",
        private(SignedOut, [SentOn; 3]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/files",
        "",
        private(SentToSignIn, [Shown; 3]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/revisions",
        "",
        private(SentToSignIn, [Shown; 3]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/report",
        "",
        private(SentToSignIn, [Shown; 3]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/report",
        "reason=spam&note=x",
        private(SignedOut, [SentOn; 3]),
    ),
    (
        "GET",
        "/groups/{id}/reports",
        "",
        private(SentToSignIn, [Forbidden, Shown, Shown]),
    ),
    (
        "POST",
        "/groups/{id}/reports/{report_id}/resolve",
        "act=dismissed",
        private(SignedOut, [Forbidden, SentOn, SentOn]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/preview",
        "",
        private(SentToSignIn, [Shown; 3]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/preview/remove",
        "",
        private(SignedOut, [Forbidden, SentOn, SentOn]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/reactions/new",
        "",
        private(SentToSignIn, [Shown; 3]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/reactions",
        "emoji=%F0%9F%91%8D",
        private(SignedOut, [SentOn; 3]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/reactions/remove",
        "emoji=%F0%9F%91%8D",
        private(SignedOut, [SentOn; 3]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/delete",
        "",
        private(SignedOut, [Forbidden, SentOn, SentOn]),
    ),
    ("GET", "/settings/profile", "", signed_in(SentToSignIn, Shown)),
    (
        "POST",
        "/settings/profile",
        "pronouns=they",
        signed_in(SignedOut, SentOn),
    ),
    (
        "POST",
        "/settings/status",
        "text=here",
        signed_in(SignedOut, SentOn),
    ),
    // Without a picture.
    ("POST", "/settings/picture", "", signed_in(SignedOut, FormReached)),
    (
        "POST",
        "/settings/picture/remove",
        "",
        signed_in(SignedOut, SentOn),
    ),
    ("GET", "/settings/sessions", "", signed_in(SentToSignIn, Shown)),
    ("POST", "/settings/sessions/end", "", signed_in(SignedOut, SentOn)),
    // Somebody else's.
    (
        "POST",
        "/settings/sessions/{session_id}/end",
        "",
        signed_in(SignedOut, NotThere),
    ),
    ("GET", "/settings/language", "", signed_in(SentToSignIn, Shown)),
    (
        "POST",
        "/settings/language",
        "language=de",
        signed_in(SignedOut, SentOn),
    ),
    ("GET", "/settings/two-factor", "", signed_in(SentToSignIn, Shown)),
    (
        "POST",
        "/settings/two-factor",
        "",
        signed_in(SignedOut, FormReached),
    ),
    (
        "POST",
        "/settings/two-factor/confirm",
        "code=000000",
        signed_in(SignedOut, FormReached),
    ),
    (
        "POST",
        "/settings/two-factor/codes",
        "",
        signed_in(SignedOut, FormReached),
    ),
    (
        "POST",
        "/settings/two-factor/off",
        "",
        signed_in(SignedOut, FormReached),
    ),
    ("GET", "/settings/password", "", signed_in(SentToSignIn, Shown)),
    // Without the password.
    ("POST", "/settings/email", "", signed_in(SignedOut, FormReached)),
    (
        "POST",
        "/settings/password",
        "",
        signed_in(SignedOut, FormReached),
    ),
    // Who may open one is tried by real upgrades in tests/sockets.
    ("GET", "/ws", "", [NoUpgrade; 8]),
    // Last, because it takes away what the others need.
    ("POST", "/logout", "", signed_in(SignedOut, SentToSignIn)),
];

/// Every route of a group, where `{id}` is a public room.
static PUBLIC_ROWS: [Row<8>; 55] = [
    ("GET", "/groups/{id}", "", public(SentToSignIn, [Shown; 5])),
    (
        "GET",
        "/groups/{id}/members",
        "",
        public(SentToSignIn, [Shown; 5]),
    ),
    // Without names it joins; a member has nobody named to add.
    (
        "POST",
        "/groups/{id}/members",
        "",
        public(SignedOut, [SentOn, Forbidden, FormReached, FormReached, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/members",
        "members={other_id}",
        public(SignedOut, [Forbidden, Forbidden, SentOn, SentOn, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/members/leave",
        "",
        public(SignedOut, [FormReached, SentOn, SentOn, FormReached, FormReached]),
    ),
    (
        "POST",
        "/groups/{id}/members/{user_id}/remove",
        "",
        public(SignedOut, [Forbidden, Forbidden, SentOn, SentOn, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/members/{user_id}/role",
        "role=moderator",
        public(SignedOut, [Forbidden, Forbidden, Forbidden, SentOn, SentOn]),
    ),
    // Nobody gives away what is not theirs.
    (
        "POST",
        "/groups/{id}/owner",
        "user_id={user_id}",
        public(SignedOut, [Forbidden, Forbidden, Forbidden, SentOn, Forbidden]),
    ),
    (
        "POST",
        "/groups/{id}/bans",
        "user_id={user_id}",
        public(SignedOut, [Forbidden, Forbidden, SentOn, SentOn, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/bans/{user_id}/lift",
        "",
        public(SignedOut, [Forbidden, Forbidden, SentOn, SentOn, SentOn]),
    ),
    (
        "GET",
        "/groups/{id}/invitations",
        "",
        public(SentToSignIn, [Forbidden, Forbidden, Shown, Shown, Shown]),
    ),
    (
        "POST",
        "/groups/{id}/invitations",
        "lifetime=day&most=1",
        public(SignedOut, [Forbidden, Forbidden, SentOn, SentOn, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/invitations/{invitation_id}/revoke",
        "",
        public(SignedOut, [Forbidden, Forbidden, SentOn, SentOn, SentOn]),
    ),
    (
        "GET",
        "/groups/{id}/settings",
        "",
        public(SentToSignIn, [Forbidden, Forbidden, Forbidden, Shown, Shown]),
    ),
    (
        "POST",
        "/groups/{id}/settings",
        "name=loft+{id}&topic=",
        public(SignedOut, [Forbidden, Forbidden, Forbidden, SentOn, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/archive",
        "",
        public(SignedOut, [Forbidden, Forbidden, Forbidden, SentOn, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/restore",
        "",
        public(SignedOut, [Forbidden, Forbidden, Forbidden, SentOn, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/delete",
        "confirm=attic",
        public(SignedOut, [Forbidden, Forbidden, Forbidden, SentOn, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/messages",
        "body=hello",
        public(SignedOut, [SentOn; 5]),
    ),
    (
        "POST",
        "/groups/{id}/draft",
        "body=hel",
        public(SignedOut, [SentOn; 5]),
    ),
    (
        "POST",
        "/groups/{id}/read",
        "seq=1",
        public(SignedOut, [SentOn; 5]),
    ),
    (
        "GET",
        "/groups/{id}/notifications",
        "",
        public(SentToSignIn, [Forbidden, Shown, Shown, Shown, Forbidden]),
    ),
    (
        "POST",
        "/groups/{id}/notifications",
        "attention=mentions&mute=8",
        public(SignedOut, [Forbidden, SentOn, SentOn, SentOn, Forbidden]),
    ),
    // By a browser that shows it in a page, no one else.
    (
        "GET",
        "/groups/{id}/seen",
        "",
        public(SentToSignIn, [Forbidden; 5]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/unread",
        "",
        public(SignedOut, [Forbidden, SentOn, SentOn, SentOn, Forbidden]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/forward",
        "",
        public(SentToSignIn, [Shown; 5]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/forward",
        "to={id}&body=see",
        public(SignedOut, [SentOn; 5]),
    ),
    // Without a file.
    (
        "POST",
        "/groups/{id}/attachments",
        "",
        public(SignedOut, [FormReached; 5]),
    ),
    // What is posted is not taken back so.
    (
        "POST",
        "/groups/{id}/attachments/{attachment_id}/delete",
        "",
        public(SignedOut, [NotThere; 5]),
    ),
    ("GET", "/groups/{id}/files", "", public(SentToSignIn, [Shown; 5])),
    (
        "GET",
        "/groups/{id}/files/{attachment_id}",
        "",
        public(SentToSignIn, [Shown; 5]),
    ),
    (
        "GET",
        "/groups/{id}/files/{attachment_id}/thumbnail",
        "",
        public(SentToSignIn, [Shown; 5]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}",
        "",
        public(SentToSignIn, [Shown; 5]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/thread",
        "",
        public(SentToSignIn, [Shown; 5]),
    ),
    (
        "GET",
        "/groups/{id}/commands",
        "",
        public(SentToSignIn, [Shown; 5]),
    ),
    (
        "GET",
        "/groups/{id}/mentionable",
        "",
        public(SentToSignIn, [Shown; 5]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/edit",
        "",
        public(SentToSignIn, [Forbidden; 5]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/edit",
        "body=hello+again",
        public(SignedOut, [Forbidden; 5]),
    ),
    ("GET", "/groups/{id}/pins", "", public(SentToSignIn, [Shown; 5])),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/pin",
        "",
        public(SignedOut, [Forbidden, SentOn, SentOn, SentOn, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/pin/remove",
        "",
        public(SignedOut, [Forbidden, SentOn, SentOn, SentOn, SentOn]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/bookmark",
        "",
        public(SignedOut, [SentOn; 5]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/bookmark/remove",
        "",
        public(SignedOut, [SentOn; 5]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/files",
        "",
        public(SentToSignIn, [Shown; 5]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/revisions",
        "",
        public(SentToSignIn, [Shown; 5]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/report",
        "",
        public(SentToSignIn, [Shown; 5]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/report",
        "reason=spam&note=x",
        public(SignedOut, [SentOn; 5]),
    ),
    (
        "GET",
        "/groups/{id}/reports",
        "",
        public(SentToSignIn, [Forbidden, Forbidden, Shown, Shown, Shown]),
    ),
    (
        "POST",
        "/groups/{id}/reports/{report_id}/resolve",
        "act=dismissed",
        public(SignedOut, [Forbidden, Forbidden, SentOn, SentOn, SentOn]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/preview",
        "",
        public(SentToSignIn, [Shown; 5]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/preview/remove",
        "",
        public(SignedOut, [Forbidden, Forbidden, SentOn, SentOn, SentOn]),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/reactions/new",
        "",
        public(SentToSignIn, [Shown; 5]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/reactions",
        "emoji=%F0%9F%91%8D",
        public(SignedOut, [SentOn; 5]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/reactions/remove",
        "emoji=%F0%9F%91%8D",
        public(SignedOut, [SentOn; 5]),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/delete",
        "",
        public(SignedOut, [Forbidden, Forbidden, SentOn, SentOn, SentOn]),
    ),
];

/// Every route of a group, where `{id}` is a direct chat: nobody manages it.
static DIRECT_ROWS: [Row<6>; 54] = [
    ("GET", "/groups/{id}", "", direct(SentToSignIn, Shown)),
    ("GET", "/groups/{id}/members", "", direct(SentToSignIn, Shown)),
    (
        "POST",
        "/groups/{id}/members",
        "members={other_id}",
        direct(SignedOut, Forbidden),
    ),
    (
        "POST",
        "/groups/{id}/members/{user_id}/remove",
        "",
        direct(SignedOut, Forbidden),
    ),
    (
        "POST",
        "/groups/{id}/members/{user_id}/role",
        "role=owner",
        direct(SignedOut, Forbidden),
    ),
    (
        "POST",
        "/groups/{id}/owner",
        "user_id={user_id}",
        direct(SignedOut, Forbidden),
    ),
    (
        "POST",
        "/groups/{id}/bans",
        "user_id={user_id}",
        direct(SignedOut, Forbidden),
    ),
    (
        "POST",
        "/groups/{id}/bans/{user_id}/lift",
        "",
        direct(SignedOut, Forbidden),
    ),
    (
        "GET",
        "/groups/{id}/invitations",
        "",
        direct(SentToSignIn, Forbidden),
    ),
    (
        "POST",
        "/groups/{id}/invitations",
        "",
        direct(SignedOut, Forbidden),
    ),
    (
        "POST",
        "/groups/{id}/invitations/{invitation_id}/revoke",
        "",
        direct(SignedOut, Forbidden),
    ),
    (
        "GET",
        "/groups/{id}/settings",
        "",
        direct(SentToSignIn, Forbidden),
    ),
    (
        "POST",
        "/groups/{id}/settings",
        "name=loft&topic=&kind=public",
        direct(SignedOut, Forbidden),
    ),
    ("POST", "/groups/{id}/archive", "", direct(SignedOut, Forbidden)),
    ("POST", "/groups/{id}/restore", "", direct(SignedOut, Forbidden)),
    (
        "POST",
        "/groups/{id}/delete",
        "confirm=",
        direct(SignedOut, Forbidden),
    ),
    (
        "POST",
        "/groups/{id}/messages",
        "body=hello",
        direct(SignedOut, SentOn),
    ),
    (
        "POST",
        "/groups/{id}/draft",
        "body=hel",
        direct(SignedOut, SentOn),
    ),
    ("POST", "/groups/{id}/read", "seq=1", direct(SignedOut, SentOn)),
    (
        "GET",
        "/groups/{id}/notifications",
        "",
        direct(SentToSignIn, Shown),
    ),
    (
        "POST",
        "/groups/{id}/notifications",
        "attention=mentions&mute=8",
        direct(SignedOut, SentOn),
    ),
    // By a browser that shows it in a page, no one else.
    ("GET", "/groups/{id}/seen", "", direct(SentToSignIn, Forbidden)),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/unread",
        "",
        direct(SignedOut, SentOn),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/forward",
        "",
        direct(SentToSignIn, Shown),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/forward",
        "to={id}&body=see",
        direct(SignedOut, SentOn),
    ),
    // Without a file.
    (
        "POST",
        "/groups/{id}/attachments",
        "",
        direct(SignedOut, FormReached),
    ),
    // What is posted is not taken back so.
    (
        "POST",
        "/groups/{id}/attachments/{attachment_id}/delete",
        "",
        direct(SignedOut, NotThere),
    ),
    ("GET", "/groups/{id}/files", "", direct(SentToSignIn, Shown)),
    (
        "GET",
        "/groups/{id}/files/{attachment_id}",
        "",
        direct(SentToSignIn, Shown),
    ),
    (
        "GET",
        "/groups/{id}/files/{attachment_id}/thumbnail",
        "",
        direct(SentToSignIn, Shown),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}",
        "",
        direct(SentToSignIn, Shown),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/thread",
        "",
        direct(SentToSignIn, Shown),
    ),
    ("GET", "/groups/{id}/commands", "", direct(SentToSignIn, Shown)),
    ("GET", "/groups/{id}/mentionable", "", direct(SentToSignIn, Shown)),
    // Each may do with their own what nobody else may: the message is one's.
    (
        "GET",
        "/groups/{id}/messages/{message_id}/preview",
        "",
        direct(SentToSignIn, Shown),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/preview/remove",
        "",
        [SignedOut, NotThere, SentOn, Forbidden, NotThere, SignedOut],
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/edit",
        "",
        [SentToSignIn, NotThere, Shown, Forbidden, NotThere, SentToSignIn],
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/edit",
        "body=hello+again",
        [SignedOut, NotThere, SentOn, Forbidden, NotThere, SignedOut],
    ),
    ("GET", "/groups/{id}/pins", "", direct(SentToSignIn, Shown)),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/pin",
        "",
        direct(SignedOut, SentOn),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/pin/remove",
        "",
        direct(SignedOut, SentOn),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/bookmark",
        "",
        direct(SignedOut, SentOn),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/bookmark/remove",
        "",
        direct(SignedOut, SentOn),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/files",
        "",
        direct(SentToSignIn, Shown),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/revisions",
        "",
        direct(SentToSignIn, Shown),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/report",
        "",
        direct(SentToSignIn, Shown),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/report",
        "reason=spam&note=x",
        // Nobody reports themself.
        [SignedOut, NotThere, FormReached, SentOn, NotThere, SignedOut],
    ),
    ("GET", "/groups/{id}/reports", "", direct(SentToSignIn, Forbidden)),
    (
        "POST",
        "/groups/{id}/reports/{report_id}/resolve",
        "act=dismissed",
        direct(SignedOut, Forbidden),
    ),
    (
        "GET",
        "/groups/{id}/messages/{message_id}/reactions/new",
        "",
        direct(SentToSignIn, Shown),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/reactions",
        "emoji=%F0%9F%91%8D",
        direct(SignedOut, SentOn),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/reactions/remove",
        "emoji=%F0%9F%91%8D",
        direct(SignedOut, SentOn),
    ),
    (
        "POST",
        "/groups/{id}/messages/{message_id}/delete",
        "",
        [SignedOut, NotThere, SentOn, Forbidden, NotThere, SignedOut],
    ),
    // Last: it takes away what the others need.
    (
        "POST",
        "/groups/{id}/members/leave",
        "",
        direct(SignedOut, SentOn),
    ),
];

/// A page of groups with rows of its own.
#[async_trait::async_trait(?Send)]
trait Page: Sync {
    /// In a private group, in a public room, in a direct chat.
    fn rows(&self) -> Feature;

    /// What stands in a route for one of what it keeps, e.g. `{recipe_id}`.
    fn placeholder(&self) -> &'static str;

    /// Makes one of those and returns its id.
    async fn make(&self, site: &Site, group: i64, author_id: i64) -> i64;

    /// All that it keeps.
    async fn contents(&self, site: &Site) -> Vec<String>;
}

/// The methods and paths of the app.
pub fn routes(site: &Site) -> BTreeSet<(String, String)> {
    let routes = App::routes(&site.ctx).collect().into_iter();
    let pairs = routes.flat_map(|route| {
        let actions = route.actions.into_iter();
        actions.map(move |method| (method.to_string(), route.uri.clone()))
    });
    pairs.collect()
}

/// What a feature adds, from the file with its own tests: as in [`ROWS`], [`PUBLIC_ROWS`] and [`DIRECT_ROWS`]. Its routes
/// of groups have to be in all of them.
pub(super) type Feature = (&'static [Row<8>], &'static [Row<8>], &'static [Row<6>]);

static FEATURES: &[&Feature] = &[
    // features-inject (do not remove)
];

/// The last of ours take away what the others need.
fn rows() -> impl Iterator<Item = Row<8>> {
    let of_pages = PAGES.iter().flat_map(|page| page.rows().0);
    let of_features = FEATURES.iter().flat_map(|(rows, _, _)| *rows);
    of_pages.chain(of_features).chain(&ROWS).copied()
}

fn public_rows() -> impl Iterator<Item = Row<8>> {
    let of_pages = PAGES.iter().flat_map(|page| page.rows().1);
    let of_features = FEATURES.iter().flat_map(|(_, rows, _)| *rows);
    of_pages.chain(of_features).chain(&PUBLIC_ROWS).copied()
}

fn direct_rows() -> impl Iterator<Item = Row<6>> {
    let of_pages = PAGES.iter().flat_map(|page| page.rows().2);
    let of_features = FEATURES.iter().flat_map(|(_, _, rows)| *rows);
    of_pages.chain(of_features).chain(&DIRECT_ROWS).copied()
}

/// The people of the matrix, in the order of [`PEOPLE`], and two more.
struct Cast<'a> {
    site: &'a Site,
    people: [Person<'a>; 8],
    /// A plain member of every group, whom others act on.
    user_id: i64,
    /// Where that one is signed in.
    session_id: i64,
    /// Somebody who is in no group.
    other_id: i64,
}

/// Where the placeholders of a route and its form lead.
struct Place {
    group: i64,
    message: i64,
    attachment: i64,
    user_id: i64,
    /// Where that one is signed in.
    session_id: i64,
    other_id: i64,
    invitation_id: i64,
    report_id: i64,
    /// One of each page, by its placeholder.
    made: Vec<(&'static str, i64)>,
}

impl<'a> Cast<'a> {
    async fn of(site: &'a Site) -> Self {
        // The first of a site.
        let administrator = site.join("administrator").await;
        let people = [
            site.stranger(),
            site.join("outsider").await,
            site.join("banned").await,
            site.join("member").await,
            site.join("moderator").await,
            site.join("owner").await,
            administrator,
            site.join("deactivated").await,
        ];
        let plain = site.join("plain").await;
        files::portray(&plain).await;
        let user_id = plain.id().await;
        let other_id = site.join("newcomer").await.id().await;
        let deactivated = people[7].user().await;
        deactivated
            .deactivate(&site.ctx, None)
            .await
            .expect("deactivated");
        let session = sessions::list(&site.ctx.db, user_id).await;
        let session_id = session.expect("the database answers")[0].id;
        Self {
            site,
            people,
            user_id,
            session_id,
            other_id,
        }
    }

    /// A fresh group called `attic`, with everybody in their role and a message in it.
    async fn place(&self, kind: Kind) -> Place {
        let db = &self.site.ctx.db;
        let group = match kind {
            Kind::Public => self.site.public_group("attic").await,
            Kind::Private => self.site.private_group("attic", &[]).await,
            Kind::Direct => panic!("there is one for each two people"),
        };
        let mut members = vec![NewMember::new(group.id, self.user_id)];
        for (index, role) in [
            (3, Role::Member),
            (4, Role::Moderator),
            (5, Role::Owner),
            (7, Role::Member),
        ] {
            members.push(NewMember {
                role,
                ..NewMember::new(group.id, self.people[index].id().await)
            });
        }
        memberships::insert(db, members).await.expect("they are members");
        let ban = bans::ActiveModel {
            id: NotSet,
            group_id: Set(group.id),
            user_id: Set(self.people[2].id().await),
            created_at: Set(group.created_at),
        };
        bans::Entity::insert(ban).exec(db).await.expect("banned");
        self.fill(group.id, self.user_id).await
    }

    async fn fill(&self, group: i64, author_id: i64) -> Place {
        let journal = live::journal(&self.site.ctx).expect("a journal");
        let file = Box::pin(files::stored(
            self.site,
            group,
            author_id,
            "dot.png",
            &files::png(1, 1),
        ))
        .await;
        let posted = journal.post(NewMessage {
            group_id: group,
            author_id,
            client_id: new_client_id(),
            body: Body::parse("hello").expect("a text"),
            attachments: vec![Attaching::new(file.id, "a dot")],
            reply_to: None,
            forward: None,
        });
        let Ok(Outcome::New(posted)) = posted.await else {
            panic!("nothing is in the way of a post");
        };
        files::preview(self.site, posted.message.id).await;
        let mut made = Vec::new();
        for page in PAGES {
            let id = page.make(self.site, group, author_id).await;
            made.push((page.placeholder(), id));
        }
        Place {
            made,
            group,
            message: posted.message.id,
            attachment: file.id,
            user_id: self.user_id,
            session_id: self.session_id,
            other_id: self.other_id,
            invitation_id: self.invite(group, author_id).await,
            report_id: Box::pin(self.report(&posted)).await,
        }
    }

    /// A report of the message by somebody who is in no group.
    async fn report(&self, posted: &Posted) -> i64 {
        let ctx = &self.site.ctx;
        let reporter = users::find(&ctx.db, self.other_id).await.expect("an account");
        let throttles = Throttles::new(&Limits::default());
        let made = reports::report(ctx, &throttles, &reporter, posted, ("spam", "")).await;
        made.expect("nobody has reported it");
        let made = reports::Entity::find()
            .order_by_desc(reports::Column::Id)
            .one(&ctx.db)
            .await;
        made.expect("the database answers").expect("it is there").id
    }

    /// A link to the group.
    async fn invite(&self, group: i64, inviter_id: i64) -> i64 {
        let db = &self.site.ctx.db;
        let inviter = users::find(db, inviter_id).await.expect("an account");
        let made = invitations::make(db, &inviter, Some(group), Terms::parse("", "")).await;
        let made = made.expect("the database answers");
        made.expect("there are few").invitation.id
    }

    fn named(&self) -> impl Iterator<Item = (&'static str, &Person<'a>)> {
        PEOPLE.into_iter().zip(&self.people)
    }
}

impl Place {
    fn put_into(&self, template: &str) -> String {
        let made = self.made.iter();
        made.fold(template.to_owned(), |template, (name, id)| {
            template.replace(name, &id.to_string())
        })
        .replace("{id}", &self.group.to_string())
        .replace("{message_id}", &self.message.to_string())
        .replace("{attachment_id}", &self.attachment.to_string())
        .replace("{user_id}", &self.user_id.to_string())
        .replace("{other_id}", &self.other_id.to_string())
        .replace("{username}", "plain")
        .replace("{key}", files::PORTRAIT)
        .replace("{invitation_id}", &self.invitation_id.to_string())
        .replace("{report_id}", &self.report_id.to_string())
        .replace("{session_id}", &self.session_id.to_string())
        .replace("{*path}", "any/css/tokens.css")
    }

    /// All that is in the group, and what the log says of it.
    async fn contents(&self, site: &Site) -> Vec<String> {
        let (db, id) = (&site.ctx.db, self.group);
        let members = memberships::Column::GroupId.eq(id);
        let audit = audit_events::Column::GroupId.eq(id);
        let mut all = [
            lines(groups::Entity::find_by_id(id).all(db).await),
            lines(memberships::Entity::find().filter(members).all(db).await),
            lines(
                bans::Entity::find()
                    .filter(bans::Column::GroupId.eq(id))
                    .all(db)
                    .await,
            ),
            lines(
                messages::Entity::find()
                    .filter(messages::Column::GroupId.eq(id))
                    .all(db)
                    .await,
            ),
            lines(audit_events::Entity::find().filter(audit).all(db).await),
            lines(
                invitations::Entity::find()
                    .filter(invitations::Column::GroupId.eq(id))
                    .all(db)
                    .await,
            ),
            lines(pins::Entity::find().all(db).await),
            lines(previews::Entity::find().all(db).await),
            lines(reactions::Entity::find().all(db).await),
            lines(attachments::Entity::find().all(db).await),
            lines(mentions::Entity::find().all(db).await),
            lines(revisions::Entity::find().all(db).await),
        ]
        .concat();
        for page in PAGES {
            all.extend(page.contents(site).await);
        }
        all
    }
}

/// Sends the request of a row and looks at what it does: who is refused has changed nothing.
async fn try_out<const N: usize>(
    site: &Site,
    place: &Place,
    (method, uri, form, expected): Row<N>,
    (index, role, person): (usize, &str, &Person<'_>),
) {
    let of_group = uri.starts_with("/groups/{id}");
    let before = if of_group {
        place.contents(site).await
    } else {
        Vec::new()
    };
    let path = place.put_into(uri);
    let request = site.server.method(method.parse().expect("a method"), &path);
    let request = request
        .bytes(place.put_into(form).into())
        .content_type("application/x-www-form-urlencoded");
    let response = person.with_cookie(request).await;
    let got = judge(&response);
    assert_eq!(got, expected[index], "{method} {path} as {role}");
    if of_group && got != SentOn {
        assert_eq!(place.contents(site).await, before, "{method} {path} as {role}");
    }
}

/// The routes of a group that the rows name.
fn of_groups<const N: usize>(rows: impl Iterator<Item = Row<N>>) -> BTreeSet<(&'static str, &'static str)> {
    let rows = rows.map(|(method, uri, ..)| (method, uri));
    rows.filter(|(_, uri)| uri.starts_with("/groups/{id}")).collect()
}

fn judge(response: &TestResponse) -> Got {
    let to = header_of(response, header::LOCATION);
    match (response.status_code(), to.as_deref()) {
        (StatusCode::OK, _) => Shown,
        (StatusCode::SEE_OTHER, Some(to)) if to.starts_with("/login") => SentToSignIn,
        (StatusCode::SEE_OTHER, Some(_)) => SentOn,
        (StatusCode::UNAUTHORIZED, _) => SignedOut,
        (StatusCode::UNPROCESSABLE_ENTITY, _) => FormReached,
        (StatusCode::FORBIDDEN, _) => Forbidden,
        (StatusCode::NOT_FOUND, _) => NotThere,
        (StatusCode::BAD_REQUEST, _) => NoUpgrade,
        (status, _) => Other(status),
    }
}

#[tokio::test]
async fn every_route_says_who_may_use_it() {
    with_site(async |site| {
        let named = rows().map(|(method, uri, ..)| (method.to_owned(), uri.to_owned()));
        let (named, routes): (BTreeSet<_>, _) = (named.collect(), routes(site));
        let missing: Vec<_> = routes.difference(&named).collect();
        assert!(missing.is_empty(), "routes without a row: {missing:?}");
        let left: Vec<_> = named.difference(&routes).collect();
        assert!(left.is_empty(), "rows without a route: {left:?}");
        assert_eq!(of_groups(public_rows()), of_groups(rows()));
        assert_eq!(of_groups(direct_rows()), of_groups(rows()));
    })
    .await;
}

#[tokio::test]
async fn every_visitor_gets_what_the_matrix_says() {
    with_site(async |site| {
        let cast = Cast::of(site).await;
        for row in rows() {
            let mut place = cast.place(Kind::Private).await;
            for (index, (role, person)) in cast.named().enumerate() {
                try_out(site, &place, row, (index, role, person)).await;
                if row.0 != "GET" && row.1.starts_with("/groups/{id}") {
                    place = cast.place(Kind::Private).await;
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn every_visitor_gets_what_the_matrix_says_of_a_public_room() {
    with_site(async |site| {
        let cast = Cast::of(site).await;
        for row in public_rows() {
            for (index, (role, person)) in cast.named().enumerate() {
                let place = cast.place(Kind::Public).await;
                try_out(site, &place, row, (index, role, person)).await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn every_visitor_gets_what_the_matrix_says_of_a_direct_chat() {
    with_site(async |site| {
        let cast = Cast::of(site).await;
        let [stranger, outsider, _, one, other, _, administrator, deactivated] = &cast.people;
        let group = one.start_direct(other).await;
        let place = Place {
            user_id: other.id().await,
            ..cast.fill(group, one.id().await).await
        };
        let people = [stranger, outsider, one, other, administrator, deactivated];
        for row in direct_rows() {
            for (index, (role, person)) in PAIR.into_iter().zip(people).enumerate() {
                try_out(site, &place, row, (index, role, person)).await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_method_that_a_route_has_not_is_refused() {
    with_site(async |site| {
        let cast = Cast::of(site).await;
        let place = cast.place(Kind::Private).await;
        let routes = routes(site);
        for (_, uri) in &routes {
            for method in ["POST", "PUT", "PATCH", "DELETE", "GET"] {
                if routes.contains(&(method.to_owned(), uri.clone())) {
                    continue;
                }
                let path = place.put_into(uri);
                let request = site.server.method(method.parse().expect("a method"), &path);
                let response = cast.people[3].with_cookie(request).await;
                assert_eq!(
                    response.status_code(),
                    StatusCode::METHOD_NOT_ALLOWED,
                    "{method} {path}"
                );
                let allowed = header_of(&response, header::ALLOW).expect("it says which");
                assert!(
                    !allowed.contains(method) && !allowed.is_empty(),
                    "{method} {path}: {allowed}"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn who_opens_the_address_of_a_form_lands_on_a_page() {
    with_site(async |site| {
        let cast = Cast::of(site).await;
        let place = cast.place(Kind::Private).await;
        let routes = routes(site);
        for (method, uri) in &routes {
            if method != "POST" || routes.contains(&("GET".to_owned(), uri.clone())) {
                continue;
            }
            // The owner of the group, or an administrator.
            let person = &cast.people[if uri.starts_with("/admin") { 6 } else { 5 }];
            let open = async |path: &str| {
                let asked = person.with_cookie(site.server.get(path));
                asked.add_header(header::ACCEPT, "text/html,*/*;q=0.8").await
            };
            let path = place.put_into(uri);
            let (mut response, mut ways) = (open(&path).await, vec![path]);
            while response.status_code() == StatusCode::SEE_OTHER && ways.len() < 4 {
                ways.push(header_of(&response, header::LOCATION).expect("it leads on"));
                response = open(ways.last().expect("it has one")).await;
            }
            assert_eq!(response.status_code(), StatusCode::OK, "{ways:?}");
            let scripted = person.get_fragment(&ways[0]).await;
            assert_eq!(
                scripted.status_code(),
                StatusCode::METHOD_NOT_ALLOWED,
                "{}",
                ways[0]
            );
        }
    })
    .await;
}

#[tokio::test]
async fn reading_changes_nothing() {
    // It keeps many places in mind.
    Box::pin(with_site(async |site| {
        let cast = Cast::of(site).await;
        let private = cast.place(Kind::Private).await;
        // Opening it must not join.
        let public = cast.place(Kind::Public).await;
        let direct = cast.people[3].start_direct(&cast.people[4]).await;
        let direct = cast.fill(direct, cast.people[3].id().await).await;
        let nowhere = Place {
            group: 999,
            message: 999,
            attachment: 999,
            made: private.made.iter().map(|(name, _)| (*name, 999)).collect(),
            ..private
        };
        let queries = [
            "",
            "?before=9&after=1&limit=3&next=/x&saved=1&username=eve&body=hello",
            "?kind=public&name=loft&topic=t&q=a&members=1&add=b&picker=1&group=1&open=1&role=owner&user_id=1",
        ];
        let before = snapshot(site).await;
        let mut paths = BTreeSet::new();
        for (method, uri) in routes(site) {
            for place in [&private, &public, &direct, &nowhere] {
                let query = queries[paths.len() % 3];
                if method == "GET" {
                    paths.insert(place.put_into(&uri) + query);
                    paths.insert(place.put_into(&uri) + queries[2]);
                }
            }
        }
        assert!(paths.iter().all(|path| !path.contains('{')), "{paths:?}");
        for path in &paths {
            for (_, person) in cast.named() {
                person.get(path).await;
                person.get_fragment(path).await;
            }
            for method in [Method::HEAD, Method::OPTIONS] {
                cast.people[5].with_cookie(site.server.method(method, path)).await;
            }
        }
        let page = cast.people[1].get(&format!("/groups/{}", public.group)).await;
        assert_eq!(page.status_code(), StatusCode::OK);
        assert_eq!(snapshot(site).await, before);
    }))
    .await;
}

/// The rows in an order of their own: a database gives them in any.
fn lines<T: Debug>(rows: Result<Vec<T>, sea_orm::DbErr>) -> Vec<String> {
    let rows = rows.expect("the database answers");
    let mut lines: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
    lines.sort_unstable();
    lines
}

/// All that the database holds.
pub async fn snapshot(site: &Site) -> Vec<String> {
    let db = &site.ctx.db;
    let mut all = [
        lines(
            users::Entity::find()
                .order_by_asc(users::Column::Id)
                .all(db)
                .await,
        ),
        lines(
            sessions::Entity::find()
                .order_by_asc(sessions::Column::Id)
                .all(db)
                .await,
        ),
        lines(
            groups::Entity::find()
                .order_by_asc(groups::Column::Id)
                .all(db)
                .await,
        ),
        lines(
            memberships::Entity::find()
                .order_by_asc(memberships::Column::Id)
                .all(db)
                .await,
        ),
        lines(
            messages::Entity::find()
                .order_by_asc(messages::Column::Id)
                .all(db)
                .await,
        ),
        lines(
            settings::Entity::find()
                .order_by_asc(settings::Column::Key)
                .all(db)
                .await,
        ),
        lines(bans::Entity::find().order_by_asc(bans::Column::Id).all(db).await),
        lines(
            invitations::Entity::find()
                .order_by_asc(invitations::Column::Id)
                .all(db)
                .await,
        ),
        lines(
            signals::Entity::find()
                .order_by_asc(signals::Column::Id)
                .all(db)
                .await,
        ),
        lines(
            reactions::Entity::find()
                .order_by_asc(reactions::Column::Id)
                .all(db)
                .await,
        ),
        lines(
            attachments::Entity::find()
                .order_by_asc(attachments::Column::Id)
                .all(db)
                .await,
        ),
        lines(
            mentions::Entity::find()
                .order_by_asc(mentions::Column::Id)
                .all(db)
                .await,
        ),
        lines(
            revisions::Entity::find()
                .order_by_asc(revisions::Column::Id)
                .all(db)
                .await,
        ),
        lines(
            audit_events::Entity::find()
                .order_by_asc(audit_events::Column::Id)
                .all(db)
                .await,
        ),
    ]
    .concat();
    for page in PAGES {
        all.extend(page.contents(site).await);
    }
    all
}
