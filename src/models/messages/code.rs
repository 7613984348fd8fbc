//! Code in the colours of its language: classes of our own, and no colours.
//!
//! The grammars are Sublime Text's as `bat` keeps them. They are read when the first code comes, and a language's
//! expressions are compiled at its first line: that takes memory, so that all are let go of when there are too many.
//! What would take too long stays as plain as it was typed.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use comrak::html::escape;
use rustix::time::{ClockId, clock_gettime};
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};

/// Work on the code of one message, after which the rest of it stays plain.
const LONGEST: Duration = Duration::from_millis(20);

/// Work beyond that on compiling one language, in all the time that this process runs: its first code is not half plain.
const LEARNING: Duration = Duration::from_millis(300);

/// Bytes of a line beyond which it stays plain: what a line may cost grows faster than it does.
const WIDEST: usize = 120;

/// Bytes of HTML beyond which code stays plain: each word may have a colour of its own.
const LARGEST: usize = 32 * 1024;

/// Languages whose expressions are kept. One takes 1 to 20 MB.
const KEPT: usize = 8;

/// A language: what it is called, the grammar's name, and what people write behind the fence.
struct Language {
    label: &'static str,
    grammar: &'static str,
    names: &'static [&'static str],
}

const fn language(label: &'static str, grammar: &'static str, names: &'static [&'static str]) -> Language {
    Language {
        label,
        grammar,
        names,
    }
}

/// What people paste, of what can be read in the time that there is. TypeScript's own grammar takes 60 MB and a third of a
/// second; that of Markdown would bring in all others.
static LANGUAGES: [Language; 29] = [
    language("Bash", "sh", &["bash", "sh", "shell", "zsh"]),
    language("C", "c", &["c", "h"]),
    language("C++", "cpp", &["cpp", "c++", "cc", "hpp", "cxx"]),
    language("C#", "cs", &["cs", "csharp", "c#"]),
    language("CSS", "css", &["css", "scss", "less"]),
    language("Dart", "dart", &["dart"]),
    language("Diff", "diff", &["diff", "patch"]),
    language(
        "Dockerfile",
        "Dockerfile",
        &["dockerfile", "docker", "containerfile"],
    ),
    language("Elixir", "ex", &["elixir", "ex", "exs"]),
    language("Go", "go", &["go", "golang"]),
    language("GraphQL", "graphql", &["graphql", "gql"]),
    language("Haskell", "hs", &["haskell", "hs"]),
    language("HTML", "html", &["html", "htm", "xhtml", "vue", "svelte"]),
    language("INI", "ini", &["ini", "conf", "cfg"]),
    language("Java", "java", &["java"]),
    language("JavaScript", "js", &["javascript", "js", "jsx", "mjs", "node"]),
    language("JSON", "json", &["json", "jsonc"]),
    language("Kotlin", "kt", &["kotlin", "kt"]),
    language("Lua", "lua", &["lua"]),
    language("Nix", "nix", &["nix"]),
    language("PHP", "php", &["php"]),
    language("Python", "py", &["python", "py", "python3"]),
    language("Ruby", "rb", &["ruby", "rb"]),
    language("Rust", "rs", &["rust", "rs"]),
    language(
        "SQL",
        "sql",
        &["sql", "postgres", "postgresql", "sqlite", "mysql"],
    ),
    language("Swift", "swift", &["swift"]),
    language("TOML", "toml", &["toml"]),
    language("TypeScript", "js", &["typescript", "ts", "tsx"]),
    language("YAML", "yaml", &["yaml", "yml"]),
];

/// What a word is, by the beginning of the innermost scope that says so. The first one that fits counts; an empty class is
/// none.
static CLASSES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    [
        ("comment", "com"),
        ("support.type.property-name", "attr"),
        ("constant.numeric", "num"),
        ("constant", "const"),
        ("string", "str"),
        ("keyword.operator", OPERATOR),
        ("keyword", "kw"),
        ("storage", "kw"),
        ("variable.language", "const"),
        ("variable.function", "fn"),
        ("variable.annotation", "meta"),
        ("entity.name.function", "fn"),
        ("entity.name.macro", "fn"),
        ("entity.name.tag", "el"),
        ("entity.other.attribute-name", "attr"),
        ("entity.other.inherited-class", "ty"),
        ("entity.name", "ty"),
        ("support.function", "fn"),
        ("support.macro", "fn"),
        ("support.constant", "const"),
        ("support", "ty"),
        ("markup.inserted", "ins"),
        ("markup.deleted", "del"),
        ("meta.annotation", "meta"),
        ("meta.diff", "meta"),
        ("meta.interpolation", ""),
    ]
    .into_iter()
    .filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, class)))
    .collect()
});

/// The text that a value is known by, in JSON for one.
static KEY: LazyLock<Option<Scope>> = LazyLock::new(|| Scope::new("meta.mapping.key").ok());

/// All that a word may be. The sanitiser lets these through, and nothing else.
pub(super) const NAMES: [&str; 12] = [
    "attr", "com", "const", "del", "el", "fn", "ins", "kw", "meta", "num", "str", "ty",
];

