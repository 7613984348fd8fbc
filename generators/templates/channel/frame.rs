<%- if not durable -%>
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::messages::Author;

    #[test]
    fn it_shows_who_told_what_and_nothing_of_it_is_html() {
        let told = Told {
            by: Author {
                id: 2,
                username: "ada".to_owned(),
                name: "<b>Ada</b>".to_owned(),
                picture: None,
            },
            text: "<script>".to_owned(),
        };
        let frame = frame(&told).expect("a frame");
        let html = String::from_utf8_lossy(frame.bytes());
        assert!(html.contains("hx-target=\"#channel-{=name.kebab=}\""), "{html}");
        assert!(html.contains("&lt;b&gt;Ada") && html.contains("&lt;script&gt;"), "{html}");
        // It has no place in the timeline, so it moves no cursor.
        assert!(!html.contains("data-to"), "{html}");
    }
}
<%- endif -%>
