//! All there is to see: a site with something of everything in it, and where to stop on the way through.

use axum::http::StatusCode;

use crate::support::{
    authenticator::code,
    client::{PASSWORD, texts_of},
    files,
    server::Server,
    smtp::Smtp,
    visitor::{ROOM, Visitor},
    web::{self, Web},
};

// pages-module (do not remove)

/// What answers `GET` and shows nothing by itself, and why.
pub const NO_PAGES: &[(&str, &str)] = &[
    ("/", "leads to a group"),
    ("/_health", "for machines"),
    ("/_ping", "for machines"),
    ("/_readiness", "for machines"),
    ("/groups/sidebar", "a part of pages that are visited"),
    ("/groups/{id}/commands", "what the composer offers"),
    ("/groups/{id}/files/{attachment_id}", "a file"),
    ("/groups/{id}/files/{attachment_id}/thumbnail", "a picture"),
    ("/groups/{id}/mentionable", "what the composer offers"),
    ("/groups/{id}/messages/{message_id}/preview", "a picture"),
    ("/groups/{id}/seen", "a picture"),
    ("/people/{username}/picture/{key}", "a picture"),
    ("/search/quick", "what the switcher offers"),
    ("/static/{*path}", "files"),
    ("/ws", "a socket"),
    // no-pages-inject (do not remove)
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Owns and administers all there is.
    Ada,
    /// Is new: there is nothing of theirs.
    Cy,
    /// Has a second factor.
    Eve,
    /// The same, who has given the password and no code yet.
    Halfway,
    /// Has none, and needs one before anything else.
    Confined,
    Stranger,
    /// The same, where nobody can register any more.
    Late,
}

/// What is done in the page, and what is true once it has happened.
pub type Step = (&'static str, &'static str);

/// A form, filled in.
pub type Fields = &'static [(&'static str, &'static str)];

/// A page, and what is opened on it.
#[derive(Debug, Clone)]
pub struct Stop {
    pub who: Who,
    pub route: &'static str,
    pub path: String,
    pub steps: &'static [Step],
    /// Whether there is this on a narrow screen only.
    pub narrow: bool,
}

pub struct Tour {
    pub server: Server,
    pub ada: Visitor,
    cy: Visitor,
    eve: Visitor,
    halfway: Visitor,
    confined: Visitor,
    stranger: Visitor,
    late: Visitor,
    closed: Server,
    _web: Web,
    /// A message by ada, edited, with answers.
    message: i64,
    /// `/groups/2` and so on.
    plans: String,
    attic: String,
    direct: String,
    token: String,
    /// `/reset?token=…`, as it was mailed.
    reset: String,
    /// Stops at pages that know them themselves.
    pages: Vec<Vec<Stop>>,
}