/// A sign is nothing of its own; a word such as `and` is a keyword.
const OPERATOR: &str = "operator";

/// The grammars, with what has been compiled of them, and the languages that have been asked for.
struct Grammars {
    set: Arc<SyntaxSet>,
    used: BTreeSet<&'static str>,
}

static GRAMMARS: Mutex<Option<Grammars>> = Mutex::new(None);

/// What has been spent of [`LEARNING`], by grammar.
static LEARNT: Mutex<BTreeMap<&'static str, Duration>> = Mutex::new(BTreeMap::new());

/// The labels that a block of code may have.
pub(super) fn labels() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().map(|language| language.label)
}

/// How long the code of one message may still take.
pub(super) struct Patience {
    until: Cell<Duration>,
}

impl Patience {
    pub(super) fn new() -> Self {
        Self {
            until: Cell::new(worked() + LONGEST),
        }
    }

    /// Whether it is over, for a language that may still learn for so long.
    fn is_over(&self, learning: Duration) -> bool {
        worked() > self.until.get() + learning
    }

    /// What was too long was learning, as far as it may be: the rest of the message has as much time as before.
    fn charge(&self, grammar: &'static str, learning: Duration) {
        let over = worked().saturating_sub(self.until.get()).min(learning);
        self.until.set(self.until.get() + over);
        *learnt().entry(grammar).or_default() += over;
    }
}

fn learnt() -> MutexGuard<'static, BTreeMap<&'static str, Duration>> {
    LEARNT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What this thread has worked so far: the machine may be busy with something else.
fn worked() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}

/// The block as HTML; `None` where the language is not known. `info` is what stands behind the fence.
pub(super) fn render(info: &str, code: &str, patience: &Patience) -> Option<String> {
    let name = info.split([' ', '\t', ',', '{', ':']).next()?.to_lowercase();
    let language = LANGUAGES
        .iter()
        .find(|language| language.names.contains(&name.as_str()))?;
    let mut html = format!("<pre data-language=\"{}\"><code>", language.label);
    let begun = html.len();
    let whole = coloured(language, code, patience, &mut html);
    if whole.is_none() || html.len() > LARGEST {
        html.truncate(begun);
        put(&mut html, code);
    }
    html.push_str("</code></pre>\n");
    Some(html)
}

/// Writes the code with its classes. `None` where the grammar can't make anything of it.
fn coloured(language: &Language, code: &str, patience: &Patience, html: &mut String) -> Option<()> {
    let spent = learnt().get(language.grammar).copied().unwrap_or_default();
    let learning = LEARNING.saturating_sub(spent);
    let set = grammars(language.grammar);
    let mut state = ParseState::new(set.find_syntax_by_token(language.grammar)?);
    let mut scopes = ScopeStack::new();
    let mut open = "";
    for line in code.split_inclusive('\n') {
        if line.len() > WIDEST || patience.is_over(learning) {
            turn(html, &mut open, "");
            put(html, line);
            continue;
        }
        let mut from = 0;
        for (at, change) in state.parse_line(line, &set).ok()? {
            write(html, &mut open, &scopes, line.get(from..at)?);
            from = at;
            scopes.apply(&change).ok()?;
        }
        write(html, &mut open, &scopes, line.get(from..)?);
    }
    turn(html, &mut open, "");
    patience.charge(language.grammar, learning);
    Some(())
}

/// The grammars. Whatever was compiled of others goes where this is one language too many.
fn grammars(grammar: &'static str) -> Arc<SyntaxSet> {
    let mut grammars = GRAMMARS.lock().unwrap_or_else(PoisonError::into_inner);
    let is_full = |kept: &Grammars| kept.used.len() >= KEPT && !kept.used.contains(grammar);
    if grammars.as_ref().is_none_or(is_full) {
        *grammars = None;
    }
    let kept = grammars.get_or_insert_with(|| Grammars {
        set: Arc::new(two_face::syntax::extra_newlines()),
        used: BTreeSet::new(),
    });
    kept.used.insert(grammar);
    kept.set.clone()
}

/// One more word. Space has no colour, so that it takes whichever is there.
fn write(html: &mut String, open: &mut &'static str, scopes: &ScopeStack, text: &str) {
    if text.is_empty() {
        return;
    }
    if !text.trim().is_empty() {
        turn(html, open, class(scopes, text));
    }
    put(html, text);
}

/// Ends the class that is open, and begins the next.
fn turn(html: &mut String, open: &mut &'static str, class: &'static str) {
    if *open == class {
        return;
    }
    if !open.is_empty() {
        html.push_str("</span>");
    }
    if !class.is_empty() {
        html.push_str("<span class=\"");
        html.push_str(class);
        html.push_str("\">");
    }
    *open = class;
}

