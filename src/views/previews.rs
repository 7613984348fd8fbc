//! What a link in a message leads to, below the message.

use serde::Serialize;

use super::attachments::fitted;
use crate::models::{messages, previews::Preview};

/// `messages/_preview.html`
#[derive(Debug, Clone, Serialize)]
pub struct PreviewView {
    /// Where it leads: one of the web, as the message links to it.
    pub href: String,
    pub site: String,
    pub title: String,
    /// May be empty.
    pub description: String,
    pub picture: Option<PictureView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PictureView {
    /// `/groups/1/messages/7/preview?page=3`: another page has another picture.
    pub path: String,
    /// Pixels that it takes, so that nothing moves when it comes.
    pub width: u32,
    pub height: u32,
    /// A banner above the words; else it stands beside them.
    pub wide: bool,
}

/// Pixels of a picture beyond which it may stand above the words.
const BANNER: u32 = 300;

impl PreviewView {
    /// `None` where it shows none.
    #[must_use]
    pub fn of(message: &messages::Model, preview: &Preview) -> Option<Self> {
        let page = preview.page()?;
        let picture = page.size().map(|(across, down)| {
            let (width, height) = fitted((across, down));
            PictureView {
                path: format!(
                    "/groups/{}/messages/{}/preview?page={}",
                    message.group_id, message.id, page.id
                ),
                width,
                height,
                wide: across >= BANNER && across * 2 >= down * 3,
            }
        });
        Some(Self {
            href: page.url.clone(),
            site: page.site.clone(),
            title: page.title.clone(),
            description: page.description.clone(),
            picture,
        })
    }
}