const MENU: Step = (
    "document.querySelector('[popovertarget=room-menu]').click()",
    "document.querySelector('#room-menu:popover-open')",
);
const ACCOUNT: Step = (
    "document.getElementById('account-items').showPopover()",
    "document.querySelector('#account-items:popover-open')",
);
const GROUPS: Step = (
    "document.querySelector('.open-sidebar').click()",
    "document.querySelector('#sidebar:popover-open')",
);
const PEOPLE: Step = (
    "document.querySelector('.open-people').click()",
    "document.querySelector('#people-panel:popover-open')",
);
const SWITCHER: Step = (
    "document.getElementById('open-switcher').click()",
    "document.querySelector('dialog.switcher[open] [role=option]')",
);
const FIND: Step = (
    "(field => { field.value = 'b'; field.dispatchEvent(new Event('input', { bubbles: true })) })(document.querySelector('.switcher-input'))",
    "document.querySelector('.option[data-kind=person]')",
);
const SHORTCUTS: Step = (
    "document.querySelector('a[href=\"/shortcuts\"]').click()",
    "document.querySelector('dialog.sheet[open] #single-keys:not([hidden])')",
);
const CARD: Step = (
    "document.querySelector('main .person-link').click()",
    "document.querySelector('#person-card:popover-open')",
);
const BLOCK: Step = (
    "document.querySelector('#person-card .card-block > summary').click()",
    "document.querySelector('#person-card .card-block[open]')",
);
const POINT: Step = (
    "document.querySelector('#messages > .mine .message-row').focus()",
    "document.querySelector('#messages .actions')",
);
const POINT_OTHER: Step = (
    "document.querySelector('#messages > .message:not(.mine, .message-line, .message-deleted) .message-row').focus()",
    "document.querySelector('#messages .actions')",
);
const DELETE: Step = (
    "document.querySelector('.actions [data-act=delete]').click()",
    "(button => button.textContent === button.dataset.sure)(document.querySelector('.actions [data-act=delete]'))",
);
const REPORT: Step = (
    "document.querySelector('.actions [data-act=report]').click()",
    "document.querySelector('dialog.sheet[open] form[action$=report]')",
);
const MORE: Step = (
    "document.querySelector('.actions [data-act=more]').click()",
    "document.querySelector('.actions-more:not([hidden])')",
);
const EDIT: Step = (
    "document.querySelector('.actions [data-act=edit]').click()",
    "document.querySelector('#editing:not([hidden])')",
);
const REPLY: Step = (
    "document.querySelector('.actions [data-act=reply]').click()",
    "document.querySelector('#replying:not([hidden])')",
);
const REACT: Step = (
    "document.querySelector('.actions [data-act=react]').click()",
    "document.querySelector('dialog.sheet[open] .emoji')",
);
const SEEK: Step = (
    "(field => { field.value = 'cat'; field.dispatchEvent(new Event('input')) })(document.getElementById('emoji-query'))",
    "document.querySelectorAll('.emoji:not([hidden])').length < 60",
);
const FORWARD: Step = (
    "document.querySelector('.actions [data-act=forward]').click()",
    "document.querySelector('dialog.sheet[open] .forward-form')",
);
const PINS: Step = (
    "document.querySelector('#room-menu a[href$=pins]').click()",
    "document.querySelector('dialog.sheet[open] .revision')",
);
const ALL_FILES: Step = (
    "document.querySelector('.files > a[data-sheet]').click()",
    "document.querySelector('dialog.sheet[open] .shelf')",
);
const REVISIONS: Step = (
    "document.querySelector('.message-edited').click()",
    "document.querySelector('dialog.sheet[open] .revision')",
);
const THREAD: Step = (
    "document.querySelector('#messages .message-content > .thread-link').click()",
    "document.querySelector('#thread-messages > li')",
);
const PICTURE: Step = (
    "document.querySelector('a.picture').click()",
    "document.querySelector('dialog.lightbox[open]')",
);
const MENTION: Step = (
    "(field => { field.value = '@c'; field.setSelectionRange(2, 2); field.dispatchEvent(new Event('input', { bubbles: true })) })\
     (document.getElementById('composer-body'))",
    "document.querySelector('#completion li')",
);
/// More than the list has room for at once.
const MENTION_ANYBODY: Step = (
    "(field => { field.value = '@'; field.setSelectionRange(1, 1); field.dispatchEvent(new Event('input', { bubbles: true })) })\
     (document.getElementById('composer-body'))",
    "(list => list && list.scrollHeight > list.clientHeight)(document.getElementById('completion'))",
);
const COMMAND: Step = (
    "(field => { field.value = '/'; field.setSelectionRange(1, 1); field.dispatchEvent(new Event('input', { bubbles: true })) })\
     (document.getElementById('composer-body'))",
    "document.querySelector('#completion li')",
);
const HELP: Step = (
    "(field => { field.value = '/help'; field.form.requestSubmit() })(document.getElementById('composer-body'))",
    "document.querySelector('#told > *') && !document.querySelector('#outbox > li')",
);
const TOO_LONG: Step = (
    "(field => { field.value = 'x'.repeat(Number(field.dataset.limit) + 1); field.dispatchEvent(new Event('input', { bubbles: true })) })\
     (document.getElementById('composer-body'))",
    "document.querySelector('#composer-error').textContent",
);
const CHOOSE_FILES: Step = (
    "(field => { const files = new DataTransfer(); files.items.add(new File(['minutes'], 'minutes.txt')); field.files = files.files; \
     field.dispatchEvent(new Event('change', { bubbles: true })) })(document.querySelector('.composer-attach input'))",
    "document.querySelector('#chips .chip[data-id]')",
);
const FAIL: Step = (
    "(([group, user]) => { localStorage.setItem(`banter.outbox.${user}.0`, JSON.stringify({ client_id: '0', group_id: group, body: 'lost', \
     files: [], at: Date.now(), failed: 'Not sent' })); dispatchEvent(new StorageEvent('storage', { key: null })) })\
     ([document.getElementById('messages').dataset.groupId, document.body.dataset.userId])",
    "document.querySelector('#outbox > .message-failed')",
);
const DISCARD: Step = (
    "document.querySelector('#outbox [data-action=discard]').click()",
    "!document.querySelector('#outbox > li')",
);
const OFFLINE: Step = (
    "document.getElementById('connection').dataset.state = 'offline'",
    "true",
);
const SIGN_IN: Step = (
    "(({ username, password }) => { username.value = 'ada'; password.value = 'wrong'; username.form.submit() })(document.forms[0].elements)",
    "document.getElementById('login-error')",
);
const BANNED: Step = (
    "(({ username, password }) => { username.value = 'fay'; password.value = 'correct horse battery staple'; username.form.submit() })\
     (document.forms[0].elements)",
    "document.getElementById('login-error')",
);
const WRONG_CODE: Step = (
    "(field => { field.value = '0'; field.form.submit() })(document.getElementById('code'))",
    "document.getElementById('code-error')",
);
const WRONG_PROOF: Step = (
    "(field => { field.value = 'wrong'; field.form.submit() })(document.getElementById('begin-password'))",
    "document.getElementById('begin-error')",
);
const PROOF: Step = (
    "(field => { field.value = 'correct horse battery staple'; field.form.submit() })(document.getElementById('begin-password'))",
    "document.getElementById('secret')",
);
/// As an authenticator makes it.
const FIRST_CODE: Step = (
    "(async (field) => {
        const letters = [...document.getElementById('secret').textContent.replace(/\\s/g, '')];
        const bits = letters.map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
        const bytes = Uint8Array.from(bits.match(/.{8}/g), (byte) => parseInt(byte, 2));
        const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-1' }, false, ['sign']);
        const time = new DataView(new ArrayBuffer(8));
        time.setUint32(4, Math.floor(Date.now() / 30000));
        const mac = new DataView(await crypto.subtle.sign('HMAC', key, time));
        field.value = String((mac.getUint32(mac.getUint8(19) & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
        field.form.submit();
    })(document.getElementById('code'))",
    "document.getElementById('recovery-codes')",
);
const RECOVERY: Step = (
    "document.querySelector('.account-below a').click()",
    "document.querySelector('[name=recovery]')",
);
const FORGOT: Step = (
    "(field => { field.value = 'nobody'; field.form.submit() })(document.getElementById('username'))",
    "document.querySelector('main') && !document.getElementById('username')",
);
const SHORT: Step = (
    "(field => { field.value = 'x'; field.form.submit() })(document.getElementById('password'))",
    "document.getElementById('password-error')",
);
const REGISTER: Step = (
    "(({ username, email, password }) => { username.value = 'a b'; email.value = 'x'; password.value = 'y'; username.form.submit() })\
     (document.forms[0].elements)",
    "document.getElementById('password-error')",
);
const NAMELESS: Step = (
    "HTMLFormElement.prototype.submit.call(document.querySelector('main form.form'))",
    "document.querySelector('.invalid-feedback')",
);
const LINK: Step = (
    "document.querySelector('main form.form').requestSubmit()",
    "document.getElementById('link')",
);
const RESET_LINK: Step = (
    "document.querySelector('form[action$=reset-links] button').click()",
    "document.getElementById('link')",
);
const ROLE: Step = (
    "document.querySelector('[aria-labelledby=role-title] summary').click()",
    "document.querySelector('.asking[open] form[action$=role] button')",
);
const FACTOR: Step = (
    "document.querySelector('[aria-labelledby=factor-title] summary').click()",
    "document.querySelector('.asking[open] form[action$=reset] button')",
);
const WRONG_PASSWORD: Step = (
    "(({ current_password: one, new_password: other }) => { one.value = 'wrong'; other.value = 'x'; one.form.submit() })\
     (document.querySelector('form[action$=password]').elements)",
    "document.getElementById('current_password-error')",
);
const NO_END: Step = (
    "(({ password, confirm }) => { password.value = 'wrong'; confirm.value = 'ada'; password.form.submit() })\
     (document.querySelector('form[action$=delete]').elements)",
    "document.querySelector('.invalid-feedback')",
);
const ADD_PEOPLE: Step = (
    "document.querySelector('.adding > summary').click()",
    "document.querySelector('.adding[open]')",
);
const MEMBER_MENU: Step = (
    "document.querySelector('.entry-menu').click()",
    "document.querySelector('.entry .menu:popover-open')",
);
const SURE: Step = (
    "document.querySelectorAll('.menu:popover-open details').forEach((part) => { part.open = true })",
    "document.querySelector('.menu:popover-open form[action$=bans] button').checkVisibility()",
);
const SURE_OF_REPORT: Step = (
    "document.querySelector('.report-acts summary').click()",
    "document.querySelector('.report-acts details[open]')",
);

/// What somebody says of themself.
async fn introduce(person: &Visitor) {
    person
        .submit(
            "/settings/profile",
            &[
                ("display_name", "Ada L."),
                ("pronouns", "she/her"),
                ("bio", "Counts"),
            ],
        )
        .await;
    person
        .submit(
            "/settings/status",
            &[("emoji", "🌴"), ("text", "Away"), ("lasting", "hour")],
        )
        .await;
}

/// What the previews are of.
async fn cats() -> Web {
    Web::start(|path| {
        Some(match path {
            "/cat.png" => web::picture(&files::png(90, 40)),
            _ => web::html("<title>Cats</title><meta name=description content='All the cats there are.'><meta property=og:image content='/cat.png'>"),
        })
    })
    .await
}

impl Tour {
    /// A site where everything has happened once.
    pub async fn prepare() -> Self {
        let mut smtp = Smtp::start().await;
        let server = Server::start_with(&[
            ("PREVIEWS", "true"),
            ("PREVIEWS_OF_LOOPBACK", "true"),
            ("MAIL_HOST", "127.0.0.1"),
            ("MAIL_PORT", &smtp.port.to_string()),
            ("MAIL_TLS", "none"),
            ("MAIL_FROM", "chat@example.org"),
        ])
        .await;
        let web = cats().await;
        // The first of a site administers it.
        let ada = Visitor::join(&server, "ada").await;
        let bo = Visitor::join(&server, "bo").await;
        let cy = Visitor::join(&server, "cy").await;
        let dee = Visitor::join(&server, "dee").await;
        Visitor::sign_in(&server, "ada").await;

        let spam = bo.say("Buy **now**").await;
        let report = [("reason", "spam"), ("note", "Every *morning*")];
        cy.submit(&format!("{ROOM}/messages/{spam}/report"), &report)
            .await;
        let message = converse(&web, &ada, &bo).await;

        let group = async |kind: &str, name: &str| {
            let fields = [("kind", kind), ("name", name), ("topic", "What it is about")];
            ada.submit("/groups", &fields).await.1
        };
        let (plans, attic) = (group("private", "Plans").await, group("public", "Attic").await);
        ada.submit(&format!("{attic}/archive"), &[]).await;
        ada.submit(&format!("{plans}/members"), &[("members", "2"), ("members", "4")])
            .await;
        ada.submit(&format!("{plans}/members/4/role"), &[("role", "moderator")])
            .await;
        ada.submit(&format!("{ROOM}/bans"), &[("user_id", "4")]).await;
        drop(dee);
        let (_, direct, _) = ada.submit("/direct/bo", &[]).await;
        bo.submit(&format!("{direct}/messages"), &[("body", "Psst")])
            .await;
        ada.submit(&format!("{plans}/draft"), &[("body", "I thi")]).await;
        ada.submit(&format!("{attic}/notifications"), &[("attention", "nothing")])
            .await;
        introduce(&ada).await;
        let token = ada.invite("/admin/invitations").await;
        ada.invite(&format!("{plans}/invitations")).await;
        let stranger = Visitor::stranger(&server);
        let reset = ask_for_link(&mut smtp, &ada, &stranger).await;
        let eve = Visitor::join(&server, "eve").await;
        set_up(&eve).await;
        let halfway = Visitor::sign_in(&server, "eve").await;
        ada.submit("/admin/people/eve/role", &[("role", "administrator")])
            .await;
        let confined = Visitor::join(&server, "gil").await;
        // Begun, and not confirmed.
        cy.submit("/settings/two-factor", &[("password", PASSWORD)]).await;
        cy.submit("/people/bo/block", &[]).await;
        let closed = Server::start_with(&[("REGISTRATION", "closed")]).await;
        Visitor::join(&closed, "ada").await;
        for name in ["fay", "hal", "ida", "jo"] {
            Visitor::join(&server, name).await;
        }
        let ban = [("reason", "Spam, and *more* of it"), ("days", "7")];
        ada.submit("/admin/people/fay/ban", &ban).await;
        let pages = vec![
            // pages-inject (do not remove)
        ];
        Self {
            pages,
            server,
            ada,
            cy,
            eve,
            halfway,
            confined,
            stranger,
            late: Visitor::stranger(&closed),
            closed,
            _web: web,
            message,
            plans,
            attic,
            direct,
            token,
            reset,
        }
    }

    pub fn of(&self, who: Who) -> &Visitor {
        match who {
            Who::Ada => &self.ada,
            Who::Cy => &self.cy,
            Who::Eve => &self.eve,
            Who::Halfway => &self.halfway,
            Who::Confined => &self.confined,
            Who::Stranger => &self.stranger,
            Who::Late => &self.late,
        }
    }

    pub fn site_of(&self, who: Who) -> &Server {
        match who {
            Who::Late => &self.closed,
            _ => &self.server,
        }
    }

    /// What has to be so before somebody looks around: only some of them are asked for a second factor.
    pub async fn enter(&self, who: Who) {
        let required = matches!(who, Who::Eve | Who::Confined).to_string();
        let (status, _, page) = self
            .eve
            .submit("/admin/security", &[("required", &required)])
            .await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    }

    /// Where to go, one visitor after the other.
    pub fn stops(&self) -> Vec<Stop> {
        [self.around_groups(), self.conversations(), self.in_groups()].concat()
    }

    /// Groups as they are opened, and the pages that know their stops themselves: what is added to a group is there.
    pub fn in_groups(&self) -> Vec<Stop> {
        let room: [&[Step]; 5] = [
            &[],
            &[MENU],
            &[POINT, REPLY, MENTION_ANYBODY],
            &[COMMAND],
            &[HELP],
        ];
        let others = [&self.plans, &self.attic, &self.direct];
        let stop = |path: &str, steps| Stop {
            who: Who::Ada,
            route: "/groups/{id}",
            path: path.to_owned(),
            steps,
            narrow: false,
        };
        let groups = room.map(|steps| stop(ROOM, steps)).into_iter();
        let groups = groups.chain(others.map(|path| stop(path, &[])));
        groups.chain(self.pages.iter().flatten().cloned()).collect()
    }

    /// All the rest.
    pub fn around_groups(&self) -> Vec<Stop> {
        [self.outside(), Self::halfway(), self.around(), self.empty()].concat()
    }

    fn outside(&self) -> Vec<Stop> {
        let stop = |route, path: &str, steps| Stop {
            who: Who::Stranger,
            route,
            path: path.to_owned(),
            steps,
            narrow: false,
        };
        vec![
            stop("/login", "/login", &[]),
            stop("/login", "/login", &[SIGN_IN]),
            stop("/login", "/login", &[BANNED]),
            stop("/forgot", "/forgot", &[]),
            stop("/forgot", "/forgot", &[FORGOT]),
            stop("/reset", &self.reset, &[]),
            stop("/reset", &self.reset, &[SHORT]),
            stop("/reset", "/reset?token=0", &[]),
            stop("/register", "/register", &[]),
            stop("/register", "/register", &[REGISTER]),
            stop("/join", &format!("/join?invitation={}", self.token), &[]),
            stop("/join", "/join?invitation=0", &[]),
        ]
    }

    /// On the way in, and once in, with a second factor.
    fn halfway() -> Vec<Stop> {
        let stop = |who, route, steps| Stop {
            who,
            route,
            path: str::to_owned(route),
            steps,
            narrow: false,
        };
        vec![
            stop(Who::Late, "/login", &[]),
            stop(Who::Late, "/register", &[]),
            stop(Who::Halfway, "/login/code", &[]),
            stop(Who::Halfway, "/login/code", &[WRONG_CODE]),
            stop(Who::Halfway, "/login/code", &[RECOVERY]),
            stop(Who::Eve, "/settings/password", &[]),
            stop(Who::Eve, "/settings/two-factor", &[]),
            stop(Who::Eve, "/admin/security", &[]),
            stop(Who::Confined, "/settings/two-factor", &[]),
            stop(Who::Confined, "/settings/two-factor", &[WRONG_PROOF]),
            stop(Who::Confined, "/settings/two-factor", &[PROOF]),
            stop(Who::Confined, "/settings/two-factor", &[WRONG_CODE]),
            stop(Who::Confined, "/settings/two-factor", &[FIRST_CODE]),
        ]
    }

    /// What one does with messages, and what opens on them.
    pub fn conversations(&self) -> Vec<Stop> {
        let stop = |route, path: &str, steps| Stop {
            who: Who::Ada,
            route,
            path: path.to_owned(),
            steps,
            narrow: false,
        };
        let narrow = |path, steps| Stop {
            narrow: true,
            ..stop("/groups/{id}", path, steps)
        };
        let message = format!("{ROOM}/messages/{}", self.message);
        let of_message = |part: &str| format!("{message}{part}");
        let mut stops: Vec<Stop> = [
            &[MENU, PINS] as &[Step],
            &[ACCOUNT],
            &[SHORTCUTS],
            &[SWITCHER],
            &[SWITCHER, FIND],
            &[CARD],
            &[CARD, BLOCK],
            &[POINT, MORE],
            &[POINT, DELETE],
            &[POINT_OTHER, MORE, REPORT],
            &[POINT, EDIT],
            &[POINT, REPLY],
            &[POINT, REACT, SEEK],
            &[POINT, MORE, FORWARD],
            &[REVISIONS],
            &[ALL_FILES],
            &[THREAD],
            &[PICTURE],
            &[MENTION],
            &[TOO_LONG],
            &[CHOOSE_FILES],
            &[FAIL],
            &[DISCARD, OFFLINE],
        ]
        .into_iter()
        .map(|steps| stop("/groups/{id}", ROOM, steps))
        .collect();
        stops.extend([
            narrow(ROOM, &[GROUPS]),
            narrow(ROOM, &[PEOPLE]),
            stop("/groups/{id}", "/groups/1?after=2&limit=2", &[]),
            stop("/groups/{id}/messages/{message_id}", &message, &[]),
            stop(
                "/groups/{id}/messages/{message_id}/thread",
                &of_message("/thread"),
                &[],
            ),
            stop(
                "/groups/{id}/messages/{message_id}/report",
                &of_message("/report"),
                &[],
            ),
            stop(
                "/groups/{id}/messages/{message_id}/edit",
                &of_message("/edit"),
                &[],
            ),
            stop(
                "/groups/{id}/messages/{message_id}/forward",
                &of_message("/forward"),
                &[],
            ),
            stop(
                "/groups/{id}/messages/{message_id}/files",
                &of_message("/files"),
                &[],
            ),
            stop(
                "/groups/{id}/messages/{message_id}/revisions",
                &of_message("/revisions"),
                &[],
            ),
            stop(
                "/groups/{id}/messages/{message_id}/reactions/new",
                &of_message("/reactions/new?q=cat"),
                &[],
            ),
        ]);
        stops
    }

    fn around(&self) -> Vec<Stop> {
        let stop = |route, path: &str, steps| Stop {
            who: Who::Ada,
            route,
            path: path.to_owned(),
            steps,
            narrow: false,
        };
        let of_plans = |part: &str| format!("{}{part}", self.plans);
        vec![
            stop("/groups/{id}/members", &of_plans("/members"), &[]),
            stop("/groups/{id}/members", &of_plans("/members"), &[ADD_PEOPLE]),
            stop("/groups/{id}/members", &of_plans("/members"), &[MEMBER_MENU]),
            stop(
                "/groups/{id}/members",
                &of_plans("/members"),
                &[MEMBER_MENU, SURE],
            ),
            stop("/groups/{id}/members", "/groups/1/members", &[]),
            stop("/groups/{id}/settings", &of_plans("/settings"), &[]),
            stop(
                "/groups/{id}/settings",
                &of_plans("/settings"),
                &[("document.getElementById('name').value = ''", "true"), NAMELESS],
            ),
            stop("/groups/{id}/reports", "/groups/1/reports", &[SURE_OF_REPORT]),
            stop("/groups/{id}/reports", &of_plans("/reports"), &[]),
            stop("/groups/{id}/notifications", &of_plans("/notifications"), &[]),
            stop("/groups/{id}/invitations", &of_plans("/invitations"), &[]),
            stop("/groups/{id}/files", "/groups/1/files", &[]),
            stop("/groups/{id}/pins", "/groups/1/pins", &[]),
            stop("/groups/{id}/pins", &of_plans("/pins"), &[]),
            stop("/admin/invitations", "/admin/invitations", &[LINK]),
            stop("/admin/people", "/admin/people", &[]),
            stop("/admin/people/{username}", "/admin/people/bo", &[]),
            stop("/admin/people/{username}", "/admin/people/bo", &[RESET_LINK]),
            stop("/admin/people/{username}", "/admin/people/bo", &[ROLE]),
            stop("/admin/people/{username}", "/admin/people/ada", &[]),
            stop("/admin/people/{username}", "/admin/people/ada", &[ROLE]),
            stop("/admin/people/{username}", "/admin/people/eve", &[]),
            stop("/admin/people/{username}", "/admin/people/eve", &[ROLE, FACTOR]),
            stop("/admin/people/{username}", "/admin/people/fay", &[]),
            stop("/admin/reports", "/admin/reports", &[]),
            stop("/admin/security", "/admin/security", &[]),
            stop("/bookmarks", "/bookmarks", &[]),
            stop("/groups", "/groups", &[]),
            stop("/groups", "/groups?q=nothing+like+it", &[]),
            stop("/groups/new", "/groups/new?kind=public", &[]),
            stop("/groups/new", "/groups/new?kind=public", &[NAMELESS]),
            stop("/groups/new", "/groups/new?kind=private&q=b", &[]),
            stop("/mentions", "/mentions", &[]),
            stop("/people", "/people", &[]),
            stop("/people", "/people", &[CARD]),
            stop("/people", "/people?q=nobody+like+it", &[]),
            stop("/people/{username}", "/people/bo", &[]),
            stop("/search", "/search", &[]),
            stop("/search", "/search?q=morning", &[]),
            stop("/search", "/search?q=nothing+like+it", &[]),
            stop("/settings/blocks", "/settings/blocks", &[]),
            stop("/settings/data", "/settings/data", &[]),
            stop("/settings/language", "/settings/language", &[]),
            stop("/settings/language", "/settings/language?saved=1", &[]),
            stop("/settings/password", "/settings/password", &[]),
            stop("/settings/password", "/settings/password", &[WRONG_PASSWORD]),
            stop("/settings/profile", "/settings/profile", &[]),
            stop("/settings/sessions", "/settings/sessions", &[]),
            stop("/settings/two-factor", "/settings/two-factor", &[]),
            stop("/shortcuts", "/shortcuts", &[]),
            stop("/unread", "/unread", &[]),
            stop("/groups/{id}", "/groups/404", &[]),
        ]
    }

    fn empty(&self) -> Vec<Stop> {
        let stop = |route, path: &str| Stop {
            who: Who::Cy,
            route,
            path: path.to_owned(),
            steps: &[],
            narrow: false,
        };
        vec![
            stop("/join", &format!("/join?invitation={}", self.token)),
            stop("/bookmarks", "/bookmarks"),
            // Of whom they have blocked, all is folded.
            stop("/groups/{id}", ROOM),
            stop("/settings/blocks", "/settings/blocks"),
            stop("/settings/data", "/settings/data"),
            Stop {
                steps: &[NO_END],
                ..stop("/settings/data", "/settings/data")
            },
            stop("/settings/profile", "/settings/profile"),
            stop("/settings/two-factor", "/settings/two-factor"),
            stop("/groups/{id}/settings", "/groups/1/settings"),
            stop("/groups/{id}/pins", "/groups/1/pins"),
            stop("/groups/{id}", &self.attic),
        ]
    }

    /// Forms that are refused, and show why.
    pub fn refused() -> [(Who, &'static str, Fields); 11] {
        [
            (
                Who::Stranger,
                "/login",
                &[("username", "ada"), ("password", "wrong")],
            ),
            (
                Who::Stranger,
                "/register",
                &[("username", "a b"), ("email", "x"), ("password", "y")],
            ),
            (Who::Ada, "/groups", &[("kind", "private"), ("name", "")]),
            (Who::Ada, "/groups/1/messages", &[("body", "")]),
            (Who::Ada, "/groups/1/settings", &[("name", "")]),
            (
                Who::Ada,
                "/settings/password",
                &[("current_password", "wrong"), ("new_password", "x")],
            ),
            (
                Who::Ada,
                "/settings/email",
                &[("email", "x"), ("password", "wrong")],
            ),
            (Who::Ada, "/admin/people/bo/ban", &[("reason", "")]),
            (Who::Ada, "/admin/people/bo/delete", &[("confirm", "b")]),
            (Who::Ada, "/settings/status", &[("emoji", "no"), ("text", "what")]),
            (Who::Ada, "/groups/404/messages", &[("body", "lost")]),
        ]
    }

    /// What scripts get of pages.
    pub fn parts(&self) -> Vec<String> {
        let message = format!("{ROOM}/messages/{}", self.message);
        let of_message = ["/revisions", "/files", "/reactions/new", "/forward", "/thread"]
            .map(|part| format!("{message}{part}"));
        let rest = [
            "/groups/sidebar?open=1",
            "/unread?open=1",
            "/search/quick?q=b",
            "/people/bo",
            "/people?picker=1&q=b",
            "/shortcuts",
            "/groups/1/mentionable?q=b",
            "/groups/1/pins",
        ];
        of_message.into_iter().chain(rest.map(str::to_owned)).collect()
    }

    /// What sockets get.
    pub fn frames(&self) -> [(String, Fields); 3] {
        let message = format!("{ROOM}/messages/{}", self.message);
        [
            (format!("{ROOM}/messages"), &[("body", "Hello **you**")]),
            (format!("{message}/reactions"), &[("emoji", "🎉")]),
            (format!("{message}/delete"), &[]),
        ]
    }
}

/// Has a link for another password mailed to ada: where it leads.
async fn ask_for_link(smtp: &mut Smtp, ada: &Visitor, stranger: &Visitor) -> String {
    let address = [("password", PASSWORD), ("email", "ada@example.org")];
    ada.submit("/settings/email", &address).await;
    stranger.submit("/forgot", &[("username", "ada")]).await;
    let mail = smtp.next().await;
    let mut words = mail.text.split_whitespace();
    let link = words.find_map(|word| word.find("/reset?token=").map(|at| &word[at..]));
    link.expect("a link").to_owned()
}

/// Sets a second factor up, after a slip at each step: the pages on the way.
pub async fn set_up(person: &Visitor) -> Vec<String> {
    let path = "/settings/two-factor";
    let (_, begun) = person.look(path, false).await;
    let (_, _, wrong) = person.submit(path, &[("password", "wrong")]).await;
    person.submit(path, &[("password", PASSWORD)]).await;
    let (_, page) = person.look(path, false).await;
    let confirm = format!("{path}/confirm");
    let (_, _, forged) = person.submit(&confirm, &[("code", "0")]).await;
    let now = code(&texts_of(&page, "#secret").concat(), 0);
    let (status, _, codes) = person.submit(&confirm, &[("code", &now)]).await;
    assert_eq!(status, StatusCode::OK, "{codes}");
    vec![begun, wrong, page, forged, codes]
}

/// All that people write to each other in the room; returns a message by ada that was edited and answered.
async fn converse(web: &Web, ada: &Visitor, bo: &Visitor) -> i64 {
    // More files than its row shows.
    let mut many = Vec::new();
    for number in 0..14 {
        let taken = ada.try_upload(&format!("page {number}.txt"), b"text").await;
        many.push(taken.expect("it is taken"));
    }
    let message = ada
        .say_with(
            "Good **morning**, see <https://example.org/> and `cargo test`",
            &many,
        )
        .await;
    ada.does(
        message,
        "edit",
        &[("body", "Good morning, *everybody*: see <https://example.org/>")],
    )
    .await;
    let lists = bo
        .say("> quoted\n\n1. one\n2. two\n\n- [ ] a list\n\n| a | b |\n|---|---|\n| 1 | `2` |\n\n```rust\nfn main() { // says it\n    println!(\"{}\", 1);\n}\n```")
        .await;
    for text in ["An answer", "Another one, @ada and @everyone", "and more"] {
        bo.answer(message, text).await;
    }
    bo.does(message, "reactions", &[("emoji", "👍")]).await;
    ada.does(message, "reactions", &[("emoji", "👍")]).await;
    ada.does(message, "pin", &[]).await;
    ada.does(lists, "bookmark", &[]).await;
    ada.does(message, "bookmark", &[]).await;
    bo.say("🎉").await;
    let gone = bo.say("Never mind").await;
    bo.does(gone, "delete", &[]).await;
    bo.say(&format!("Look at {}", web.url("/cats"))).await;
    for (name, bytes) in [
        ("dot.png", files::png(40, 30)),
        ("minutes of a long meeting.txt", b"text".to_vec()),
        ("song.mp3", b"ID3\x04\0\0\0\0\0\0sound".to_vec()),
        ("clip.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec()),
    ] {
        let id = bo.try_upload(name, &bytes).await.expect("it is taken");
        let (_, _, page) = bo
            .submit(
                &format!("{ROOM}/messages"),
                &[("body", "A file"), ("attachments", &id.to_string())],
            )
            .await;
        assert!(page.is_empty(), "{page}");
    }
    ada.submit(
        &format!("{ROOM}/messages/{lists}/forward"),
        &[("to", "1"), ("body", "See?"), ("client_id", "forwarded")],
    )
    .await;
    message
}
