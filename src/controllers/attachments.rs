//! Files of messages: uploading one, fetching it, all those of a group.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use axum_extra::extract::Query;
use loco_rs::{controller::Routes, prelude::*};
use serde::Deserialize;

use super::{
    composing::{Composed, Composing},
    extractors::{CurrentAttachment, CurrentGroup, CurrentMessage, CurrentUser, Scripted, Shared},
    groups::show_window,
    messages::{Refusal, files_of, refuse},
    ranges::{Range, part},
    respond::{page, vary},
    surroundings::{header, sidebar},
};
use crate::{
    models::{
        attachments::{self, Kind, Model},
        groups::Standing,
        messages::{JournalError, Position, PostError, Window},
        throttles::Throttles,
    },
    views::{
        attachments::{ChipView, FilesPage, MessageFilesPage},
        groups::ComposerView,
        shell::Shell,
    },
};

/// Whoever is removed keeps what their browser has, as they would a copy, but not for ever.
const KEPT: &str = "private, max-age=86400, immutable";

/// Nothing in a file is ever run, wherever it is opened.
const CSP: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Paging {
    before: Option<i64>,
    from: i32,
}

/// `POST /groups/{id}/attachments`: takes files that are not posted yet. For a script the last of them as the
/// composer shows it.
async fn create(
    State(ctx): State<AppContext>,
    Shared(throttles): Shared<Throttles>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    Scripted(scripted): Scripted,
    request: Request,
) -> Result<Response> {
    if !standing.may_post() {
        let refusal = PostError::Journal(JournalError::Archived).try_into()?;
        let composer = ComposerView::default();
        return refuse(&ctx, &current, &standing, scripted, None, composer, refusal).await;
    }
    let composing = Composing {
        ctx: &ctx,
        throttles: &throttles,
        user: &current.user,
        group: &standing.group,
    };
    let mut form = match composing.read(request).await {
        Ok(form) => form,
        Err(response) => return Ok(response),
    };
    if let Some(error) = form.refused.take() {
        let refusal = Refusal::try_from(error)?;
        let composer = composer(&ctx, &current, &standing, form).await?;
        return refuse(&ctx, &current, &standing, scripted, None, composer, refusal).await;
    }
    let composer = composer(&ctx, &current, &standing, form).await?;
    if !scripted {
        return show(&ctx, &current, &standing, composer).await;
    }
    let Some(file) = composer.files.into_iter().next_back() else {
        return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response());
    };
    let shell = Shell::new(Some(&current.user));
    page(StatusCode::OK, "messages/_chip.html", &ChipView { shell, file })
}

/// `POST /groups/{id}/attachments/{attachment_id}/delete`: takes one back that is not posted.
async fn destroy(
    State(ctx): State<AppContext>,
    Shared(throttles): Shared<Throttles>,
    current: CurrentUser,
    CurrentAttachment { standing, file }: CurrentAttachment,
    Scripted(scripted): Scripted,
    request: Request,
) -> Result<Response> {
    let (group_id, user_id) = (standing.group.id, current.user.id);
    attachments::withdraw(&ctx.db, &ctx.storage, group_id, user_id, file.id).await?;
    if scripted {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let composing = Composing {
        ctx: &ctx,
        throttles: &throttles,
        user: &current.user,
        group: &standing.group,
    };
    match composing.read(request).await {
        Ok(form) => {
            let composer = composer(&ctx, &current, &standing, form).await?;
            show(&ctx, &current, &standing, composer).await
        }
        Err(response) => Ok(response),
    }
}

/// `GET /groups/{id}/files?before=…`
async fn index(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    CurrentGroup(standing): CurrentGroup,
    Query(paging): Query<Paging>,
) -> Result<Response> {
    let id = standing.group.id;
    let found = attachments::posted_in(&ctx.db, id, current.user.id, paging.before).await?;
    let (group, _) = header(&ctx, &current, &standing).await?;
    let shell = Shell::new(Some(&current.user));
    let sidebar = sidebar(&ctx, &current, Some(id)).await?;
    let data = FilesPage::new(shell, sidebar, group, &found, paging.before.is_none());
    page(StatusCode::OK, "groups/files.html", &data)
}

/// `GET /groups/{id}/messages/{message_id}/files?from=…`: all of a message, in a sheet for a script.
async fn of_message(
    State(ctx): State<AppContext>,
    current: CurrentUser,
    CurrentMessage { standing, posted }: CurrentMessage,
    Scripted(scripted): Scripted,
    Query(paging): Query<Paging>,
) -> Result<Response> {
    let found = attachments::slice(&ctx.db, posted.message.id, paging.from).await?;
    if found.files.is_empty() {
        return Err(Error::NotFound);
    }
    let (group, _) = header(&ctx, &current, &standing).await?;
    let shell = Shell::new(Some(&current.user));
    let sidebar = sidebar(&ctx, &current, Some(group.id)).await?;
    let data = MessageFilesPage::new(shell, sidebar, group, &posted, &found);
    let template = if scripted {
        "messages/files_sheet.html"
    } else {
        "messages/files.html"
    };
    Ok(vary(page(StatusCode::OK, template, &data)?))
}

/// `GET /groups/{id}/files/{attachment_id}`, whole or a part of it.
async fn fetch(
    State(ctx): State<AppContext>,
    CurrentAttachment { file, .. }: CurrentAttachment,
    headers: HeaderMap,
) -> Result<Response> {
    let size = u64::try_from(file.bytes).unwrap_or_default();
    let range = Range::asked(&headers, size);
    let mut response = match range {
        Range::Whole => Body::from_stream(file.read(&ctx.storage).await?).into_response(),
        Range::Part { from, to } => {
            let body = Body::from_stream(part(file.read(&ctx.storage).await?, from, to));
            (StatusCode::PARTIAL_CONTENT, body).into_response()
        }
        Range::None => StatusCode::RANGE_NOT_SATISFIABLE.into_response(),
    };
    let headers = response.headers_mut();
    range.describe(headers, size);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&file.media_type)?);
    describe(headers, &file)?;
    Ok(response)
}

