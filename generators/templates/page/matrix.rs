//! Who may do what with the {=many.words=} of a group. The one that there is was made by a plain member.

use banter::models::{
    users,
    {=many.snake=}::{self, Entity, Typed},
};
use sea_orm::EntityTrait;

use super::{
    Feature, Forbidden, <% if uniques %>FormReached, <% endif %>NotThere, Page, Row, SentOn, SentToSignIn, Shown, SignedOut, direct, lines, private, public,
};
use crate::support::client::Site;

pub(super) struct {=many.pascal=};

static ROWS: [Row<8>; 7] = [
    ("GET", "/groups/{id}/{=many.kebab=}", "", private(SentToSignIn, [Shown; 3])),
    ("POST", "/groups/{id}/{=many.kebab=}", FORM, private(SignedOut, [SentOn; 3])),
    ("GET", "/groups/{id}/{=many.kebab=}/new", "", private(SentToSignIn, [Shown; 3])),
    ("GET", "/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}", "", private(SentToSignIn, [Shown; 3])),
    ("GET", "/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}/edit", "", private(SentToSignIn, [Forbidden, Shown, Shown])),
    ("POST", "/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}/edit", FORM, private(SignedOut, [Forbidden, SentOn, SentOn])),
    ("POST", "/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}/delete", "", private(SignedOut, [Forbidden, SentOn, SentOn])),
];

static PUBLIC_ROWS: [Row<8>; 7] = [
    ("GET", "/groups/{id}/{=many.kebab=}", "", public(SentToSignIn, [Shown; 5])),
    ("POST", "/groups/{id}/{=many.kebab=}", FORM, public(SignedOut, [Forbidden, SentOn, SentOn, SentOn, SentOn])),
    ("GET", "/groups/{id}/{=many.kebab=}/new", "", public(SentToSignIn, [Forbidden, Shown, Shown, Shown, Shown])),
    ("GET", "/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}", "", public(SentToSignIn, [Shown; 5])),
    ("GET", "/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}/edit", "", public(SentToSignIn, [Forbidden, Forbidden, Shown, Shown, Shown])),
    ("POST", "/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}/edit", FORM, public(SignedOut, [Forbidden, Forbidden, SentOn, SentOn, SentOn])),
    ("POST", "/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}/delete", "", public(SignedOut, [Forbidden, Forbidden, SentOn, SentOn, SentOn])),
];

/// In a direct chat it is the first one's.<% if uniques %> What the form says is taken once it was sent.<% endif %>
static DIRECT_ROWS: [Row<6>; 7] = [
    ("GET", "/groups/{id}/{=many.kebab=}", "", direct(SentToSignIn, Shown)),
    ("POST", "/groups/{id}/{=many.kebab=}", FORM, <% if uniques %>[SignedOut, NotThere, SentOn, FormReached, NotThere, SignedOut]<% else %>direct(SignedOut, SentOn)<% endif %>),
    ("GET", "/groups/{id}/{=many.kebab=}/new", "", direct(SentToSignIn, Shown)),
    ("GET", "/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}", "", direct(SentToSignIn, Shown)),
    (
        "GET",
        "/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}/edit",
        "",
        [SentToSignIn, NotThere, Shown, Forbidden, NotThere, SentToSignIn],
    ),
    (
        "POST",
        "/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}/edit",
        FORM,
        [SignedOut, NotThere, <% if uniques %>FormReached<% else %>SentOn<% endif %>, Forbidden, NotThere, SignedOut],
    ),
    // Then it is gone.
    (
        "POST",
        "/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}/delete",
        "",
        [SignedOut, NotThere, SentOn, NotThere, NotThere, SignedOut],
    ),
];

const FORM: &str = "{=query=}";

#[async_trait::async_trait(?Send)]
impl Page for {=many.pascal=} {
    fn rows(&self) -> Feature {
        (&ROWS, &PUBLIC_ROWS, &DIRECT_ROWS)
    }

    fn placeholder(&self) -> &'static str {
        "{<##>{=one.snake=}_id}"
    }

    async fn make(&self, site: &Site, group: i64, author_id: i64) -> i64 {
        let typed = Typed {
            <% for field in fields %>
            {=field.name=}: <% if field.input == "person" %>"<% if field.sample %>plain<% endif %>".to_owned()<% elif field.other %>"{=field.other | replace(from='"', to='\\"') | replace(from='\n', to='\\n')=}".to_owned()<% else %>String::new()<% endif %>,
            <% endfor %>
        };
        let db = &site.ctx.db;
        let author = users::find(db, author_id).await.expect("an account");
        let made = {=many.snake=}::create(db, &author, group, &typed<% if zone %>, chrono_tz::UTC<% endif %>).await;
        made.expect("nothing is in the way").id
    }

    async fn contents(&self, site: &Site) -> Vec<String> {
        lines(Entity::find().all(&site.ctx.db).await)
    }
}
