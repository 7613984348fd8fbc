//! What comes with the form of a message: its text, and files, which are stored as they arrive.

use std::{iter, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use loco_rs::app::AppContext;
use multer::{Field, Multipart};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::time::{error::Elapsed, sleep, timeout};

use super::extractors::Shared;
use crate::{
    models::{
        attachments::{Attaching, Model, Upload, UploadError},
        groups,
        throttles::Throttles,
        users,
    },
    settings::Settings,
};

/// Bytes of all of a form but its files and what these show.
const TEXTS: usize = 256 * 1024;

/// As many files of a message are described as long as can be, where it may have any number.
const DESCRIBED: usize = 1000;

/// Bytes of a refused form that are let go by.
const PASSED_OVER: usize = 64 * 1024 * 1024;

/// A message as it was put together in a form. Fields that are not named here are ignored.
#[derive(Debug, Default, Deserialize)]
struct Fields {
    body: String,
    client_id: Option<String>,
    /// The message that it answers; empty for none.
    reply_to: Option<String>,
    /// The version of the draft that it comes from; empty for none.
    draft: Option<String>,
    /// The thread where it was written, without script.
    thread: Option<i64>,
    /// Files that were uploaded before.
    #[serde(default)]
    attachments: Vec<i64>,
    /// What each of them shows, in their order.
    #[serde(default)]
    alt: Vec<String>,
    /// What the pictures show that come with the form itself.
    #[serde(default)]
    description: String,
}

/// What was put together.
#[derive(Debug, Default)]
pub(super) struct Composed {
    pub body: String,
    pub client_id: Option<String>,
    pub reply_to: Option<i64>,
    pub draft: Option<i64>,
    pub thread: Option<i64>,
    pub attachments: Vec<Attaching>,
    /// Why one of the files was not taken. Those before it were.
    pub refused: Option<UploadError>,
}

/// Who puts it together, and where.
pub(super) struct Composing<'a> {
    pub ctx: &'a AppContext,
    pub throttles: &'a Throttles,
    pub user: &'a users::Model,
    pub group: &'a groups::Model,
}

impl Composing<'_> {
    /// Reads a form, with files in it or without.
    ///
    /// # Errors
    /// The answer to what is no such form.
    pub(super) async fn read(&self, request: Request) -> Result<Composed, Response> {
        let Some(boundary) = boundary(request.headers()) else {
            let form = Form::<Fields>::from_request(request, self.ctx).await;
            let Form(fields) = form.map_err(IntoResponse::into_response)?;
            return Ok(fields.into());
        };
        let form = self.read_parts(request, boundary).await;
        form.map_err(IntoResponse::into_response)
    }

    async fn read_parts(&self, request: Request, boundary: String) -> Result<Composed, StatusCode> {
        let mut parts = Parts {
            form: Multipart::new(request.into_body().into_data_stream(), boundary),
            patience: self.patience(),
            room: TEXTS.saturating_add(self.descriptions()),
        };
        let (mut fields, mut fresh, mut refused) = (Fields::default(), Vec::new(), None);
        while let Some(mut part) = parts.next().await? {
            let name = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                None => fields.set(&name, parts.text(part).await?),
                // No file was chosen.
                Some(file_name) if file_name.is_empty() => {}
                Some(file_name) => match self
                    .keep(&mut parts, &mut part, &file_name, fresh.is_empty())
                    .await?
                {
                    Ok(file) => fresh.push(file),
                    Err(error) => {
                        refused = Some(error);
                        drop(part);
                        parts.pass_over().await;
                        break;
                    }
                },
            }
        }
        let description = std::mem::take(&mut fields.description);
        let mut composed = Composed::from(fields);
        let fresh = fresh.into_iter();
        let fresh = fresh.map(|(file, digest)| Attaching::fresh(file.id, &description, digest));
        composed.attachments.extend(fresh);
        composed.refused = refused;
        Ok(composed)
    }

    /// Stores a file while it arrives, and says what tells it from others: its name and what it holds. One that is not the
    /// first of its form waits for its turn: a browser can't send the rest of a form again.
    async fn keep(
        &self,
        parts: &mut Parts,
        part: &mut Field<'static>,
        name: &str,
        is_first: bool,
    ) -> Result<Result<(Model, Vec<u8>), UploadError>, StatusCode> {
        let mut digest = Sha256::new_with_prefix(name);
        digest.update(b"\0");
        let mut upload = loop {
            match Upload::begin(self.ctx, self.throttles, self.user).await {
                Ok(upload) => break upload,
                Err(UploadError::TooMany(seconds)) if !is_first => sleep(Duration::from_secs(seconds)).await,
                Err(refused) => return Ok(Err(refused)),
            }
        };
        while let Some(chunk) = parts.chunk(part).await? {
            digest.update(&chunk);
            if let Err(refused) = upload.write(&chunk).await {
                return Ok(Err(refused));
            }
        }
        let kept = upload.keep(self.ctx, self.user, self.group, name).await;
        Ok(kept.map(|file| (file, digest.finalize().to_vec())))
    }

    fn patience(&self) -> Duration {
        let settings = Shared::<Arc<Settings>>::find(self.ctx);
        settings.map_or(Duration::ZERO, |settings| settings.files.stalled_upload())
    }

    /// Bytes of what the files of a message show.
    fn descriptions(&self) -> usize {
        let settings = Shared::<Arc<Settings>>::find(self.ctx);
        let most = settings.ok().and_then(|settings| settings.files.per_message);
        most.unwrap_or(DESCRIBED)
            .saturating_mul(Attaching::LONGEST * size_of::<char>())
    }
}

