//! What is heard on the channel `{=name.kebab=}`.

use loco_rs::Result;
use serde::Serialize;

use super::rendered;
use crate::{channels::Frame, models::channels::{=name.snake=}::Told};

/// `channels/_{=name.snake=}_frame.html`
#[derive(Debug, Serialize)]
struct ToldFrame<'a> {
    name: &'a str,
    text: &'a str,
}

/// # Errors
/// When the template is broken.
pub(super) fn frame(told: &Told) -> Result<Frame> {
    let data = ToldFrame {
        name: &told.by.name,
        text: &told.text,
    };
    rendered("channels/_{=name.snake=}_frame.html", &data)
}
