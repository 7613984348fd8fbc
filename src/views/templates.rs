//! The templates and the texts in them.

use std::sync::LazyLock;
#[cfg(debug_assertions)]
use std::{path::Path, time::SystemTime};

use fluent_templates::{FluentLoader, Loader, static_loader};
use loco_rs::{Error, Result};
use rust_embed::RustEmbed;
use serde::Serialize;
use tera::{Context, Tera};
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

/// Whether there is a text of this name.
#[must_use]
pub fn has_text(key: &str) -> bool {
    TEXTS.try_lookup(&LANGUAGE, key).is_some()
}

fn load() -> Result<Tera> {
    let mut tera = Tera::default();
    tera.register_function("t", FluentLoader::new(&*TEXTS).with_default_lang(LANGUAGE));
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
