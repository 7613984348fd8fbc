//! {=many.title=} of a group.

use std::sync::Arc;


use axum::http::StatusCode;
use axum_extra::extract::{Form, Query};
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{CurrentGroup, CurrentUser, Scripted, Shared},
    respond::{lead_to, page, see_other, vary},
    surroundings::{forbidden, header, sidebar, throttle},
};
use crate::{
    models::{
        blocks,
        groups::Standing,
        {=many.snake=}::{self, Entry, Listing, Refusals, SaveError, Typed},
        throttles::Throttles,
    },
    settings::Settings,
    views::{
        {=many.snake=}::{ {=one.pascal=}FormPage, {=one.pascal=}Page, {=one.pascal=}View, {=many.pascal=}Page},
        shell::Shell,
    },
};

/// Which of them.
#[derive(Debug, Deserialize)]
struct Before {
    before: Option<i64>,
}

/// `GET /groups/{id}/{=many.kebab=}?before=…`
async fn index(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    Query(Before { before }): Query<Before>,
) -> Result<Response> {
    let listing = Listing::read(&ctx.db, standing.group.id, before).await?;
    let blocked = blocks::of(&ctx.db, current.user.id).await?;
    let shown = |entry| {=one.pascal=}View::new(entry, current.user.id, &standing, site.timezone).without(entry, &blocked);
    let (group, allowed) = header(&ctx, &current, &standing).await?;
    let data = {=many.pascal=}Page {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(&ctx, &current, Some(group.id)).await?,
        may_add: {=many.snake=}::may_add(&standing) && allowed.silenced.is_none(),
        {=many.snake=}: listing.entries.iter().map(shown).collect(),
        older: listing.next.map(|id| format!("{}?before={id}", place(&standing))),
        first_page: before.is_none(),
        group,
    };
    page(StatusCode::OK, "{=many.snake=}/index.html", &data)
}

/// `GET /groups/{id}/{=many.kebab=}/new`
async fn new(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
) -> Result<Response> {
    if !{=many.snake=}::may_add(&standing) {
        return Err(forbidden());
    }
    let (typed, refusals) = (Typed::default(), Refusals::default());
    show_form(&ctx, &current, &standing, StatusCode::OK, None, typed, refusals).await
}

/// `POST /groups/{id}/{=many.kebab=}`
async fn create(
    State(ctx): State<AppContext>,
    <% if zone %>
    Shared(site): Shared<Arc<Settings>>,
    <% endif %>
    throttles: Shared<Throttles>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    Scripted(scripted): Scripted,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    if let Some(wait) = throttle(&throttles, &current) {
        return Ok(wait);
    }
    let created = {=many.snake=}::create(&ctx.db, &current.user, standing.group.id, &typed<% if zone %>, site.timezone<% endif %>).await;
    match created {
        Ok(row) => Ok(lead_to(scripted, &format!("{}/{}", place(&standing), row.id))),
        Err(SaveError::Fields(refusals)) => {
            let refused = StatusCode::UNPROCESSABLE_ENTITY;
            show_form(&ctx, &current, &standing, refused, None, typed, *refusals).await
        }
        Err(error) => Err(failed(error)),
    }
}

/// `GET /groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}`
async fn show(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    Path((_, id)): Path<(i64, i64)>,
) -> Result<Response> {
    let row = {=many.snake=}::find(&ctx.db, standing.group.id, id).await?;
    let entry = Entry::of(&ctx.db, row).await?;
    <% if named %>
    let blocked = blocks::of(&ctx.db, current.user.id).await?;
    let shown = {=one.pascal=}View::new(&entry, current.user.id, &standing, site.timezone);
    <% endif %>
    let (group, _) = header(&ctx, &current, &standing).await?;
    let data = {=one.pascal=}Page {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(&ctx, &current, Some(group.id)).await?,
        <% if named %>
        {=one.snake=}: shown.without(&entry, &blocked),
        <% else %>
        {=one.snake=}: {=one.pascal=}View::new(&entry, current.user.id, &standing, site.timezone),
        <% endif %>
        group,
    };
    page(StatusCode::OK, "{=many.snake=}/show.html", &data)
}

