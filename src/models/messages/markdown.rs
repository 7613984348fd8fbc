//! Markdown to HTML that is safe to show to everybody.
//!
//! The parser autolinks addresses; the sanitiser is the last step, after which nothing touches the HTML.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::Builder;
use comrak::{Options, markdown_to_html};

/// Opening marks of nesting beyond which a line is taken as it is: nobody means so many.
const DEEPEST: usize = 32;

static OPTIONS: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut options = Options::default();
    options.extension.autolink = true;
    options.extension.strikethrough = true;
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
            "li",
            "ol",
            "p",
            "pre",
            "strong",
            "ul",
        ]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("ol", HashSet::from(["start"])),
        ]))
        // Even an empty builder begins with `lang` and `title`.
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .strip_comments(true);
    builder
});

/// The HTML of a message.
pub fn render(text: &str) -> String {
    let html = if nests_too_deep(text) {
        format!("<p>{}</p>", ammonia::clean_text(text).replace("&#10;", "<br>"))
    } else {
        markdown_to_html(&headings_as_text(text), &OPTIONS)
    };
    SANITISER.clean(&html).to_string().trim_end().to_owned()
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
    let quotes = |line: &str| {
        line.chars()
            .filter(|c| matches!(c, '>'))
            .take(DEEPEST + 1)
            .count()
    };
    let list_marks = |line: &str| {
        line.split_whitespace()
            .take_while(|word| {
                let number = word.strip_suffix(['.', ')']);
                matches!(*word, "-" | "*" | "+" | ">")
                    || number.is_some_and(|number| number.parse::<u32>().is_ok())
            })
            .count()
    };
    let deepest_indent = text
        .lines()
        .map(|line| line.len() - line.trim_start().len())
        .max()
        .unwrap_or_default();
    let brackets = text.chars().filter(|c| *c == '[').count();
    text.lines()
        .any(|line| line.trim_start().starts_with('>') && quotes(line) > DEEPEST)
        || text.lines().any(|line| list_marks(line) > DEEPEST)
        || deepest_indent > 8 * DEEPEST
        || brackets > 8 * DEEPEST
}

#[cfg(test)]
mod tests {
    use super::*;

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
                "<pre><code>let x = 1 &lt; 2;\n</code></pre>",
            ),
            ("# 42 is the answer", "<p># 42 is the answer</p>"),
            ("```\n# kept\n```", "<pre><code># kept\n</code></pre>"),
        ] {
            assert_eq!(render(markdown), html, "{markdown}");
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
            "![x](https://evil.example/pixel.png)",
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
    fn deep_nesting_is_taken_as_text() {
        for deep in [
            ">".repeat(4000),
            "> ".repeat(2000),
            "- ".repeat(2000),
            "1. ".repeat(1333),
            "1) - > ".repeat(571),
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
