//! What one says of oneself: name, words, status, picture.

use std::sync::Arc;

use axum::{
    Form,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use chrono::Utc;
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    attachments::sandboxed,
    composing::picture_of,
    extractors::{CurrentUser, Shared},
    messages::Refusal,
    respond::{page, retry_after, see_other},
    surroundings::{sidebar, throttle},
};
use crate::{
    models::{
        throttles::Throttles,
        users::{self, Lasting, Profile, ProfileError, ProfileRefusals, Status, StatusRefusals},
    },
    settings::Settings,
    views::{
        attachments::readable,
        people::StatusView,
        settings::{ProfileForm, ProfilePage, StatusForm, Suggestion},
        shell::{Person, Shell},
    },
};

/// A picture stays at its address for ever: another one gets another.
const KEPT: &str = "private, max-age=31536000, immutable";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Flash {
    saved: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ProfileParams {
    display_name: String,
    pronouns: String,
    bio: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct StatusParams {
    emoji: String,
    text: String,
    lasting: String,
}

/// `GET /settings/profile`
async fn edit(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    Query(flash): Query<Flash>,
) -> Result<Response> {
    let mut data = profile_page(&ctx, &current).await?;
    data.saved = match flash.saved.as_deref() {
        Some("profile") => Some("profile-saved"),
        Some("status") => Some("status-saved"),
        Some("picture") => Some("picture-saved"),
        _ => None,
    };
    page(StatusCode::OK, "settings/profile.html", &data)
}

/// `POST /settings/profile`
async fn update(
    State(ctx): State<AppContext>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    Form(params): Form<ProfileParams>,
) -> Result<Response> {
    if let Some(wait) = throttle(&throttles, &current) {
        return Ok(wait);
    }
    let profile = Profile {
        display_name: params.display_name,
        pronouns: params.pronouns,
        bio: params.bio,
    };
    match current.user.clone().describe(&ctx.db, &profile).await {
        Ok(_) => Ok(see_other("/settings/profile?saved=profile")),
        Err(ProfileError::Fields(errors)) => {
            let mut data = profile_page(&ctx, &current).await?;
            data.profile = ProfileForm::new(profile, errors);
            page(StatusCode::UNPROCESSABLE_ENTITY, "settings/profile.html", &data)
        }
        Err(ProfileError::Model(error)) => Err(error.into()),
    }
}

/// `POST /settings/status`
async fn update_status(
    State(ctx): State<AppContext>,
    Shared(site): Shared<Arc<Settings>>,
    throttles: Shared<Throttles>,
    current: CurrentUser,
    Form(params): Form<StatusParams>,
) -> Result<Response> {
    if let Some(wait) = throttle(&throttles, &current) {
        return Ok(wait);
    }
    let status = Status {
        emoji: params.emoji,
        text: params.text,
        until: Lasting::parse(&params.lasting).until(Utc::now(), site.timezone),
    };
    match current.user.clone().set_status(&ctx.db, &status).await {
        Ok(_) => Ok(see_other("/settings/profile?saved=status")),
        Err(ProfileError::Fields(errors)) => {
            let mut data = profile_page(&ctx, &current).await?;
            data.status.errors = errors;
            data.status.emoji = status.emoji;
            data.status.text = status.text;
            data.status.chosen = params.lasting;
            page(StatusCode::UNPROCESSABLE_ENTITY, "settings/profile.html", &data)
        }
        Err(ProfileError::Model(error)) => Err(error.into()),
    }
}

/// `POST /settings/picture`
async fn update_picture(
    State(ctx): State<AppContext>,
    Shared(throttles): Shared<Throttles>,
    current: CurrentUser,
    request: Request,
) -> Result<Response> {
    let uploaded = match picture_of(&ctx, &throttles, &current.user, request).await {
        Ok(uploaded) => uploaded,
        Err(response) => return Ok(response),
    };
    let changed = match uploaded {
        Ok(upload) => current.user.clone().set_picture(&ctx, upload).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(_) => Ok(see_other("/settings/profile?saved=picture")),
        Err(error) => {
            let refusal = Refusal::try_from(error)?;
            let mut data = profile_page(&ctx, &current).await?;
            data.picture_error = Some(refusal.key);
            let response = page(refusal.status, "settings/profile.html", &data)?;
            Ok(match refusal.retry {
                Some(seconds) => retry_after(response, seconds),
                None => response,
            })
        }
    }
}

/// `POST /settings/picture/remove`
async fn destroy_picture(State(ctx): State<AppContext>, current: CurrentUser) -> Result<Response> {
    current.user.remove_picture(&ctx).await?;
    Ok(see_other("/settings/profile?saved=picture"))
}

/// `GET /people/{username}/picture/{key}`
async fn show_picture(
    State(ctx): State<AppContext>,
    _: CurrentUser,
    Path((username, key)): Path<(String, String)>,
) -> Result<Response> {
    let user = users::find_by_username(&ctx.db, &username).await?;
    let (bytes, media_type) = user.read_picture(&ctx.storage, &key).await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    sandboxed(headers);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    Ok(response)
}

/// The page as things are.
async fn profile_page(ctx: &AppContext, current: &CurrentUser) -> Result<ProfilePage> {
    let Shared(site) = Shared::<Arc<Settings>>::find(ctx)?;
    let user = &current.user;
    let status = user.status();
    let shown = status.clone().unwrap_or_default();
    Ok(ProfilePage {
        shell: Shell::new(Some(user)),
        sidebar: sidebar(ctx, current, None).await?,
        person: Person::from(user),
        profile: ProfileForm::new(user.profile(), ProfileRefusals::default()),
        status: StatusForm {
            emoji: shown.emoji,
            text: shown.text,
            current: status.map(|status| StatusView::new(status, site.timezone)),
            lasting: Lasting::NAMES.map(|(name, _)| name).into(),
            chosen: String::new(),
            suggestions: Suggestion::all(),
            errors: StatusRefusals::default(),
        },
        picture_error: None,
        file_limit: readable(site.files.largest),
        saved: None,
    })
}

pub fn routes() -> Routes {
    Routes::new()
        .get("/settings/profile", edit)
        .post("/settings/profile", update)
        .post("/settings/status", update_status)
        .post("/settings/picture", update_picture)
        .post("/settings/picture/remove", destroy_picture)
        .get("/people/{username}/picture/{key}", show_picture)
}
