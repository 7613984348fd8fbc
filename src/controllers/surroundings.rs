//! What the pages of the chat have in common: the sidebar, a group's header, and how a refused change is told.

use std::collections::HashSet;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use loco_rs::{Error, Result, app::AppContext, controller::ErrorDetail};

use super::{extractors::CurrentUser, respond::retry_after};
use crate::{
    models::{
        blocks, bookmarks,
        groups::{self, Standing},
        memberships,
        messages::{ChangeError, Window},
        reports::{self, Scope},
        throttles::Throttles,
        users,
    },
    views::{
        groups::{GroupView, StandingView},
        shell::Person,
        sidebar::Sidebar,
    },
};

/// The groups of the current user, with `open` marked.
///
/// # Errors
/// When the database fails.
pub async fn sidebar(ctx: &AppContext, current: &CurrentUser, open: Option<i64>) -> Result<Sidebar> {
    let listed = groups::list_for(&ctx.db, &current.user).await?;
    let mut sidebar = Sidebar::new(&listed, current.user.id, open);
    if current.is_administrator() {
        sidebar.reports = reports::count(&ctx.db, Scope::Site, current.user.id).await?;
    }
    Ok(sidebar)
}

/// A group as the current user sees it, and what they may do there.
///
/// # Errors
/// When the database fails.
pub async fn header(
    ctx: &AppContext,
    current: &CurrentUser,
    standing: &Standing,
) -> Result<(GroupView, StandingView)> {
    let group = &standing.group;
    let blocked = blocks::of(&ctx.db, current.user.id).await?;
    let (view, silence) = match group.other_participant(current.user.id) {
        Some(id) => {
            let other = users::find(&ctx.db, id).await?;
            let view = GroupView::direct(group, Person::from(&other), id == current.user.id);
            (view, blocks::between(&ctx.db, current.user.id, id).await?)
        }
        None => (
            GroupView::new(group, memberships::count(&ctx.db, group.id).await?),
            None,
        ),
    };
    let mut shown = StandingView::from(standing).without(&blocked, silence);
    if standing.may_moderate() {
        shown.reports = reports::count(&ctx.db, Scope::Group(group.id), current.user.id).await?;
    }
    Ok((view, shown))
}

/// Which messages of the window the current user keeps for themself.
///
/// # Errors
/// When the database fails.
pub async fn saved_among(ctx: &AppContext, current: &CurrentUser, window: &Window) -> Result<HashSet<i64>> {
    let ids = window.messages.iter().map(|posted| posted.message.id);
    Ok(bookmarks::among(&ctx.db, current.user.id, ids).await?)
}

/// The key of the text that says why a change was refused.
///
/// # Errors
/// For what is no refusal: 404, 403, 503.
pub fn refusal(error: &ChangeError) -> Result<&'static str> {
    Err(match error {
        ChangeError::Refused(key) => return Ok(key),
        ChangeError::NotFound => Error::NotFound,
        ChangeError::Forbidden => forbidden(),
        // The journal has logged it.
        ChangeError::Busy | ChangeError::Storage(_) => status(StatusCode::SERVICE_UNAVAILABLE, "try again"),
    })
}

/// Changes come no faster than messages: each writes a line. The answer to who has to wait.
#[must_use]
pub fn throttle(throttles: &Throttles, current: &CurrentUser) -> Option<Response> {
    let seconds = throttles.message(current.user.id).err()?;
    Some(retry_after(
        StatusCode::TOO_MANY_REQUESTS.into_response(),
        seconds,
    ))
}

/// Who sees it may not do this.
#[must_use]
pub fn forbidden() -> Error {
    status(StatusCode::FORBIDDEN, "not allowed")
}

fn status(status: StatusCode, reason: &str) -> Error {
    Error::CustomError(status, ErrorDetail::with_reason(reason))
}
