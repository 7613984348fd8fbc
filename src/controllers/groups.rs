//! Groups: the page of one, the directory of rooms, making one, its settings.

use std::sync::Arc;

use axum::{
    http::{HeaderMap, HeaderName, StatusCode},
    response::IntoResponse,
};
use axum_extra::extract::{CookieJar, Form, Query};
use loco_rs::{controller::Routes, prelude::*};
use serde::{Deserialize, Serialize};

use super::{
    drafts::go_on,
    extractors::{CurrentGroup, CurrentUser, LastGroup, ManagedGroup, Scripted, Shared},
    people::{ids, picker},
    respond::{page, retry_after, see_other, vary},
    surroundings::{header, refusal, saved_among, sidebar, throttle},
    threads,
};
use crate::{
    models::{
        blocks,
        drafts::Place,
        groups::{self, Archive, Creation, CreationError, Delete, Directory, Edit, Standing},
        messages::{PAGE, Position, Posted, Window, live},
        throttles::Throttles,
        unread::Reading,
    },
    settings::Settings,
    views::{
        assets,
        groups::{ComposerView, DirectoryPage, EditGroupPage, GroupPage, NewGroupPage, RoomCard},
        messages::{ActionsView, QUICK, TimelineView},
        shell::Shell,
        sidebar::{OpenGroup, RefreshView},
        threads::ThreadView,
    },
};

const SPECULATION_RULES: HeaderName = HeaderName::from_static("speculation-rules");

/// Which part of the timeline: `?before=51`, `?after=50&limit=300`, `?latest=1`; otherwise what is unread, else the
/// newest.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Paging {
    latest: Option<String>,
    before: Option<i64>,
    after: Option<i64>,
    limit: Option<u64>,
}

/// Which rooms.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Search {
    q: String,
    after: Option<i64>,
}

