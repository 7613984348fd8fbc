//! The accounts of the site, for its administrators.

use std::sync::Arc;

use axum::{Form, extract::Query, http::StatusCode, response::IntoResponse};
use axum_extra::extract::CookieJar;
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    extractors::{Administrator, CurrentUser, FreshLink, Shared},
    respond::{page, see_other},
    surroundings::{forbidden, sidebar},
};
use crate::{
    models::{
        password_resets, second_factors, sessions, site_bans,
        users::{self, Role, Roster, StandingError, State as Standing},
    },
    settings::{Settings, address},
    views::{
        admin::{AccountPage, AccountView, AccountsPage, Flags},
        shell::Shell,
    },
};

/// Which accounts, and after which one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Search {
    q: String,
    role: String,
    state: String,
    after: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Flash {
    saved: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct BanParams {
    reason: String,
    days: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RoleParams {
    role: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Confirmation {
    confirm: String,
}

/// `GET /admin/people?q=…&role=…&state=…&after=…`
async fn index(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    Administrator(current): Administrator,
    Query(search): Query<Search>,
) -> Result<Response> {
    let roster = Roster {
        role: named(&Role::NAMES, &search.role),
        state: named(&Standing::NAMES, &search.state),
        name: Some(search.q.trim().to_owned()).filter(|name| !name.is_empty()),
        most: Some(AccountsPage::MOST as u64 + 1),
        ..Roster::default()
    };
    let after = match search.after {
        Some(id) => Some(users::find(&ctx.db, id).await?),
        None => None,
    };
    let mut people = roster.page(&ctx.db, after.as_ref()).await?;
    let most = AccountsPage::MOST;
    let more = people.len() > most;
    people.truncate(most);
    let ids: Vec<i64> = people.iter().map(|user| user.id).collect();
    let bans = site_bans::among(&ctx.db, ids.iter().copied()).await?;
    let seen = sessions::last_uses(&ctx.db, ids).await?;
    let view =
        |user: &users::Model| AccountView::new(user, bans.get(&user.id), seen.get(&user.id), site.timezone);
    let data = AccountsPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(&ctx, &current, None).await?,
        next: people.last().filter(|_| more).map(|last| {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("q", &search.q)
                .append_pair("role", &search.role)
                .append_pair("state", &search.state)
                .append_pair("after", &last.id.to_string())
                .finish();
            format!("/admin/people?{query}")
        }),
        people: people.iter().map(view).collect(),
        query: search.q,
        role: search.role,
        state: search.state,
        states: Standing::NAMES.iter().map(|(name, _)| *name).collect(),
    };
    page(StatusCode::OK, "admin/people.html", &data)
}

/// `GET /admin/people/{username}`
async fn show(
    State(ctx): State<AppContext>,
    Administrator(current): Administrator,
    Path(username): Path<String>,
    jar: CookieJar,
    Query(flash): Query<Flash>,
) -> Result<Response> {
    let user = users::find_by_username(&ctx.db, &username).await?;
    let token = FreshLink::find(&jar);
    let owner = match &token {
        Some(token) => password_resets::find(&ctx.db, token).await?,
        None => None,
    };
    let is_theirs = owner.is_some_and(|owner| owner.id == user.id);
    let flags = Flags {
        fresh: token
            .filter(|_| is_theirs)
            .map(|token| format!("{}/reset?token={token}", address(&ctx.config.server))),
        saved: flash.saved.map(|_| "account-two-factor-saved"),
        ..Flags::default()
    };
    let response = account(&ctx, &current, &user, flags).await?;
    Ok((jar.add(FreshLink::removal(&ctx)), response).into_response())
}

/// `POST /admin/people/{username}/reset-links`
async fn create_reset_link(
    State(ctx): State<AppContext>,
    Administrator(current): Administrator,
    Path(username): Path<String>,
    jar: CookieJar,
) -> Result<Response> {
    let user = other(&ctx, &current, &username).await?;
    let token = password_resets::make(&ctx.db, &user, Some(current.user.id)).await?;
    Ok((jar.add(FreshLink::keep(&ctx, token)), back_to(&user)).into_response())
}

/// `POST /admin/people/{username}/two-factor/reset`
async fn reset_second_factor(
    State(ctx): State<AppContext>,
    Administrator(current): Administrator,
    Path(username): Path<String>,
) -> Result<Response> {
    let user = other(&ctx, &current, &username).await?;
    second_factors::reset(&ctx, &user, Some(current.user.id)).await?;
    Ok(see_other(&format!("/admin/people/{}?saved=1", user.username)))
}

/// `POST /admin/people/{username}/ban`
async fn ban(
    State(ctx): State<AppContext>,
    Administrator(current): Administrator,
    Path(username): Path<String>,
    Form(BanParams { reason, days }): Form<BanParams>,
) -> Result<Response> {
    let user = users::find_by_username(&ctx.db, &username).await?;
    let banned = match site_bans::Terms::new(&reason, &days) {
        Ok(terms) => site_bans::ban(&ctx, user.clone(), &terms, Some(current.user.id)).await,
        Err(key) => Err(StandingError::Refused(key)),
    };
    let flags = |error| Flags {
        ban_error: Some(error),
        reason,
        days,
        ..Flags::default()
    };
    match banned {
        Ok(()) => Ok(back_to(&user)),
        Err(error) => account(&ctx, &current, &user, flags(refusal(error)?)).await,
    }
}

/// `POST /admin/people/{username}/unban`
async fn unban(
    State(ctx): State<AppContext>,
    Administrator(current): Administrator,
    Path(username): Path<String>,
) -> Result<Response> {
    let user = users::find_by_username(&ctx.db, &username).await?;
    site_bans::lift(&ctx.db, &user, Some(current.user.id)).await?;
    Ok(back_to(&user))
}

/// `POST /admin/people/{username}/delete`
async fn destroy(
    State(ctx): State<AppContext>,
    Administrator(current): Administrator,
    Path(username): Path<String>,
    Form(Confirmation { confirm }): Form<Confirmation>,
) -> Result<Response> {
    let user = users::find_by_username(&ctx.db, &username).await?;
    let deleted = if user.id == current.user.id {
        // That takes the password.
        Err(StandingError::Refused("delete-oneself"))
    } else if confirm.trim() == user.username {
        user.clone().delete(&ctx, Some(current.user.id)).await
    } else {
        Err(StandingError::Refused("delete-confirm-wrong"))
    };
    match deleted {
        Ok(()) => Ok(see_other("/admin/people")),
        Err(error) => {
            let flags = Flags {
                delete_error: Some(refusal(error)?),
                ..Flags::default()
            };
            account(&ctx, &current, &user, flags).await
        }
    }
}

/// `POST /admin/people/{username}/role`
async fn set_role(
    State(ctx): State<AppContext>,
    Administrator(current): Administrator,
    Path(username): Path<String>,
    Form(RoleParams { role }): Form<RoleParams>,
) -> Result<Response> {
    let user = users::find_by_username(&ctx.db, &username).await?;
    let changed = match named(&Role::NAMES, &role) {
        Some(role) => user
            .clone()
            .change_role(&ctx.db, role, Some(current.user.id))
            .await
            .map(|_| ()),
        None => Err(StandingError::Refused("role-unknown")),
    };
    match changed {
        Ok(()) => Ok(back_to(&user)),
        Err(error) => {
            let flags = Flags {
                role_error: Some(refusal(error)?),
                ..Flags::default()
            };
            account(&ctx, &current, &user, flags).await
        }
    }
}

/// Somebody else: one's own account takes one's password.
async fn other(ctx: &AppContext, current: &CurrentUser, username: &str) -> Result<users::Model> {
    let user = users::find_by_username(&ctx.db, username).await?;
    if user.id == current.user.id {
        return Err(forbidden());
    }
    Ok(user)
}

fn back_to(user: &users::Model) -> Response {
    see_other(&format!("/admin/people/{}", user.username))
}

async fn account(
    ctx: &AppContext,
    current: &CurrentUser,
    user: &users::Model,
    flags: Flags,
) -> Result<Response> {
    let Shared(site) = Shared::<Arc<Settings>>::find(ctx)?;
    let ban = site_bans::of(&ctx.db, user.id).await?;
    let seen = sessions::last_uses(&ctx.db, vec![user.id]).await?;
    let status = flags.status();
    let data = AccountPage {
        shell: Shell::new(Some(&current.user)),
        sidebar: sidebar(ctx, current, None).await?,
        account: AccountView::new(user, ban.as_ref(), seen.get(&user.id), site.timezone),
        myself: user.id == current.user.id,
        last_administrator: user.is_last_administrator(&ctx.db).await?,
        second_factor: second_factors::is_on(&ctx.db, user.id).await?,
        flags,
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    page(status, "admin/person.html", &data)
}

/// The key of the text that says why somebody stays what they are.
pub(super) fn refusal(error: StandingError) -> Result<&'static str> {
    match error {
        StandingError::LastAdministrator => Ok("last-administrator"),
        StandingError::Refused(key) => Ok(key),
        StandingError::Model(error) => Err(error.into()),
    }
}

fn named<T: Copy>(names: &[(&str, T)], typed: &str) -> Option<T> {
    let found = names.iter().find(|(name, _)| *name == typed);
    found.map(|(_, meant)| *meant)
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/admin/people", index)
        .get("/admin/people/{username}", show)
        .post("/admin/people/{username}/reset-links", create_reset_link)
        .post("/admin/people/{username}/two-factor/reset", reset_second_factor)
        .post("/admin/people/{username}/ban", ban)
        .post("/admin/people/{username}/unban", unban)
        .post("/admin/people/{username}/role", set_role)
        .post("/admin/people/{username}/delete", destroy)
}