fn class(scopes: &ScopeStack, text: &str) -> &'static str {
    let of = |scope: &Scope| {
        let found = CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope));
        found.map(|(_, class)| *class)
    };
    let scopes = scopes.as_slice();
    match scopes.iter().rev().find_map(of) {
        Some("str")
            if scopes
                .iter()
                .any(|scope| KEY.is_some_and(|key| key.is_prefix_of(*scope))) =>
        {
            "attr"
        }
        Some(OPERATOR) if text.starts_with(char::is_alphabetic) => "kw",
        Some(OPERATOR) | None => "",
        Some(class) => class,
    }
}

fn put(html: &mut String, text: &str) {
    // Writing to a string can't fail.
    let _ = escape(html, text);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A language is compiled first, which may take longer than there is time; and another test may have it forgotten.
    fn rendered(info: &str, code: &str, part: &str) -> String {
        let render = |_| render(info, code, &Patience::new()).expect("a known language");
        let found = (0..200).map(render).find(|html| html.contains(part));
        found.unwrap_or_else(|| panic!("no {part} in {}", render(0)))
    }

    #[test]
    fn words_have_the_class_of_what_they_are() {
        for (info, code, parts) in [
            (
                "rust",
                "// why\nfn main() { let x: u32 = 42; say(\"a < b\"); }\n",
                &[
                    "<span class=\"com\">// why\n</span>",
                    "<span class=\"kw\">fn </span><span class=\"fn\">main",
                    "<span class=\"num\">42</span>",
                    "<span class=\"str\">&quot;a &lt; b&quot;</span>",
                ][..],
            ),
            (
                "py",
                "class A(B):\n    def f(self):\n        return not None  # c\n",
                &[
                    "<span class=\"kw\">class",
                    "<span class=\"ty\">A</span>",
                    "<span class=\"com\"># c",
                ],
            ),
            (
                "TypeScript",
                "const a = `x`; // c\n",
                &["<span class=\"kw\">const", "<span class=\"str\">`x`</span>"],
            ),
            (
                "json",
                "{ \"a\": [1, true] }\n",
                &[
                    "<span class=\"attr\">&quot;a&quot;</span>",
                    "<span class=\"num\">1</span>",
                ],
            ),
            (
                "html",
                "<p class=\"x\">y</p>\n",
                &["<span class=\"el\">p</span>", "<span class=\"attr\">class</span>"],
            ),
            ("sql", "SELECT 1 FROM t\n", &["<span class=\"kw\">SELECT"]),
            (
                "diff",
                "+a\n-b\n",
                &["<span class=\"ins\">+a", "<span class=\"del\">-b"],
            ),
            (
                "yaml",
                "a: 1\n",
                &["<span class=\"el\">a</span>", "<span class=\"num\">1"],
            ),
            (
                "c++",
                "int f() { return 1; }\n",
                &["<span class=\"kw\">int", "<span class=\"fn\">f</span>"],
            ),
            (
                "sh",
                "if true; then echo \"$A\"; fi\n",
                &["<span class=\"kw\">if", "<span class=\"str\">&quot;"],
            ),
        ] {
            for part in parts {
                rendered(info, code, part);
            }
        }
    }

    #[test]
    fn every_language_has_a_grammar_and_every_class_is_let_through() {
        let set = two_face::syntax::extra_newlines();
        for Language { label, grammar, .. } in &LANGUAGES {
            assert!(set.find_syntax_by_token(grammar).is_some(), "{label}");
        }
        for (_, class) in CLASSES.iter() {
            assert!(
                class.is_empty() || *class == OPERATOR || NAMES.contains(class),
                "{class}"
            );
        }
    }

    #[test]
    fn nothing_of_the_code_is_lost_or_moved() {
        let code = "fn f<'a>(x: &'a str) -> &'a str {\n\t\"é\\n\" // \u{202e}<b>&amp;\n}\n\nlet a = r#\"x\n\"#;\n/* never closed";
        for Language { names, .. } in &LANGUAGES {
            let html = render(names[0], code, &Patience::new()).expect("a known language");
            let text = html
                .split('<')
                .filter_map(|part| part.split_once('>'))
                .map(|(_, text)| text);
            let text: String = text.collect();
            let text = text
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
            assert_eq!(text, format!("{code}\n"), "{}", names[0]);
        }
    }

    #[test]
    fn what_is_too_wide_or_too_large_stays_plain() {
        let wide = format!("let a = \"{}\";\nlet b = 1;\n", "x".repeat(WIDEST));
        let html = rendered("rust", &wide, "<span class=\"kw\">let");
        assert!(
            html.starts_with("<pre data-language=\"Rust\"><code>let a = &quot;xxx"),
            "{html}"
        );
        let large = "1+".repeat(59) + "\n";
        rendered("rust", &large, "<span class=\"num\">1");
        let html = rendered("rust", &large.repeat(33), "1");
        assert!(
            html.len() <= LARGEST && !html.contains("<span"),
            "{} bytes",
            html.len()
        );
    }

    #[test]
    fn a_language_that_nobody_knows_is_left_alone() {
        for info in ["", " ", "x\" onclick=\"y", "brainfuck", "../rust"] {
            assert_eq!(render(info, "fn main() {}", &Patience::new()), None, "{info}");
        }
    }
}
