//! The templates and the texts in them.

use std::{borrow::Cow, sync::LazyLock};
#[cfg(debug_assertions)]
use std::{path::Path, time::SystemTime};

use fluent_templates::{FluentLoader, Loader, static_loader};
use loco_rs::{Error, Result};
use rust_embed::RustEmbed;
use serde::Serialize;
use tera::{Context, Kwargs, State, Tera};
use unic_langid::{LanguageIdentifier, langid};

/// The language of all texts, for now.
const LANGUAGE: LanguageIdentifier = langid!("en");

static_loader! {
    static TEXTS = {
        locales: "./assets/i18n",
        fallback_language: "en",
        // The marks are for right-to-left names in sentences; the templates isolate names by <bdi>.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

#[derive(RustEmbed)]
#[folder = "assets/views"]
struct Files;

static TEMPLATES: LazyLock<Result<Tera, String>> =
    LazyLock::new(|| load().map_err(|error| error.to_string()));

/// The HTML of a template.
///
/// # Errors
/// When the template is missing or asks for what `data` does not have.
pub fn render(template: &str, data: &impl Serialize) -> Result<String> {
    let context = Context::from_serialize(data)?;
    // A debug build shows a changed template without a new start.
    #[cfg(debug_assertions)]
    if changed_since_start() {
        return Ok(load()?.render(template, &context)?);
    }
    let templates = TEMPLATES.as_ref().map_err(|error| Error::string(error))?;
    Ok(templates.render(template, &context)?)
}

/// Loads all templates now, so that a broken one stops the start and not a page.
///
/// # Errors
/// With what is wrong, and where.
pub fn check() -> Result<()> {
    TEMPLATES
        .as_ref()
        .map(|_| ())
        .map_err(|error| Error::string(error))
}

/// A text of the i18n files.
#[must_use]
pub fn text(key: &str) -> String {
    TEXTS.lookup(&LANGUAGE, key)
}

/// A text of the i18n files with `args` in it, e.g. `[("actor", "maria")]`. Names that are written from right to
/// left are isolated, so that they leave the rest of the sentence in order.
#[must_use]
pub fn text_with(key: &str, args: &[(&'static str, &str)]) -> String {
    let args = args
        .iter()
        .map(|(name, value)| (Cow::Borrowed(*name), isolated(value).into()))
        .collect();
    TEXTS.lookup_with_args(&LANGUAGE, key, &args)
}

/// Whether there is a text of this name.
#[must_use]
pub fn has_text(key: &str) -> bool {
    TEXTS.try_lookup(&LANGUAGE, key).is_some()
}

fn isolated(value: &str) -> String {
    let is_right_to_left = |c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    if value.contains(is_right_to_left) {
        format!("\u{2068}{value}\u{2069}")
    } else {
        value.to_owned()
    }
}

/// The filter `in_query`: a text as a value in the query of an address.
fn in_query(text: &str, _: Kwargs, _: &State) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn load() -> Result<Tera> {
    let mut tera = Tera::default();
    tera.register_function("t", FluentLoader::new(&*TEXTS).with_default_lang(LANGUAGE));
    tera.register_filter("in_query", in_query);
    let files: Vec<(String, String)> = Files::iter()
        .filter_map(|name| Some((name.to_string(), Files::get(&name)?)))
        .map(|(name, file)| (name, String::from_utf8_lossy(&file.data).into_owned()))
        .collect();
    tera.add_raw_templates(files)?;
    Ok(tera)
}

/// Whether somebody is editing the templates.
#[cfg(debug_assertions)]
fn changed_since_start() -> bool {
    static START: LazyLock<SystemTime> = LazyLock::new(SystemTime::now);
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/views"));
    let start = *START;
    Files::iter().any(|name| {
        let modified = std::fs::metadata(folder.join(&*name)).and_then(|file| file.modified());
        modified.is_ok_and(|modified| modified > start)
    })
}
