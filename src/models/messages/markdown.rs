//! Markdown to HTML that is safe to show to everybody.
//!
//! The parser autolinks addresses; the sanitiser is the last step, after which nothing touches the HTML.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::Builder;
use comrak::{
    Arena, Node, Options, format_html,
    nodes::{AstNode, NodeValue},
    parse_document,
};

use super::{
    body::is_blank,
    code::{self, Patience},
};
use crate::models::mentions::{self, Known, Mention, Piece};

/// Opening marks of nesting beyond which a line is taken as it is: nobody means so many.
const DEEPEST: usize = 32;

/// Columns of a table beyond which it is taken as it is: a short line makes a cell in each of them.
const WIDEST: usize = 12;

/// Bytes of HTML beyond which a message is shown as it was typed: it would be sent to everybody.
const LONGEST: usize = 64 * 1024;

static OPTIONS: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut options = Options::default();
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.cjk_friendly_emphasis = true;
    // Raw HTML is shown as what it is: text.
    options.render.escape = true;
    options.render.hardbreaks = true;
    options.parse.ignore_setext = true;
    options
});

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from([
            "a",
            "blockquote",
            "br",
            "code",
            "del",
            "em",
            "hr",
            "input",
            "li",
            "ol",
            "p",
            "pre",
            "span",
            "strong",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "ul",
        ]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href", "data-user-id"])),
            ("strong", HashSet::from(["data-user-id"])),
            // The box of a task, which nobody ticks: the message would have to change.
            ("input", HashSet::from(["checked", "disabled"])),
            ("ol", HashSet::from(["start"])),
        ]))
        // The words of code.
        .allowed_classes(HashMap::from([("span", HashSet::from(code::NAMES))]))
        .tag_attribute_values(HashMap::from([
            (
                "pre",
                HashMap::from([("data-language", code::labels().collect())]),
            ),
            ("input", HashMap::from([("type", HashSet::from(["checkbox"]))])),
            (
                "td",
                HashMap::from([("align", HashSet::from(["center", "right"]))]),
            ),
            (
                "th",
                HashMap::from([("align", HashSet::from(["center", "right"]))]),
            ),
        ]))
        .set_tag_attribute_value("input", "type", "checkbox")
        .set_tag_attribute_value("input", "disabled", "")
        // A name in no language. In the page it is called by what it stands before.
        .set_tag_attribute_value("input", "aria-label", "✓")
        // Even an empty builder begins with `lang` and `title`.
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .add_allowed_classes("a", ["mention", "person-link"])
        .add_allowed_classes("strong", ["mention"])
        .url_relative(ammonia::UrlRelative::Custom(Box::new(to_a_person)))
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .strip_comments(true);
    builder
});

/// The HTML of a message. Text that Markdown would make nothing of, or too much, is shown as it is.
///
/// Those of `known` that it names outside of code and links are mentioned, and returned.
pub fn render(text: &str, known: &Known) -> (String, Vec<Mention>) {
    if nests_too_deep(text) || is_too_wide(text) {
        return (plain(text), Vec::new());
    }
    let (html, mentioned) = html_of(&headings_as_text(text), known);
    if html.len() > LONGEST {
        return (plain(text), Vec::new());
    }
    let html = sanitise(&html);
    if shows_something(&html) {
        (html, mentioned)
    } else {
        (plain(text), Vec::new())
    }
}

/// The one address within this site that a text may link to.
fn to_a_person(address: &str) -> Option<Cow<'_, str>> {
    let name = address.strip_prefix("/people/")?;
    let is_name = !name.starts_with('.') && name.chars().all(mentions::is_name_character);
    is_name.then_some(Cow::Borrowed(address))
}

