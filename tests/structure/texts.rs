//! The texts: every language says the same, all that is asked for is there, and nothing is said past them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use banter::models::languages::Language;
use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser::parse,
};
use regex::Regex;
use scraper::{Html, Node};

/// What one text is made of besides its words: `$count` for a variable, `{name}` for what the browser puts in.
type Parts = BTreeSet<String>;

/// Texts by file and key.
type Texts = BTreeMap<(String, String), Parts>;

/// Words that are typed as they stand, whatever the language.
const TYPED: [&str; 1] = ["everyone"];

/// What people read or hear of an element besides its text.
const SPOKEN: [&str; 5] = ["aria-label", "aria-description", "title", "placeholder", "alt"];

static EXPRESSION: LazyLock<Regex> = LazyLock::new(|| regex(r"(?s)\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}"));

static WORD: LazyLock<Regex> = LazyLock::new(|| regex(r"\p{L}{2}"));

/// Where the browser puts something in.
static HOLE: LazyLock<Regex> = LazyLock::new(|| regex(r"\{\w+\}"));

/// Blocks that stand within an attribute.
static WITHIN_A_TAG: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?s)\{% block (?:body_class|shell_class|texts) %\}.*?\{% endblock %\}"));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a regular expression")
}

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The files below a folder that end so, or all where `ending` is empty, with what is in them.
fn files(path: &str, ending: &str) -> Vec<(String, String)> {
    let (mut folders, mut found) = (vec![folder(path)], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if ending.is_empty() || path.extension().is_some_and(|other| other == ending) {
                let text = fs::read_to_string(&path).expect("a text");
                found.push((path.display().to_string(), text));
            }
        }
    }
    assert!(!found.is_empty(), "nothing ends with .{ending} in {path}");
    found.sort();
    found
}

fn texts(language: Language) -> Texts {
    let mut texts = Texts::new();
    let mut keys = BTreeMap::new();
    for (path, text) in files(&format!("assets/i18n/{}", language.tag()), "ftl") {
        let name = Path::new(&path).file_name().expect("a name").to_string_lossy();
        let resource = parse(text.as_str()).unwrap_or_else(|(_, errors)| panic!("{path}: {errors:?}"));
        for entry in &resource.body {
            let Entry::Message(message) = entry else { continue };
            let key = message.id.name.to_owned();
            if let Some(other) = keys.insert(key.clone(), name.clone().into_owned()) {
                panic!("{path}: {key} stands in {other}, too");
            }
            let mut parts = Parts::new();
            collect(message.value.as_ref().expect("a text has words"), &mut parts);
            texts.insert((name.clone().into_owned(), key), parts);
        }
    }
    texts
}

fn collect(pattern: &Pattern<&str>, parts: &mut Parts) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        match expression {
            Expression::Inline(inline) => collect_inline(inline, parts),
            Expression::Select { selector, variants } => {
                collect_inline(selector, parts);
                for variant in variants {
                    collect(&variant.value, parts);
                }
            }
        }
    }
}

fn collect_inline(expression: &InlineExpression<&str>, parts: &mut Parts) {
    match expression {
        InlineExpression::VariableReference { id } => {
            parts.insert(format!("${}", id.name));
        }
        InlineExpression::StringLiteral { value } => {
            parts.extend(HOLE.find_iter(value).map(|found| found.as_str().to_owned()));
        }
        _ => {}
    }
}

fn english_keys() -> BTreeSet<String> {
    texts(Language::English).into_keys().map(|(_, key)| key).collect()
}

/// All that may name a text.
fn sources() -> Vec<(String, String)> {
    let mut sources = files("assets/views", "");
    sources.extend(files("src", "rs"));
    sources
}