/// `GET /groups/{id}/files/{attachment_id}/thumbnail`: of a picture.
async fn thumbnail(
    State(ctx): State<AppContext>,
    CurrentAttachment { file, .. }: CurrentAttachment,
) -> Result<Response> {
    let (bytes, media_type) = file.read_thumbnail(&ctx.storage).await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    describe(headers, &file)?;
    Ok(response)
}

fn describe(headers: &mut HeaderMap, file: &Model) -> Result<()> {
    sandboxed(headers);
    let shown = match file.kind() {
        Kind::Picture | Kind::Audio | Kind::Video => "inline",
        Kind::File => "attachment",
    };
    let disposition = format!("{shown}; {}", named(&file.name));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition)?);
    Ok(())
}

/// For its readers only, and nothing but what it is.
pub(super) fn sandboxed(headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP));
}

/// The name for those who read RFC 8187, and in plain letters for all others (RFC 6266).
fn named(name: &str) -> String {
    use std::fmt::Write;
    let is_plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ';
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte);
    let encoded = name.bytes().fold(String::new(), |mut text, byte| {
        if is_safe(byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a string can't fail.
            let _ = write!(text, "%{byte:02X}");
        }
        text
    });
    format!("filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// The composer with what the form brought.
async fn composer(
    ctx: &AppContext,
    current: &CurrentUser,
    standing: &Standing,
    form: Composed,
) -> Result<ComposerView> {
    let composer = ComposerView {
        files: files_of(ctx, current, standing, &form.attachments).await?,
        body: form.body,
        thread: form.thread,
        ..ComposerView::default()
    };
    Ok(match form.client_id.filter(|id| !id.is_empty()) {
        Some(client_id) => ComposerView {
            client_id,
            ..composer
        },
        None => composer,
    })
}

async fn show(
    ctx: &AppContext,
    current: &CurrentUser,
    standing: &Standing,
    composer: ComposerView,
) -> Result<Response> {
    let window = Window::read(&ctx.db, standing.group.id, Position::Newest).await?;
    show_window(ctx, current, standing, &window, None, composer).await
}

pub fn routes() -> Routes {
    Routes::new()
        .post("/groups/{id}/attachments", create)
        .post("/groups/{id}/attachments/{attachment_id}/delete", destroy)
        .get("/groups/{id}/files", index)
        .get("/groups/{id}/messages/{message_id}/files", of_message)
        .get("/groups/{id}/files/{attachment_id}", fetch)
        .get("/groups/{id}/files/{attachment_id}/thumbnail", thumbnail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_within_its_header() {
        assert_eq!(
            named("a \"b\"\r\nc: 天.txt"),
            "filename=\"a _b___c: _.txt\"; filename*=UTF-8''a%20%22b%22%0D%0Ac%3A%20%E5%A4%A9.txt"
        );
    }
}