/// `GET /groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}/edit`
async fn edit(
    State(ctx): State<AppContext>,
    <% if zone %>
    Shared(site): Shared<Arc<Settings>>,
    <% endif %>
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    Path((_, id)): Path<(i64, i64)>,
) -> Result<Response> {
    let row = {=many.snake=}::find(&ctx.db, standing.group.id, id).await?;
    if !row.may_change(current.user.id, &standing) {
        return Err(forbidden());
    }
    <% if typed_people %>
    let entry = Entry::of(&ctx.db, row).await?;
    let typed = Typed::of(&entry<% if zone %>, site.timezone<% endif %>);
    <% else %>
    let typed = Typed::of(&row<% if zone %>, site.timezone<% endif %>);
    <% endif %>
    show_form(&ctx, &current, &standing, StatusCode::OK, Some(id), typed, Refusals::default()).await
}

/// `POST /groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}/edit`
async fn update(
    State(ctx): State<AppContext>,
    <% if zone %>
    (Shared(site), throttles): (Shared<Arc<Settings>>, Shared<Throttles>),
    <% else %>
    throttles: Shared<Throttles>,
    <% endif %>
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    Scripted(scripted): Scripted,
    Path((_, id)): Path<(i64, i64)>,
    Form(typed): Form<Typed>,
) -> Result<Response> {
    if let Some(wait) = throttle(&throttles, &current) {
        return Ok(wait);
    }
    let group_id = standing.group.id;
    match {=many.snake=}::update(&ctx.db, &current.user, group_id, id, &typed<% if zone %>, site.timezone<% endif %>).await {
        Ok(_) => Ok(lead_to(scripted, &format!("{}/{id}", place(&standing)))),
        Err(SaveError::Fields(refusals)) => {
            let refused = StatusCode::UNPROCESSABLE_ENTITY;
            show_form(&ctx, &current, &standing, refused, Some(id), typed, *refusals).await
        }
        Err(error) => Err(failed(error)),
    }
}

/// `POST /groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}/delete`
async fn destroy(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    Path((_, id)): Path<(i64, i64)>,
) -> Result<Response> {
    if let Some(wait) = throttle(&throttles, &current) {
        return Ok(wait);
    }
    let deleted = {=many.snake=}::delete(&ctx.db, &current.user, standing.group.id, id).await;
    deleted.map_err(failed)?;
    Ok(see_other(&place(&standing)))
}

/// Why nothing was written, where the form has no place for it.
fn failed(error: SaveError) -> Error {
    match error {
        SaveError::Model(error) => error.into(),
        SaveError::Forbidden | SaveError::Fields(_) => forbidden(),
    }
}

/// The form of a new one, or of the one that is `id`.
async fn show_form(
    ctx: &AppContext,
    current: &CurrentUser,
    standing: &Standing,
    status: StatusCode,
    id: Option<i64>,
    typed: Typed,
    refusals: Refusals,
) -> Result<Response> {
    let (group, _) = header(ctx, current, standing).await?;
    <% if named %>
    let blocked = blocks::of(&ctx.db, current.user.id).await?;
    <% endif %>
    let data = {=one.pascal=}FormPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(ctx, current, Some(group.id)).await?,
        group,
        id,
        <% if named %>
        offered: typed.offered(&ctx.db, standing.group.id, &blocked).await?,
        <% endif %>
        typed,
        focus: refusals.first().unwrap_or("{=first.name=}"),
        refusals,
        <% for field in fields %>
        <% if field.choices %>
        {=field.name=}_choices: {=many.snake=}::{=field.pascal=}::ALL.map({=many.snake=}::{=field.pascal=}::as_str).into(),
        <% endif %>
        <% endfor %>
    };
    page(status, "{=many.snake=}/form.html", &data).map(vary)
}

/// Where those of a group are.
fn place(standing: &Standing) -> String {
    format!("/groups/{}/{=many.kebab=}", standing.group.id)
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/groups/{id}/{=many.kebab=}", index)
        .post("/groups/{id}/{=many.kebab=}", create)
        .get("/groups/{id}/{=many.kebab=}/new", new)
        .get("/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}", show)
        .get("/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}/edit", edit)
        .post("/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}/edit", update)
        .post("/groups/{id}/{=many.kebab=}/{<##>{=one.snake=}_id}/delete", destroy)
}