/// What the parser makes of it, with links in the place of images: nothing is fetched from elsewhere, and
/// nothing that was written gets lost.
fn html_of(text: &str, known: &Known) -> (String, Vec<Mention>) {
    let arena = Arena::new();
    let root = parse_document(&arena, text, &OPTIONS);
    let patience = Patience::new();
    for node in root.descendants() {
        let code = match &node.data.borrow().value {
            NodeValue::CodeBlock(block) if block.fenced => {
                code::render(&block.info, &block.literal, &patience)
            }
            _ => None,
        };
        if let Some(code) = code {
            node.data.borrow_mut().value = NodeValue::Raw(code);
        }
        let image = match &node.data.borrow().value {
            NodeValue::Image(image) => Some(image.clone()),
            _ => None,
        };
        if let Some(image) = image
            && !is_in_link(node)
        {
            node.data.borrow_mut().value = NodeValue::Link(image);
        }
        // To a place of this site leads what is made here, and nothing that is typed.
        if let NodeValue::Link(link) = &mut node.data.borrow_mut().value
            && link.url.starts_with('/')
        {
            link.url.clear();
        }
    }
    let mut html = String::new();
    let mut mentioned = Mentioned::default();
    if !known.is_empty() {
        // The tree changes under who walks it.
        let nodes: Vec<_> = root.descendants().collect();
        for node in nodes.into_iter().filter(|node| !is_in_link(node)) {
            mentioned.put_into(&arena, node, known);
        }
    }
    // Writing to a string can't fail.
    let _ = format_html(root, &OPTIONS, &mut html);
    (html, mentioned.different)
}

fn is_in_link(node: Node<'_>) -> bool {
    node.ancestors()
        .any(|outer| matches!(outer.data.borrow().value, NodeValue::Link(_)))
}

/// The mentions of a text so far.
#[derive(Default)]
struct Mentioned {
    count: usize,
    different: Vec<Mention>,
}

impl Mentioned {
    /// Makes links of the names in a piece of text.
    fn put_into<'a>(&mut self, arena: &'a Arena<'a>, node: Node<'a>, known: &Known) {
        let text = match &node.data.borrow().value {
            NodeValue::Text(text) if text.contains('@') => text.to_string(),
            _ => return,
        };
        let put = |value: NodeValue| node.insert_before(arena.alloc(AstNode::from(value)));
        let said = |text: &str| NodeValue::Text(text.to_owned().into());
        for piece in mentions::pieces(&text) {
            let name = match piece {
                Piece::Text(text) => {
                    put(said(text));
                    continue;
                }
                Piece::Name(name) => name,
            };
            let mut meant = mentions::candidates(name)
                .filter_map(|candidate| Some((candidate, known.get(&mentions::key(candidate))?)));
            if let Some((candidate, mention)) = meant.next().filter(|_| self.count < mentions::MOST) {
                self.count += 1;
                if !self.different.contains(mention) {
                    self.different.push(mention.clone());
                }
                put(NodeValue::Raw(link(mention)));
                put(said(&name[candidate.len()..]));
            } else {
                put(said("@"));
                put(said(name));
            }
        }
        node.detach();
    }
}

fn link(mention: &Mention) -> String {
    match mention {
        Mention::Everyone => format!(
            r#"<strong class="mention" data-user-id="{0}">@{0}</strong>"#,
            mentions::EVERYONE
        ),
        // No name has a character that means something in HTML.
        Mention::Person { id, username } => {
            format!(
                r#"<a class="mention person-link" data-user-id="{id}" href="/people/{username}">@{username}</a>"#
            )
        }
    }
}

fn plain(text: &str) -> String {
    sanitise(&format!(
        "<p>{}</p>",
        ammonia::clean_text(text).replace("&#10;", "<br>")
    ))
}

fn sanitise(html: &str) -> String {
    SANITISER.clean(html).to_string().trim_end().to_owned()
}

/// Whether sanitised HTML has a line or a character to see: an address defined for links has none.
fn shows_something(html: &str) -> bool {
    let texts = html
        .split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    html.contains("<hr>") || html.contains("<input") || texts.flat_map(str::chars).any(|c| !is_blank(c))
}