/// The form of a new group, filled in or not.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NewGroup {
    kind: String,
    name: String,
    topic: String,
    q: String,
    members: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Flash {
    saved: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Open {
    open: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct Params {
    name: String,
    #[serde(default)]
    topic: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Confirmation {
    confirm: String,
}

/// `GET /groups?q=…&after=…`: the public rooms.
async fn index(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    Query(search): Query<Search>,
) -> Result<Response> {
    let found = Directory::read(&ctx.db, &current.user, &search.q, search.after).await?;
    let data = DirectoryPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(&ctx, &current, None).await?,
        rooms: found.rooms.iter().map(RoomCard::from).collect(),
        next: found.next.map(|after| next_page("/groups", &search.q, after)),
        first_page: search.after.is_none(),
        query: search.q,
    };
    page(StatusCode::OK, "groups/index.html", &data)
}

/// `GET /groups/{id}`
async fn show(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    Scripted(scripted): Scripted,
    jar: CookieJar,
    headers: HeaderMap,
    axum::extract::Query(paging): axum::extract::Query<Paging>,
) -> Result<Response> {
    let id = standing.group.id;
    let mut window = Window::read(&ctx.db, id, paging.position()).await?;
    if !scripted && paging.is_open() {
        window = at_unread(&ctx, &current, window).await?;
    }
    let response = if scripted {
        let saved = saved_among(&ctx, &current, &window).await?;
        let blocked = blocks::of(&ctx.db, current.user.id).await?;
        let zone = Shared::<Arc<Settings>>::find(&ctx)?.timezone;
        let timeline = TimelineView::new(&window, zone, None)
            .read_by(current.user.id, &saved)
            .without(&blocked);
        page(StatusCode::OK, "messages/_messages.html", &Fragment { timeline })?
    } else {
        show_window(&ctx, &current, &standing, &window, None, ComposerView::default()).await?
    };
    let response = vary(response);
    // Nobody may ever come to a page that a browser makes ahead.
    if scripted || headers.contains_key("sec-purpose") {
        return Ok(response);
    }
    Ok(LastGroup::visited(&ctx, jar, id, response))
}

/// The window with the first message that is unread, unless that is in the newest one.
async fn at_unread(ctx: &AppContext, current: &CurrentUser, newest: Window) -> Result<Window> {
    let reading = Reading::of(&ctx.db, current.user.id, newest.group.id).await?;
    let begins = newest.messages.first().map(|posted| posted.message.seq);
    match (reading.and_then(|reading| reading.first), begins) {
        (Some(first), Some(begins)) if first < begins => {
            Ok(Window::read(&ctx.db, newest.group.id, Position::Around(first)).await?)
        }
        _ => Ok(newest),
    }
}

/// `messages/_messages.html`
#[derive(Serialize)]
struct Fragment {
    timeline: TimelineView,
}

/// The whole page around a window. A refused post shows it with what was typed, as 422 and the like: where it was
/// typed, which may be a thread.
pub(super) async fn show_window(
    ctx: &AppContext,
    current: &CurrentUser,
    standing: &Standing,
    window: &Window,
    highlighted: Option<&Posted>,
    composer: ComposerView,
) -> Result<Response> {
    let (composer, thread) = match composer.thread {
        Some(root) => threads::of_composer(ctx, current, standing, root, composer).await?,
        None => (composer, None),
    };
    show_beside(ctx, current, standing, window, highlighted, composer, thread).await
}

/// The same with a thread beside the timeline.
pub(super) async fn show_beside(
    ctx: &AppContext,
    current: &CurrentUser,
    standing: &Standing,
    window: &Window,
    highlighted: Option<&Posted>,
    mut composer: ComposerView,
    thread: Option<ThreadView>,
) -> Result<Response> {
    let site = Shared::<Arc<Settings>>::find(ctx)?;
    let id = window.group.id;
    let saved = saved_among(ctx, current, window).await?;
    let place = Place {
        user_id: current.user.id,
        group_id: id,
        thread: None,
    };
    go_on(ctx, place, &mut composer).await?;
    composer.take_files_up_to(site.files.largest, site.files.per_message);
    let reading = Reading::of(&ctx.db, current.user.id, id).await?;
    let blocked = blocks::of(&ctx.db, current.user.id).await?;
    let rights = standing;
    let (group, standing) = header(ctx, current, rights).await?;
    let data = GroupPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(ctx, current, Some(id)).await?,
        group,
        standing,
        timeline: TimelineView::new(window, site.timezone, highlighted.map(|posted| posted.message.id))
            .read_by(current.user.id, &saved)
            .without(&blocked)
            .read_to(reading),
        thread,
        actions: highlighted.map(|posted| {
            let saved = saved.contains(&posted.message.id);
            ActionsView::new(posted, &current.user, rights, saved)
        }),
        quick: QUICK,
        people: (&live::present(ctx, id)).into(),
        composer,
        heartbeat: site.limits.heartbeat,
    };
    let page = page(StatusCode::OK, "groups/show.html", &data)?;
    Ok(([(SPECULATION_RULES, assets::speculation_rules())], page).into_response())
}

/// `GET /groups/sidebar?open=1`: what pages fetch again when they hear that their groups have changed.
async fn refresh(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    Query(Open { open }): Query<Open>,
) -> Result<Response> {
    let standing = match open {
        Some(id) => Standing::find(&ctx.db, &current.user, id).await.ok(),
        None => None,
    };
    let open = standing.as_ref().map(|standing| standing.group.id);
    let data = RefreshView {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(&ctx, &current, open).await?,
        open: match &standing {
            Some(standing) => {
                let (group, standing) = header(&ctx, &current, standing).await?;
                Some(OpenGroup { group, standing })
            }
            None => None,
        },
    };
    page(StatusCode::OK, "groups/_refresh.html", &data)
}

/// `GET /groups/new?kind=…&name=…&topic=…&q=…&members=…`
async fn new(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    Query(form): Query<NewGroup>,
) -> Result<Response> {
    show_new(&ctx, &current, StatusCode::OK, form, groups::Refusals::default()).await
}

/// `POST /groups`
async fn create(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    Form(form): Form<NewGroup>,
) -> Result<Response> {
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let wanted = Creation {
        kind: form.kind.clone(),
        name: form.name.clone(),
        topic: form.topic.clone(),
        members: ids(&form.members),
    };
    if let Err(seconds) = throttles.group(current.user.id) {
        let refusals = groups::Refusals {
            name: Some("group-too-many"),
            ..groups::Refusals::default()
        };
        let response = show_new(&ctx, &current, StatusCode::TOO_MANY_REQUESTS, form, refusals).await?;
        return Ok(retry_after(response, seconds));
    }
    match groups::create(&ctx, &current.user, wanted).await {
        Ok(group) => Ok(see_other(&format!("/groups/{}", group.id))),
        Err(CreationError::Fields(refusals)) => show_new(&ctx, &current, unprocessable, form, refusals).await,
        Err(CreationError::Model(error)) => Err(error.into()),
    }
}

async fn show_new(
    ctx: &AppContext,
    current: &CurrentUser,
    status: StatusCode,
    form: NewGroup,
    refusals: groups::Refusals,
) -> Result<Response> {
    let data = NewGroupPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(ctx, current, None).await?,
        kind: if form.kind == "private" {
            "private"
        } else {
            "public"
        },
        picker: picker(ctx, current, &form.q, &form.members, None).await?,
        name: form.name,
        topic: form.topic,
        name_error: refusals.name.or(refusals.kind),
        topic_error: refusals.topic,
        members_error: refusals.members,
    };
    page(status, "groups/new.html", &data)
}

/// `GET /groups/{id}/settings`
async fn edit(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    ManagedGroup(standing): ManagedGroup,
    Query(flash): Query<Flash>,
) -> Result<Response> {
    let mut form = Editing::of(&standing);
    form.saved = flash.saved.is_some();
    show_edit(&ctx, &current, &standing, StatusCode::OK, form).await
}