impl Fields {
    fn set(&mut self, name: &str, text: String) {
        match name {
            "body" => self.body = text,
            "client_id" => self.client_id = Some(text),
            "reply_to" => self.reply_to = Some(text),
            "draft" => self.draft = Some(text),
            "thread" => self.thread = text.parse().ok(),
            "attachments" => self.attachments.extend(text.parse::<i64>()),
            "alt" => self.alt.push(text),
            "description" => self.description = text,
            _ => {}
        }
    }
}

impl From<Fields> for Composed {
    fn from(fields: Fields) -> Self {
        let texts = fields.alt.iter().map(String::as_str).chain(iter::repeat(""));
        let attachments = fields.attachments.iter().zip(texts);
        Self {
            attachments: attachments.map(|(id, alt)| Attaching::new(*id, alt)).collect(),
            body: fields.body,
            client_id: fields.client_id,
            // What is no number names no message.
            reply_to: fields
                .reply_to
                .filter(|typed| !typed.is_empty())
                .map(|typed| typed.parse().unwrap_or(0)),
            draft: fields.draft.and_then(|version| version.parse().ok()),
            thread: fields.thread,
            refused: None,
        }
    }
}

/// The text of a message in a form with files. It stands before them.
pub(super) async fn text_of(body: Body, boundary: String) -> Option<String> {
    let mut parts = Parts {
        form: Multipart::new(body.into_data_stream(), boundary),
        // Whoever asks has a bound for all of it.
        patience: Duration::MAX,
        room: TEXTS,
    };
    while let Ok(Some(part)) = parts.next().await {
        if part.name() == Some("body") {
            return parts.text(part).await.ok();
        }
        if part.file_name().is_some() {
            return None;
        }
    }
    None
}

/// The first file in a form for one picture; refused where there is none.
///
/// # Errors
/// The answer to what is no such form.
pub(super) async fn picture_of(
    ctx: &AppContext,
    throttles: &Throttles,
    user: &users::Model,
    request: Request,
) -> Result<Result<Upload, UploadError>, Response> {
    let none = Err(UploadError::Refused("picture-missing"));
    let Some(boundary) = boundary(request.headers()) else {
        return Ok(none);
    };
    let settings = Shared::<Arc<Settings>>::find(ctx).map_err(IntoResponse::into_response)?;
    let mut parts = Parts {
        form: Multipart::new(request.into_body().into_data_stream(), boundary),
        patience: settings.files.stalled_upload(),
        room: TEXTS,
    };
    let taken = parts.first_file(ctx, throttles, user).await;
    let taken = taken.map_err(IntoResponse::into_response)?;
    if taken.is_err() {
        parts.pass_over().await;
    }
    Ok(taken.and_then(|upload| upload.map_or(none, Ok)))
}

/// What separates the parts of a form with files.
pub(super) fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    multer::parse_boundary(kind).ok()
}

/// The parts of a form, as they arrive.
struct Parts {
    form: Multipart<'static>,
    /// How long nothing may come.
    patience: Duration,
    /// Bytes that its texts may still have.
    room: usize,
}

impl Parts {
    async fn next(&mut self) -> Result<Option<Field<'static>>, StatusCode> {
        answer(timeout(self.patience, self.form.next_field()).await)
    }

    async fn chunk(&self, part: &mut Field<'static>) -> Result<Option<Bytes>, StatusCode> {
        answer(timeout(self.patience, part.chunk()).await)
    }

    async fn text(&mut self, mut part: Field<'static>) -> Result<String, StatusCode> {
        let mut text = Vec::new();
        while let Some(chunk) = self.chunk(&mut part).await? {
            self.room = self
                .room
                .checked_sub(chunk.len())
                .ok_or(StatusCode::PAYLOAD_TOO_LARGE)?;
            text.extend_from_slice(&chunk);
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// The first file, if one was chosen.
    async fn first_file(
        &mut self,
        ctx: &AppContext,
        throttles: &Throttles,
        user: &users::Model,
    ) -> Result<Result<Option<Upload>, UploadError>, StatusCode> {
        while let Some(mut part) = self.next().await? {
            if part.file_name().is_none_or(str::is_empty) {
                continue;
            }
            let mut upload = match Upload::begin(ctx, throttles, user).await {
                Ok(upload) => upload,
                Err(refused) => return Ok(Err(refused)),
            };
            while let Some(chunk) = self.chunk(&mut part).await? {
                if let Err(refused) = upload.write(&chunk).await {
                    return Ok(Err(refused));
                }
            }
            return Ok(Ok(Some(upload)));
        }
        Ok(Ok(None))
    }

    /// Lets the rest go by, up to a bound: a browser reads no answer before it has sent all.
    async fn pass_over(&mut self) {
        let mut left = PASSED_OVER;
        while let Ok(Some(mut part)) = self.next().await {
            while let Ok(Some(chunk)) = self.chunk(&mut part).await {
                let Some(rest) = left.checked_sub(chunk.len()) else {
                    return;
                };
                left = rest;
            }
        }
    }
}

fn answer<T>(came: Result<multer::Result<T>, Elapsed>) -> Result<T, StatusCode> {
    match came {
        Ok(Ok(part)) => Ok(part),
        Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}
