//! The templates and the texts in them.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};
#[cfg(debug_assertions)]
use std::{path::Path, time::SystemTime};

use fluent_templates::{Loader, fluent_bundle::FluentValue, static_loader};
use loco_rs::{Error, Result};
use rust_embed::RustEmbed;
use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use super::{language, locale};
use crate::models::languages::Language;

static_loader! {
    static TEXTS = {
        locales: "./assets/i18n",
        fallback_language: "en",
        customise: |bundle| {
            // The marks are for right-to-left names in sentences; the templates isolate names by <bdi>.
            bundle.set_use_isolating(false);
            let tag = bundle.locales.first().map(ToString::to_string);
            bundle.set_formatter(Some(match tag.and_then(|tag| Language::parse(&tag)).unwrap_or_default() {
                Language::English => locale::number::<{ Language::English as usize }, _>,
                Language::German => locale::number::<{ Language::German as usize }, _>,
                Language::Spanish => locale::number::<{ Language::Spanish as usize }, _>,
            }));
        },
    };
}

type Args<'a> = HashMap<Cow<'static, str>, FluentValue<'a>>;

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

/// A text of the i18n files, in the language of now.
#[must_use]
pub fn text(key: &str) -> String {
    look_up(key, None)
}

/// A text of the i18n files with `args` in it, e.g. `[("actor", "maria")]`. Names that are written from right to
/// left are isolated, so that they leave the rest of the sentence in order.
#[must_use]
pub fn text_with(key: &str, args: &[(&'static str, &str)]) -> String {
    look_up(key, Some(&words(args)))
}

/// The same with a number in it, written as the language does, and by which the text chooses its words.
#[must_use]
pub fn text_counting(
    key: &str,
    (name, number): (&'static str, impl Into<FluentValue<'static>>),
    args: &[(&'static str, &str)],
) -> String {
    let mut args = words(args);
    args.insert(Cow::Borrowed(name), number.into());
    look_up(key, Some(&args))
}

/// Whether there is a text of this name.
#[must_use]
pub fn has_text(key: &str) -> bool {
    TEXTS.try_lookup(Language::default().identifier(), key).is_some()
}

/// What is missing in a language is there in English; a test sees that nothing is.
fn look_up(key: &str, args: Option<&Args<'_>>) -> String {
    let language = language::current().identifier();
    let found = TEXTS.lookup_single_language(language, key, args);
    found.unwrap_or_else(|_| TEXTS.lookup_complete(language, key, args))
}

fn words(args: &[(&'static str, &str)]) -> Args<'static> {
    args.iter()
        .map(|(name, value)| (Cow::Borrowed(*name), isolated(value).into()))
        .collect()
}

fn isolated(value: &str) -> String {
    let is_right_to_left = |c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    if value.contains(is_right_to_left) {
        format!("\u{2068}{value}\u{2069}")
    } else {
        value.to_owned()
    }
}

/// The function `t`: the text of `key`, with the other arguments in it.
#[expect(clippy::needless_pass_by_value, reason = "Tera calls functions of this shape")]
fn t(kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let args = kwargs.iter().filter_map(|(name, value)| {
        let name = name.as_str().filter(|name| *name != "key")?;
        Some((Cow::Owned(name.to_owned()), fluent(value)?))
    });
    let args: Args<'_> = args.collect();
    Ok(look_up(kwargs.must_get("key")?, Some(&args)))
}

fn fluent(value: &Value) -> Option<FluentValue<'_>> {
    let number = value.as_f64().map(FluentValue::from);
    number.or_else(|| value.as_str().map(FluentValue::from))
}

/// The function `language`: the tag of the language of now, for `<html lang>`.
fn tag(_: Kwargs, _: &State) -> &'static str {
    language::current().tag()
}

/// The function `languages`: those that there are, each with its tag and its own name.
fn languages(_: Kwargs, _: &State) -> Vec<Value> {
    let named = |language: Language| {
        Value::from(HashMap::from([
            ("tag", language.tag()),
            ("name", language.name()),
        ]))
    };
    Language::ALL.map(named).into()
}

/// The filter `in_query`: a text as a value in the query of an address.
fn in_query(text: &str, _: Kwargs, _: &State) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn load() -> Result<Tera> {
    let mut tera = Tera::default();
    tera.register_function("t", t);
    tera.register_function("language", tag);
    tera.register_function("languages", languages);
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
