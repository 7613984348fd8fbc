//! The form of the channel `{=name.kebab=}`.

use serde::Serialize;

/// `channels/_{=name.snake=}_form.html`
#[derive(Debug, Serialize)]
pub struct TellForm<'a> {
    pub group_id: i64,
    /// What was typed and could not be told.
    pub text: &'a str,
    /// The key of the text that says why.
    pub error: Option<&'static str>,
}
