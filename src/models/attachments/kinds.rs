//! What a file is, by what it holds. Its name is the word of whoever sent it, and counts for nothing.

use image::ImageFormat;

/// How a file is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Picture,
    Audio,
    Video,
    /// Only to be downloaded.
    File,
}

/// What the first bytes of a file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recognised {
    /// A picture that is made anew, so that nothing but the picture is in it.
    Picture(ImageFormat),
    /// Nothing that a browser would run.
    Other(Kind, &'static str),
}

/// Of what nobody knows more.
const BYTES: &str = "application/octet-stream";

/// Bytes that tell what a file is.
pub(super) const HEAD: usize = 8192;

impl Kind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::File => "file",
        }
    }

    /// What is kept in the database. An unknown word is only to be downloaded.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        [Self::Picture, Self::Audio, Self::Video]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .unwrap_or(Self::File)
    }
}

pub(super) fn recognise(head: &[u8]) -> Recognised {
    let format = image::guess_format(head).ok();
    if let Some(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Gif | ImageFormat::WebP)) =
        format
    {
        return Recognised::Picture(format);
    }
    let found = infer::get(head).map_or(BYTES, |found| found.mime_type());
    match found {
        "audio/mpeg" => Recognised::Other(Kind::Audio, "audio/mpeg"),
        "audio/ogg" | "audio/opus" => Recognised::Other(Kind::Audio, "audio/ogg"),
        "audio/x-flac" => Recognised::Other(Kind::Audio, "audio/flac"),
        "audio/x-wav" => Recognised::Other(Kind::Audio, "audio/wav"),
        "audio/m4a" => Recognised::Other(Kind::Audio, "audio/mp4"),
        "audio/aac" => Recognised::Other(Kind::Audio, "audio/aac"),
        "video/mp4" | "video/x-m4v" => Recognised::Other(Kind::Video, "video/mp4"),
        "video/webm" => Recognised::Other(Kind::Video, "video/webm"),
        "video/quicktime" => Recognised::Other(Kind::Video, "video/quicktime"),
        // Archives and documents are named, so that a phone knows what opens them. Texts may be pages or scripts.
        named if named.starts_with("application/") => Recognised::Other(Kind::File, named),
        _ => Recognised::Other(Kind::File, BYTES),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_could_run_is_nothing_but_bytes() {
        for text in [
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
            "<?xml version=\"1.0\"?><svg/>",
            "<!doctype html><script>alert(1)</script>",
            "<html><body>",
            "#!/bin/sh\necho",
            "alert(1)",
            "",
        ] {
            assert_eq!(
                recognise(text.as_bytes()),
                Recognised::Other(Kind::File, BYTES),
                "{text}"
            );
        }
        assert_eq!(
            recognise(b"%PDF-1.7\n"),
            Recognised::Other(Kind::File, "application/pdf")
        );
    }

    #[test]
    fn sounds_and_pictures_are_known_by_what_they_hold() {
        assert_eq!(
            recognise(b"\x89PNG\r\n\x1a\n"),
            Recognised::Picture(ImageFormat::Png)
        );
        assert_eq!(recognise(b"GIF89a"), Recognised::Picture(ImageFormat::Gif));
        assert_eq!(
            recognise(b"ID3\x04\0\0\0\0\0\0"),
            Recognised::Other(Kind::Audio, "audio/mpeg")
        );
        assert_eq!(
            recognise(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"),
            Recognised::Other(Kind::Video, "video/mp4")
        );
    }

    #[test]
    fn a_kind_is_kept_as_a_word() {
        for kind in [Kind::Picture, Kind::Audio, Kind::Video, Kind::File] {
            assert_eq!(Kind::parse(kind.as_str()), kind);
        }
        assert_eq!(Kind::parse("script"), Kind::File);
    }
}
