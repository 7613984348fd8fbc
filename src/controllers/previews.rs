//! The picture of what a message links to, from here: whose message it is, theirs is the picture.

use axum::{
    http::{HeaderValue, header},
    response::IntoResponse,
};
use loco_rs::{controller::Routes, prelude::*};

use super::{attachments::sandboxed, extractors::CurrentMessage};

/// `GET /groups/{id}/messages/{message_id}/preview`
async fn show(State(ctx): State<AppContext>, message: CurrentMessage) -> Result<Response> {
    let page = message.posted.preview.page().ok_or(Error::NotFound)?;
    let (bytes, media_type) = page.read_picture(&ctx.storage).await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    sandboxed(headers);
    Ok(response)
}

pub fn routes() -> Routes {
    Routes::new().get("/groups/{id}/messages/{message_id}/preview", show)
}