/// `POST /groups/{id}/settings`
async fn update(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    ManagedGroup(standing): ManagedGroup,
    Form(params): Form<Params>,
) -> Result<Response> {
    if let Some(wait) = throttle(&throttles, &current) {
        return Ok(wait);
    }
    let change = Edit {
        actor_id: current.user.id,
        name: Some(params.name.clone()),
        topic: Some(params.topic.clone()),
    };
    let mut form = Editing {
        name: params.name,
        topic: params.topic,
        ..Editing::of(&standing)
    };
    match live::change(&ctx, standing.group.id, change).await {
        Ok(_) => return Ok(see_other(&settings_of(&standing, "?saved=1"))),
        Err(error) => match refusal(&error)? {
            key if key.starts_with("group-topic") => form.topic_error = Some(key),
            key => form.name_error = Some(key),
        },
    }
    show_edit(&ctx, &current, &standing, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

/// `POST /groups/{id}/archive`
async fn archive(
    state: State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    group: ManagedGroup,
) -> Result<Response> {
    set_archived(state, throttles, current, group, true).await
}

/// `POST /groups/{id}/restore`
async fn restore(
    state: State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    group: ManagedGroup,
) -> Result<Response> {
    set_archived(state, throttles, current, group, false).await
}

async fn set_archived(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    ManagedGroup(standing): ManagedGroup,
    archived: bool,
) -> Result<Response> {
    if let Some(wait) = throttle(&throttles, &current) {
        return Ok(wait);
    }
    let change = Archive {
        actor_id: current.user.id,
        archived,
    };
    let changed = live::change(&ctx, standing.group.id, change).await;
    let mut form = Editing::of(&standing);
    match changed {
        Ok(_) => return Ok(see_other(&format!("/groups/{}", standing.group.id))),
        Err(error) => form.confirm_error = Some(refusal(&error)?),
    }
    show_edit(&ctx, &current, &standing, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

/// `POST /groups/{id}/delete`
async fn destroy(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    ManagedGroup(standing): ManagedGroup,
    Form(Confirmation { confirm }): Form<Confirmation>,
) -> Result<Response> {
    let delete = Delete {
        actor_id: current.user.id,
        confirm: confirm.clone(),
    };
    let mut form = Editing {
        confirm,
        ..Editing::of(&standing)
    };
    match groups::delete(&ctx, standing.group.id, delete).await {
        Ok(()) => return Ok(see_other("/groups")),
        Err(error) => form.confirm_error = Some(refusal(&error)?),
    }
    show_edit(&ctx, &current, &standing, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

/// The settings as they are typed.
struct Editing {
    name: String,
    topic: String,
    name_error: Option<&'static str>,
    topic_error: Option<&'static str>,
    confirm: String,
    confirm_error: Option<&'static str>,
    saved: bool,
}

impl Editing {
    fn of(standing: &Standing) -> Self {
        Self {
            name: standing.group.name.clone(),
            topic: standing.group.topic.clone(),
            name_error: None,
            topic_error: None,
            confirm: String::new(),
            confirm_error: None,
            saved: false,
        }
    }
}

async fn show_edit(
    ctx: &AppContext,
    current: &CurrentUser,
    standing: &Standing,
    status: StatusCode,
    form: Editing,
) -> Result<Response> {
    let (group, _) = header(ctx, current, standing).await?;
    let data = EditGroupPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(ctx, current, Some(standing.group.id)).await?,
        group,
        name: form.name,
        topic: form.topic,
        name_error: form.name_error,
        topic_error: form.topic_error,
        confirm: form.confirm,
        confirm_error: form.confirm_error,
        may_delete: !groups::is_default(&ctx.db, standing.group.id).await?,
        saved: form.saved,
    };
    page(status, "groups/edit.html", &data)
}

fn settings_of(standing: &Standing, query: &str) -> String {
    format!("/groups/{}/settings{query}", standing.group.id)
}

/// The address of the page after `after`, with the same search.
pub(super) fn next_page(path: &str, query: &str, after: i64) -> String {
    let mut address = form_urlencoded::Serializer::new(format!("{path}?"));
    if !query.is_empty() {
        address.append_pair("q", query);
    }
    address.append_pair("after", &after.to_string()).finish()
}

impl Paging {
    /// Whether no part is named.
    fn is_open(&self) -> bool {
        self.latest.is_none() && self.before.is_none() && self.after.is_none()
    }

    pub(super) fn position(&self) -> Position {
        match (self.before, self.after) {
            (Some(seq), _) => Position::Before(seq),
            (None, Some(seq)) => Position::After {
                seq,
                limit: self.limit.unwrap_or(PAGE),
            },
            (None, None) => Position::Newest,
        }
    }
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/groups", index)
        .post("/groups", create)
        .get("/groups/new", new)
        .get("/groups/sidebar", refresh)
        .get("/groups/{id}", show)
        .get("/groups/{id}/settings", edit)
        .post("/groups/{id}/settings", update)
        .post("/groups/{id}/archive", archive)
        .post("/groups/{id}/restore", restore)
        .post("/groups/{id}/delete", destroy)
}
