//! The browser's files: ours from `assets/static`, the libraries' from where the build put them.
//!
//! A release has them inside; a debug build reads ours from disk at every request.

use std::{
    borrow::Cow,
    collections::HashMap,
    fmt::Write,
    io::Write as _,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "assets/static"]
struct Own;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/vendor"]
struct Vendor;

/// The icons that the pages use, as one SVG.
const SPRITE: &str = include_str!(concat!(env!("OUT_DIR"), "/icons.svg"));

/// What browsers may get ready before somebody goes there.
const RULES: &str = "speculation.json";

/// The address of this build's files: it changes with any of them, so they may be kept for ever.
static BASE: LazyLock<String> = LazyLock::new(|| format!("/static/{}", fingerprint()));

/// What has been compressed once.
static COMPRESSED: LazyLock<Mutex<HashMap<String, Asset>>> = LazyLock::new(Mutex::default);

/// A file as it is sent.
#[derive(Debug, Clone)]
pub struct Asset {
    pub mime: Arc<str>,
    pub bytes: Bytes,
    /// Compressed by gzip, where that makes it smaller.
    pub gzip: Option<Bytes>,
}

/// E.g. `/static/5f0c1a`.
#[must_use]
pub fn base_path() -> &'static str {
    &BASE
}

/// The value of the header `Speculation-Rules`.
#[must_use]
pub fn speculation_rules() -> String {
    format!("\"{}/{RULES}\"", base_path())
}

/// The file at `path` under any build's base, e.g. `5f0c1a/css/tokens.css`: a page of the build before
/// still finds its files. The flag says whether it is this build's.
#[must_use]
pub fn find(path: &str) -> Option<(Asset, bool)> {
    let (build, name) = path.split_once('/')?;
    let current = base_path().strip_prefix("/static/") == Some(build);
    let kept = !cfg!(debug_assertions);
    let mut compressed = COMPRESSED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(asset) = compressed.get(name) {
        return Some((asset.clone(), current));
    }
    let asset = load(name)?;
    if kept {
        compressed.insert(name.to_owned(), asset.clone());
    }
    Some((asset, current))
}

fn load(name: &str) -> Option<Asset> {
    let bytes: Bytes = match name {
        "icons.svg" => Bytes::from_static(SPRITE.as_bytes()),
        _ => match Own::get(name) {
            Some(own) if name.starts_with("js/") => without_comments(&own.data).into(),
            own => match own.or_else(|| Vendor::get(name))?.data {
                Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                Cow::Owned(bytes) => bytes.into(),
            },
        },
    };
    let mime = mime_guess::from_path(name).first_or_octet_stream();
    let gzip = gzip(&bytes).filter(|gzip| gzip.len() < bytes.len());
    Some(Asset {
        mime: match mime.type_() {
            _ if name == RULES => "application/speculationrules+json".into(),
            mime_guess::mime::TEXT => format!("{mime}; charset=utf-8").into(),
            _ => mime.essence_str().into(),
        },
        bytes,
        gzip,
    })
}

/// A script without the lines that are comments, which would be a fifth of what a page fetches of it. The lines stay, empty:
/// what a browser says of one is true of the source.
fn without_comments(script: &[u8]) -> Vec<u8> {
    let lines = script.split_inclusive(|byte| *byte == b'\n');
    let kept = lines.map(|line| {
        let is_comment = line.trim_ascii_start().starts_with(b"//");
        if is_comment { b"\n" } else { line }
    });
    kept.collect::<Vec<_>>().concat()
}

fn gzip(bytes: &[u8]) -> Option<Bytes> {
    let level = if cfg!(debug_assertions) {
        Compression::fast()
    } else {
        Compression::best()
    };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes).ok()?;
    Some(encoder.finish().ok()?.into())
}

fn fingerprint() -> String {
    let mut files: Vec<(Cow<'static, str>, EmbeddedFile)> = Own::iter()
        .filter_map(|name| Some((name.clone(), Own::get(&name)?)))
        .chain(Vendor::iter().filter_map(|name| Some((name.clone(), Vendor::get(&name)?))))
        .collect();
    files.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut hash = Sha256::new_with_prefix(SPRITE);
    for (name, file) in files {
        hash.update(name.as_bytes());
        hash.update(file.metadata.sha256_hash());
    }
    hash.finalize()
        .iter()
        .take(6)
        .fold(String::new(), |mut text, byte| {
            // Writing to a string can't fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