/// A number sign begins a channel's name or an issue's number in a chat, not a heading.
fn headings_as_text(text: &str) -> String {
    let mut fenced = false;
    let lines = text.split('\n').map(|line| {
        let start = line.trim_start();
        if start.starts_with("```") || start.starts_with("~~~") {
            fenced = !fenced;
        }
        if !fenced && start.starts_with('#') && line.len() - start.len() < 4 {
            format!("{}\\{start}", &line[..line.len() - start.len()])
        } else {
            line.to_owned()
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn nests_too_deep(text: &str) -> bool {
    let brackets = text.chars().filter(|c| *c == '[').count();
    brackets > 8 * DEEPEST
        || text
            .lines()
            .any(|line| indent(line) > 8 * DEEPEST || marks(line) > DEEPEST)
}

fn is_too_wide(text: &str) -> bool {
    text.lines().any(|line| line.matches('|').count() > WIDEST + 1)
}

/// Columns before the first mark or word.
fn indent(line: &str) -> usize {
    line.chars()
        .take_while(|c| c.is_whitespace())
        .map(|c| if c == '\t' { 4 } else { 1 })
        .sum()
}

/// Quotes and list items that a line opens, one in the other.
fn marks(line: &str) -> usize {
    let mut marks = 0;
    let mut rest = line.trim_start();
    while let Some(inside) = open(rest) {
        marks += 1;
        rest = inside.trim_start();
    }
    marks
}

/// What follows the mark that a line begins with.
fn open(line: &str) -> Option<&str> {
    if let Some(quoted) = line.strip_prefix('>') {
        return Some(quoted);
    }
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = (digits.len() < line.len()).then_some(digits);
    let item = numbered
        .and_then(|digits| digits.strip_prefix(['.', ')']))
        .or_else(|| line.strip_prefix(['-', '*', '+']))?;
    // Without a space it is no item: `**bold**`, `1.5`.
    (item.is_empty() || item.starts_with(char::is_whitespace)).then_some(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(text: &str) -> String {
        super::render(text, &Known::new()).0
    }

    #[test]
    fn what_people_use_is_rendered() {
        for (markdown, html) in [
            (
                "**b** *i* ~~d~~ `c`",
                "<p><strong>b</strong> <em>i</em> <del>d</del> <code>c</code></p>",
            ),
            ("one\ntwo", "<p>one<br>\ntwo</p>"),
            ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
            ("> q", "<blockquote>\n<p>q</p>\n</blockquote>"),
            (
                "```rust\nlet x = 1 < 2;\n```",
                "<pre data-language=\"Rust\"><code><span class=\"kw\">let</span> x = <span class=\"num\">1 </span>&lt; \
                 <span class=\"num\">2</span>;\n</code></pre>",
            ),
            (
                "```whatever\nlet x = 1 < 2;\n```",
                "<pre><code>let x = 1 &lt; 2;\n</code></pre>",
            ),
            ("# 42 is the answer", "<p># 42 is the answer</p>"),
            ("```\n# kept\n```", "<pre><code># kept\n</code></pre>"),
            ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
            (
                "| a | b |\n|---|--:|\n| 1 | **2** |",
                "<table>\n<thead>\n<tr>\n<th>a</th>\n<th align=\"right\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n\
                 <td>1</td>\n<td align=\"right\"><strong>2</strong></td>\n</tr>\n</tbody>\n</table>",
            ),
        ] {
            // A language that is compiled first may take longer than code may.
            let rendered = (0..50)
                .map(|_| render(markdown))
                .find(|rendered| rendered == html);
            assert_eq!(rendered.unwrap_or_else(|| render(markdown)), html, "{markdown}");
        }
    }

    #[test]
    fn addresses_become_links_that_leak_nothing() {
        let html = render("see https://example.org/a?b=c&d and www.example.org");
        assert_eq!(html.matches("<a ").count(), 2, "{html}");
        assert_eq!(
            html.matches(r#"rel="noopener noreferrer nofollow""#).count(),
            2,
            "{html}"
        );
    }

    #[test]
    fn what_markdown_makes_nothing_of_is_shown_as_it_is() {
        for text in [
            "[a]: https://a.example",
            "![](https://a.example/pixel.png)",
            "[](https://a.example)",
            "&#8203;&shy;",
            "> ",
            "-",
            "```",
        ] {
            let html = render(text);
            assert!(shows_something(&html), "{text} → {html}");
        }
    }

    #[test]
    fn an_image_becomes_a_link_to_it() {
        let html = render("look ![cat](https://example.org/cat.png) here");
        assert!(
            html.contains(">cat</a> here") && html.contains(r#"href="https://example.org/cat.png""#),
            "{html}"
        );
        assert!(!html.contains("<img"), "{html}");
        let html = render("[![cat](https://a.example/x.png)](https://b.example)");
        assert!(
            html.contains("https://b.example") && !html.contains("<img"),
            "{html}"
        );
    }

    #[test]
    fn html_is_shown_as_text() {
        let html = render("<script>alert(1)</script> <b hx-get=\"/x\">x</b>");
        assert!(
            html.contains("&lt;script&gt;") && !html.contains("<script") && !html.contains("<b "),
            "{html}"
        );
    }

    #[test]
    fn links_go_to_pages_and_mailboxes_only() {
        for bad in [
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](java\tscript:alert(1))",
            "[x](&#106;avascript:alert(1))",
            "[x](data:text/html,hi)",
            "[x](vbscript:x)",
            "<javascript:alert(1)>",
            "[x](//evil.example)",
            "[x](/logout)",
        ] {
            let html = render(bad);
            assert!(!html.contains("href") && !html.contains("<img"), "{bad} → {html}");
        }
        assert!(render("[x](mailto:a@b.example)").contains("mailto:"));
    }

    #[test]
    fn no_attribute_of_theirs_survives() {
        let html = render("[x](https://a.example \"title\")\n\n```x\" onclick=\"y\n```");
        assert!(
            !html.contains("title=") && !html.contains("class=") && !html.contains("onclick=\""),
            "{html}"
        );
    }

    #[test]
    fn lines_and_numbers_are_no_nesting() {
        let text = format!(
            "{0}\n{1}\n1.5 **b** - {2}",
            "-".repeat(80),
            "*".repeat(80),
            "- > 1. ".repeat(40)
        );
        assert!(!nests_too_deep(&text));
        assert!(nests_too_deep(&"\t".repeat(65)));
    }

    #[test]
    fn tasks_are_boxes_that_nobody_ticks() {
        let html = render("- [x] done\n- [ ] to do");
        assert_eq!(html.matches("<input ").count(), 2, "{html}");
        assert_eq!(html.matches(r#"type="checkbox""#).count(), 2, "{html}");
        assert_eq!(html.matches("disabled").count(), 2, "{html}");
        assert_eq!(html.matches("checked").count(), 1, "{html}");
    }

    #[test]
    fn a_table_is_no_larger_than_what_was_typed_for_it() {
        let row = |cells: usize| "|-".repeat(cells) + "|\n";
        for text in [
            row(900) + &row(900),
            row(500) + &row(500) + &"|\n".repeat(800),
            row(12) + &row(12) + &"|\n".repeat(1900),
            row(3) + &row(3) + &"|\n".repeat(1990),
        ] {
            let text: String = text.chars().take(4000).collect();
            let html = render(&text);
            assert!(html.len() <= LONGEST, "{} bytes", html.len());
        }
        assert!(render(&(row(12) + &row(12) + "|a|\n")).contains("<table>"));
    }

    #[test]
    fn deep_nesting_is_taken_as_text() {
        for deep in [
            ">".repeat(4000),
            "> ".repeat(2000),
            "- ".repeat(2000),
            "1. ".repeat(1333),
            "1) - > ".repeat(571),
            "- >".repeat(1333),
            "1.\t>* >".repeat(444),
            "[".repeat(4000),
            "*".repeat(4000),
            "*a ".repeat(1333),
            "_a_".repeat(1333),
        ] {
            let html = render(&deep);
            assert!(
                html.matches("<blockquote>").count() <= DEEPEST && html.matches("<li>").count() <= DEEPEST
            );
        }
    }
}
