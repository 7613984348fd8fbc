//! {=many.title=} of a group, as pages show them.

use chrono_tz::Tz;
use serde::Serialize;

use super::{
    groups::GroupView,
    locale,
    shell::{Person, Shell},
    sidebar::Sidebar,
    <% if not heading or not heading.required %>
    templates,
    <% endif %>
};
use crate::models::{
    <% if uses_fields and named %>
    fields::{self, Named},
    <% elif uses_fields %>
    fields,
    <% elif named %>
    fields::Named,
    <% endif %>
    groups::Standing,
    {=many.snake=}::{Entry, <% if named %>Offered, <% endif %>Refusals, Typed},
};

/// `{=many.snake=}/index.html`
#[derive(Debug, Serialize)]
pub struct {=many.pascal=}Page {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub group: GroupView,
    /// The latest first.
    pub {=many.snake=}: Vec<{=one.pascal=}View>,
    /// Where earlier ones are.
    pub older: Option<String>,
    pub first_page: bool,
    pub may_add: bool,
}

/// `{=many.snake=}/show.html`
#[derive(Debug, Serialize)]
pub struct {=one.pascal=}Page {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub group: GroupView,
    pub {=one.snake=}: {=one.pascal=}View,
}

/// `{=many.snake=}/form.html`
#[derive(Debug, Serialize)]
pub struct {=one.pascal=}FormPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub group: GroupView,
    /// `None` for a new one.
    pub id: Option<i64>,
    pub typed: Typed,
    <% if named %>
    pub offered: Offered,
    <% endif %>
    pub refusals: Refusals,
    /// The field where one begins: the first that is refused, or else the first.
    pub focus: &'static str,
    <% for field in fields %>
    <% if field.choices %>
    pub {=field.name=}_choices: Vec<&'static str>,
    <% endif %>
    <% endfor %>
}

#[derive(Debug, Serialize)]
<% if truths > 3 %>
#[expect(clippy::struct_excessive_bools, reason = "a template asks each on its own")]
<% endif %>
pub struct {=one.pascal=}View {
    pub id: i64,
    /// What it is called in a list.
    pub heading: String,
    pub author: Option<Person>,
    /// When it was made.
    pub made: String,
    pub may_change: bool,
    /// The reader has blocked who made it.
    pub folded: bool,
    <% for field in fields %>
    pub {=field.name=}: {=field.view=},
    <% endfor %>
}

impl {=one.pascal=}View {
    #[must_use]
    pub fn new(entry: &Entry, viewer_id: i64, standing: &Standing, zone: Tz) -> Self {
        let row = &entry.row;
        Self {
            id: row.id,
            <% if heading and heading.required %>
            heading: row.{=heading.column=}.clone(),
            <% elif heading %>
            heading: row.{=heading.column=}.clone().unwrap_or_else(|| number(row.id)),
            <% else %>
            heading: number(row.id),
            <% endif %>
            author: entry.author.as_ref().map(Person::from),
            made: locale::moment(&row.created_at.with_timezone(&zone)),
            may_change: row.may_change(viewer_id, standing),
            folded: false,
            <% for field in fields %>
            {=field.name=}: {=field.shown=},
            <% endfor %>
        }
    }

    /// The same, folded where its reader has blocked who made it<% if named %>, and without the names that such people gave<% endif %>.
    #[must_use]
    pub fn without(mut self, entry: &Entry, blocked: &[i64]) -> Self {
        self.folded = blocked.contains(&entry.row.author_id);
        <% for field in named %>
        self.{=field.name=} = self.{=field.name=}.map(|row| row.without(blocked));
        <% endfor %>
        self
    }
}
<% if not heading or not heading.required %>

/// What one without a name is called.
fn number(id: i64) -> String {
    templates::text_with("{=many.kebab=}-number", &[("number", &id.to_string())])
}
<% endif %>
