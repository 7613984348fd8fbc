//! Files: below a message, in the composer, and all those of a group.

use serde::Serialize;

use super::{assets, groups::GroupView, shell::Shell, sidebar::Sidebar, templates};
use crate::models::{
    attachments::{Attached, Kind, Model, Shelf, Slice},
    messages::{self, Posted},
};

/// Pixels that a picture takes in the timeline, across and down at most.
const SHOWN: [u32; 2] = [360, 300];

/// One file.
#[derive(Debug, Clone, Serialize)]
pub struct FileView {
    pub id: i64,
    pub group_id: i64,
    /// `None` until it is posted.
    pub message_id: Option<i64>,
    /// `/groups/1/files/7`
    pub path: String,
    pub name: String,
    /// `picture`, `audio`, `video` or `file`.
    pub kind: &'static str,
    /// e.g. `1.4 MB`
    pub size: String,
    /// What a picture shows; empty where nobody has said so.
    pub alt: String,
    /// Pixels that a picture takes, so that nothing moves when it comes.
    pub width: u32,
    pub height: u32,
}

/// `messages/_files.html`: the files of a message.
#[derive(Debug, Clone, Serialize)]
pub struct FilesView {
    /// Says in words what there is, for who hears it.
    pub label: String,
    /// Where the icons are.
    pub assets: &'static str,
    pub pictures: Vec<FileView>,
    pub others: Vec<FileView>,
    /// How many there are, and the address of all of them: where they are more than these.
    pub count: u64,
    pub all: Option<String>,
}

/// `messages/_chip.html`, alone: the answer to an upload.
#[derive(Debug, Serialize)]
pub struct ChipView {
    pub shell: Shell,
    pub file: FileView,
}

/// `groups/files.html`
#[derive(Debug, Serialize)]
pub struct FilesPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub group: GroupView,
    pub files: Vec<FileView>,
    /// The address of the next page.
    pub next: Option<String>,
    pub first_page: bool,
}

/// `messages/files.html` and `messages/files_sheet.html`: all files of a message.
#[derive(Debug, Serialize)]
pub struct MessageFilesPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub group: GroupView,
    pub author: String,
    /// The address of the message.
    pub path: String,
    pub files: Vec<FileView>,
    /// The address of the next page.
    pub next: Option<String>,
}

impl From<&Model> for FileView {
    fn from(file: &Model) -> Self {
        let (width, height) = file.framed().map_or((0, 0), fitted);
        Self {
            id: file.id,
            group_id: file.group_id,
            message_id: file.message_id,
            path: format!("/groups/{}/files/{}", file.group_id, file.id),
            name: file.name.clone(),
            kind: file.kind().as_str(),
            size: size(file.bytes),
            alt: file.alt.clone(),
            width,
            height,
        }
    }
}

impl FilesView {
    /// `None` where there are none.
    #[must_use]
    pub fn of(message: &messages::Model, files: &Attached) -> Option<Self> {
        let Attached { shown, count } = files;
        if shown.is_empty() {
            return None;
        }
        let is_picture = |file: &&Model| file.kind() == Kind::Picture;
        let (pictures, others): (Vec<_>, Vec<_>) = shown.iter().partition(is_picture);
        let view = |files: Vec<&Model>| files.into_iter().map(FileView::from).collect();
        let is_folded = *count > shown.len() as u64;
        Some(Self {
            label: label(files),
            assets: assets::base_path(),
            pictures: view(pictures),
            others: view(others),
            count: *count,
            all: is_folded.then(|| format!("/groups/{}/messages/{}/files", message.group_id, message.id)),
        })
    }
}

impl MessageFilesPage {
    #[must_use]
    pub fn new(shell: Shell, sidebar: Sidebar, group: GroupView, posted: &Posted, found: &Slice) -> Self {
        let path = format!("/groups/{}/messages/{}", group.id, posted.message.id);
        let next = found.next;
        Self {
            shell,
            sidebar,
            group,
            author: posted.author.name.clone(),
            files: found.files.iter().map(FileView::from).collect(),
            next: next.map(|from| format!("{path}/files?from={from}")),
            path,
        }
    }
}

impl FilesPage {
    #[must_use]
    pub fn new(shell: Shell, sidebar: Sidebar, group: GroupView, found: &Shelf, first_page: bool) -> Self {
        let next = found.next;
        Self {
            shell,
            sidebar,
            files: found.files.iter().map(FileView::from).collect(),
            next: next.map(|before| format!("/groups/{}/files?before={before}", group.id)),
            group,
            first_page,
        }
    }
}

/// What the files are called, where there is no text beside them.
fn label(files: &Attached) -> String {
    match files.shown.as_slice() {
        [file] => templates::text_with("files-one", &[("name", &file.name)]),
        _ => templates::text_counting("files-many", ("count", files.count), &[]),
    }
}

/// The size in which a picture is shown: never larger than it is.
pub(super) fn fitted((width, height): (u32, u32)) -> (u32, u32) {
    let [most_across, most_down] = SHOWN.map(u64::from);
    let (width, height) = (u64::from(width.max(1)), u64::from(height.max(1)));
    let across = width.min(most_across);
    let down = height * across / width;
    let (across, down) = if down <= most_down {
        (across, down)
    } else {
        (width * most_down / height, most_down)
    };
    let pixels = |side: u64| u32::try_from(side).unwrap_or(u32::MAX).max(1);
    (pixels(across), pixels(down))
}

/// `950 bytes`, `12 KB`, `1.4 MB`: rounded up, so that nothing is larger than it says.
fn size(bytes: i64) -> String {
    let (unit, key) = match bytes {
        ..1000 => return templates::text_counting("size-bytes", ("number", bytes), &[]),
        1000..1_000_000 => (1000, "size-kb"),
        1_000_000..1_000_000_000 => (1_000_000, "size-mb"),
        _ => (1_000_000_000, "size-gb"),
    };
    let tenths = (bytes * 10 + unit - 1) / unit;
    if tenths >= 100 {
        return templates::text_counting(key, ("number", (tenths + 9) / 10), &[]);
    }
    let number = f64::from(i8::try_from(tenths).unwrap_or_default()) / 10.0;
    templates::text_counting(key, ("number", number), &[])
}

/// How large a file may be, as people read it.
#[must_use]
pub fn readable(bytes: u64) -> String {
    size(i64::try_from(bytes).unwrap_or(i64::MAX / 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_shape_and_fits() {
        for (size, shown) in [
            ((100, 50), (100, 50)),
            ((3600, 1800), (360, 180)),
            ((1000, 3000), (100, 300)),
            ((50_000, 1), (360, 1)),
            ((0, 0), (1, 1)),
        ] {
            assert_eq!(fitted(size), shown, "{size:?}");
        }
    }

    #[test]
    fn sizes_are_told_in_a_few_letters() {
        for (bytes, told) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1000, "1 KB"),
            (1401, "1.5 KB"),
            (52_428_800, "53 MB"),
            (2_000_000_000, "2 GB"),
        ] {
            assert_eq!(size(bytes), told);
        }
    }
}