/// What `pattern` finds as its first group, and where.
fn named(sources: &[(String, String)], pattern: &str) -> Vec<(String, String)> {
    let pattern = regex(pattern);
    let mut found = Vec::new();
    for (path, text) in sources {
        let names = pattern.captures_iter(text).map(|found| found[1].to_owned());
        found.extend(names.map(|name| (name, path.clone())));
    }
    found
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_language_has_its_texts_and_every_folder_is_a_language() {
    let folders = fs::read_dir(folder("assets/i18n")).expect("a folder");
    let folders: BTreeSet<String> = folders
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    let tags: BTreeSet<String> = Language::ALL
        .iter()
        .map(|language| language.tag().to_owned())
        .collect();
    assert_eq!(folders, tags);
}

#[test]
fn every_language_says_all_that_english_says_and_no_more() {
    let english = texts(Language::English);
    let mut faults = Vec::new();
    for language in Language::ALL {
        let tag = language.tag();
        let own = texts(language);
        for ((file, key), parts) in &english {
            match own.get(&(file.clone(), key.clone())) {
                None => faults.push(format!("assets/i18n/{tag}/{file} lacks {key}")),
                Some(other) if other != parts => {
                    faults.push(format!(
                        "assets/i18n/{tag}/{file}: {key} has {other:?} where English has {parts:?}"
                    ));
                }
                Some(_) => {}
            }
        }
        for (file, key) in own.keys().filter(|place| !english.contains_key(*place)) {
            faults.push(format!("assets/i18n/{tag}/{file}: English has no {key} there"));
        }
    }
    assert_none(&faults);
}

#[test]
fn every_text_that_is_asked_for_is_there() {
    let (keys, sources) = (english_keys(), sources());
    let mut faults = Vec::new();
    for (key, path) in named(&sources, r#"\bt\(key="([^"]+)"[,)]"#)
        .into_iter()
        .chain(named(&sources, r#"[^.\w]text(?:_with|_counting)?\(\s*"([^"]+)""#))
        // Keys travel in structs, too: what looks like one and begins like one has to be one.
        .chain(looking_like_keys(&sources, &keys))
    {
        if !keys.contains(&key) {
            faults.push(format!("{path}: there is no text {key}"));
        }
    }
    for (beginning, path) in beginnings(&sources) {
        if !keys.iter().any(|key| key.starts_with(&beginning)) {
            faults.push(format!("{path}: no text begins with {beginning}"));
        }
    }
    let mut scripts = files("assets/static/js", "js");
    let takes_texts = regex(r"import \{[^}]*\btexts\b[^}]*\} from './page.js'|const texts = \w+\.dataset");
    scripts.retain(|(_, script)| takes_texts.is_match(script));
    assert!(scripts.len() > 5, "the scripts take their texts otherwise");
    let given: BTreeSet<String> = named(&sources, r#"\bdata-([a-z-]+)="\{[{%]"#)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    for (name, path) in named(&scripts, r"\btexts\.(\w+)") {
        let dashed = |letter: char| {
            if letter.is_uppercase() {
                format!("-{}", letter.to_lowercase())
            } else {
                letter.to_string()
            }
        };
        let attribute: String = name.chars().map(dashed).collect();
        if !given.contains(&attribute) {
            faults.push(format!("{path}: no page has data-{attribute} for texts.{name}"));
        }
    }
    assert_none(&faults);
}

/// `error-…` in `controllers`, say: literals of several words whose first one begins a key.
fn looking_like_keys(sources: &[(String, String)], keys: &BTreeSet<String>) -> Vec<(String, String)> {
    // Classes of elements.
    const OTHERS: [&str; 2] = ["thread-link", "person-link"];
    let first = |key: &str| key.split('-').next().unwrap_or_default().to_owned();
    let firsts: BTreeSet<String> = keys.iter().map(|key| first(key)).collect();
    let mut found = named(sources, r#""([a-z]+(?:-[a-z0-9]+)+)""#);
    found.retain(|(name, path)| {
        Path::new(path).extension().is_some_and(|ending| ending == "rs")
            && firsts.contains(&first(name))
            && !OTHERS.contains(&name.as_str())
    });
    found
}

/// Keys that are put together: `"role-" ~ role`, `format!("line-{}"`.
fn beginnings(sources: &[(String, String)]) -> Vec<(String, String)> {
    let mut found = named(sources, r#""([a-z][a-z0-9-]*-)" ~"#);
    found.extend(named(sources, r#"format!\("([a-z-]+-)\{"#));
    found
}

#[test]
fn every_text_is_used() {
    let sources = sources();
    let literals: BTreeSet<String> = named(&sources, r#""([a-z][a-z0-9-]*)""#)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let beginnings = beginnings(&sources);
    let is_used = |key: &String| {
        literals.contains(key) || beginnings.iter().any(|(beginning, _)| key.starts_with(beginning))
    };
    let unused = texts(Language::English)
        .into_keys()
        .filter(|(_, key)| !is_used(key));
    let faults: Vec<String> = unused
        .map(|(file, key)| format!("assets/i18n/en/{file}: nothing asks for {key}"))
        .collect();
    assert_none(&faults);
}

/// What a template says in words of its own.
fn words(template: &str) -> Vec<String> {
    let template = WITHIN_A_TAG.replace_all(template, "");
    let template = EXPRESSION.replace_all(&template, "").replace("noscript>", "div>");
    let html = Html::parse_fragment(&template);
    let is_word = |text: &str| WORD.is_match(text) && !TYPED.contains(&text);
    let mut found = Vec::new();
    for node in html.tree.nodes() {
        match node.value() {
            Node::Text(text) => {
                // What is typed into a terminal or a field is no language's.
                let mut around = node.ancestors().filter_map(|other| other.value().as_element());
                if is_word(text.trim()) && !around.any(|other| other.name() == "code") {
                    found.push(text.trim().to_owned());
                }
            }
            Node::Element(element) => {
                let spoken = SPOKEN.iter().filter_map(|name| Some((name, element.attr(name)?)));
                found.extend(
                    spoken
                        .filter(|(_, said)| is_word(said))
                        .map(|(name, said)| format!("{name}={said:?}")),
                );
            }
            _ => {}
        }
    }
    found
}

#[test]
fn words_are_noticed_wherever_they_stand() {
    for (template, said) in [
        (r#"<p>{{ t(key="brand") }}</p>"#, vec![]),
        (r#"<p>{% if x == "some words" %}·{% endif %}, 3</p>"#, vec![]),
        ("<code>from:somebody</code>", vec![]),
        ("<p>{% if x %}Hello{% endif %} {{ name }}</p>", vec!["Hello"]),
        ("<noscript><b>Bold</b></noscript>", vec!["Bold"]),
        (
            r#"<a class="x y" title="Go {{ there }}" aria-label="{{ t(key="a") }}"></a>"#,
            vec![r#"title="Go ""#],
        ),
        (
            r#"<input placeholder="Überall">"#,
            vec![r#"placeholder="Überall""#],
        ),
    ] {
        assert_eq!(words(template), said, "{template}");
    }
}

#[test]
fn templates_and_scripts_have_no_words_of_their_own() {
    let mut faults = Vec::new();
    for (path, template) in files("assets/views", "html") {
        faults.extend(
            words(&template)
                .into_iter()
                .map(|said| format!("{path} says {said}")),
        );
    }
    // What scripts show comes with the page.
    let shown = r"(?:textContent|innerText|title|placeholder|ariaLabel|'aria-label')\s*[=:,]\s*((?:'[^']*|`[^`$]*)\p{L}{2})";
    for (said, path) in named(&files("assets/static/js", "js"), shown) {
        faults.push(format!("{path} says {said}"));
    }
    assert_none(&faults);
}
