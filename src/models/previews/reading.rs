//! What a page says of itself: its title, and the words and the picture that it wants to be shown by.
//!
//! Only tags are looked at, one after the other, and no tree is built: a page can be as deep as it likes.

use std::cell::RefCell;

use encoding_rs::{Encoding, UTF_8};
use html5ever::{
    Attribute,
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::{Rawtext, Rcdata, ScriptData},
    },
};
use url::Url;

use crate::models::messages::is_blank;

/// Characters that are shown of each.
const SITE: usize = 60;
const TITLE: usize = 150;
const DESCRIPTION: usize = 300;

/// Bytes among which a page has to say how its characters are written.
const HEAD: usize = 1024;

/// Characters of the longest address.
pub(super) const ADDRESS: usize = 2000;

/// What a page says of itself. All of it is text, however it was written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub site: String,
    /// Empty where it has none.
    pub title: String,
    pub description: String,
    /// Where its picture is.
    pub picture: Option<Url>,
}

/// Reads a page that came from `url`. `content_type` is what the server says of it.
pub(super) fn read(page: &[u8], content_type: &str, url: &Url) -> Said {
    let (text, _, _) = encoding(page, content_type).decode(page);
    let found = tokenized(&text, Found::default()).words.into_inner();
    let first = |names: &[&str]| {
        let of = |name: &&str| found.iter().find(|(known, _)| known == name);
        let values = names.iter().filter_map(of).map(|(_, value)| value.as_str());
        values
            .map(str::trim)
            .find(|value| !value.chars().all(is_blank))
            .unwrap_or_default()
    };
    let site = first(&["og:site_name", "application-name"]);
    let host = url.host_str().unwrap_or_default();
    let picture = first(&[
        "og:image:secure_url",
        "og:image",
        "og:image:url",
        "twitter:image",
        "twitter:image:src",
    ]);
    let picture = (!picture.is_empty()).then(|| url.join(picture).ok()).flatten();
    Said {
        site: cut(
            if site.is_empty() {
                host.trim_start_matches("www.")
            } else {
                site
            },
            SITE,
        ),
        title: cut(first(&["og:title", "twitter:title", "title"]), TITLE),
        description: cut(
            first(&["og:description", "twitter:description", "description"]),
            DESCRIPTION,
        ),
        picture: picture.filter(|picture| picture.as_str().len() <= ADDRESS),
    }
}

/// Where the links of a rendered message lead, in order.
pub(super) fn links(html: &str) -> Vec<String> {
    // Most messages have none.
    if !html.contains("<a ") {
        return Vec::new();
    }
    tokenized(html, Found::default()).links.into_inner()
}

/// By the server's word, else by the page's own. What begins with a mark is decoded by that, whatever either says.
fn encoding(page: &[u8], content_type: &str) -> &'static Encoding {
    let named = |text: &str| {
        let lower = text.to_ascii_lowercase();
        let (_, after) = lower.split_once("charset")?;
        let after = after.trim_start().strip_prefix('=')?.trim_start();
        let name = after.trim_start_matches(['"', '\'']);
        let end = name.find(['"', '\'', ';', '>', '/', ' ']).unwrap_or(name.len());
        Encoding::for_label(&name.as_bytes()[..end])
    };
    let head = String::from_utf8_lossy(&page[..page.len().min(HEAD)]);
    named(content_type).or_else(|| named(&head)).unwrap_or(UTF_8)
}

/// On one line, without what nobody sees or what turns the rest of a line around, and no longer than that.
fn cut(text: &str, most: usize) -> String {
    let is_strange = |c: char| is_blank(c) && !c.is_whitespace();
    let visible: String = text.chars().take(20 * most).filter(|c| !is_strange(*c)).collect();
    let text = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= most {
        return text;
    }
    let short: String = text.chars().take(most - 1).collect();
    format!("{}…", short.trim_end())
}

/// What has been found so far. The tokenizer shares it with nobody, but wants no `&mut`.
#[derive(Default)]
struct Found {
    /// Names and what they say. The title is one of them.
    words: RefCell<Vec<(String, String)>>,
    links: RefCell<Vec<String>>,
    /// The title that is being read.
    title: RefCell<Option<String>>,
}

/// Names that are kept: pages have few, and whoever makes one with a million gets no more.
const MOST: usize = 100;

impl TokenSink for Found {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return self.opened(&tag),
            Token::TagToken(tag) if &*tag.name == "title" => {
                if let Some(title) = self.title.take() {
                    self.keep("title".to_owned(), title);
                }
            }
            Token::CharacterTokens(text) => {
                if let Some(title) = &mut *self.title.borrow_mut() {
                    title.push_str(&text);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Found {
    fn opened(&self, tag: &Tag) -> TokenSinkResult<()> {
        match &*tag.name {
            // What stands in these is no HTML.
            "script" => return TokenSinkResult::RawData(ScriptData),
            "style" | "iframe" | "noembed" | "noframes" | "xmp" => return TokenSinkResult::RawData(Rawtext),
            "textarea" => return TokenSinkResult::RawData(Rcdata),
            "title" => {
                *self.title.borrow_mut() = Some(String::new());
                return TokenSinkResult::RawData(Rcdata);
            }
            "meta" => {
                let name = value(tag, "property").or_else(|| value(tag, "name"));
                if let (Some(name), Some(content)) = (name, value(tag, "content")) {
                    self.keep(name.to_ascii_lowercase(), content.to_owned());
                }
            }
            "a" => {
                let mut links = self.links.borrow_mut();
                let is_full = links.len() >= MOST;
                links.extend(value(tag, "href").filter(|_| !is_full).map(str::to_owned));
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn keep(&self, name: String, content: String) {
        let mut words = self.words.borrow_mut();
        if words.len() < MOST {
            words.push((name, content));
        }
    }
}

fn value<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    let mut attributes = tag.attrs.iter();
    let found = attributes.find(|Attribute { name: known, .. }| &*known.local == name);
    found.map(|attribute| &*attribute.value)
}

fn tokenized(html: &str, sink: Found) -> Found {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    // It stops for scripts alone, which are told of by what a sink answers: ours never does.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(page: &[u8], content_type: &str) -> Said {
        let url = Url::parse("https://www.a.example/b/c").expect("an address");
        read(page, content_type, &url)
    }

    #[test]
    fn a_page_is_known_by_what_it_says() {
        let page = br#"<!doctype html><title>Plain</title><meta name=description content="a &amp; b">
            <meta property="og:title" content="Cats &lt;3"><META NAME="Twitter:Image" CONTENT="../cat.png?a&amp;b">
            <meta property="og:site_name" content="  The
            Cats  ">"#;
        let expected = Said {
            site: "The Cats".to_owned(),
            title: "Cats <3".to_owned(),
            description: "a & b".to_owned(),
            picture: Url::parse("https://www.a.example/cat.png?a&b").ok(),
        };
        assert_eq!(said(page, "text/html"), expected);
        let plain = said(b"<title>\n Only &eacute;\n</title>", "text/html; charset=utf-8");
        assert_eq!((&*plain.title, &*plain.site), ("Only é", "a.example"));
        assert_eq!(said(b"", "").title, "");
    }

    #[test]
    fn what_is_no_tag_says_nothing() {
        let page = br#"<script>"<meta property='og:title' content='script'>"</script><style><title>style</title></style>
            <!-- <title>comment</title> --><textarea><title>text</title></textarea><title>real <b></title>"#;
        assert_eq!(said(page, "text/html").title, "real <b>");
    }

    #[test]
    fn characters_are_read_as_they_are_written() {
        for (page, content_type) in [
            (&b"<title>Ol\xe1</title>"[..], "text/html; charset=ISO-8859-1"),
            (b"<meta charset=windows-1252><title>Ol\xe1</title>", "text/html"),
            (
                b"<meta http-equiv=Content-Type content='text/html; charset=\"latin1\"'><title>Ol\xe1</title>",
                "",
            ),
            (
                b"\xff\xfe<\0t\0i\0t\0l\0e\0>\0O\0l\0\xe1\0<\0/\0t\0i\0t\0l\0e\0>\0",
                "text/html",
            ),
            ("<title>Olá</title>".as_bytes(), "text/html"),
        ] {
            assert_eq!(said(page, content_type).title, "Olá", "{content_type}");
        }
    }

    #[test]
    fn no_more_is_kept_than_is_shown() {
        let long = format!(
            "<title>{}</title><meta name=description content='{}'><meta property=og:image content='/{}'>",
            "w ".repeat(100_000),
            "\u{202e}d\u{200b}".repeat(500),
            "p".repeat(3000),
        );
        let said = said(long.as_bytes(), "text/html");
        assert_eq!(
            (said.title.chars().count(), said.description.chars().count()),
            (TITLE, DESCRIPTION)
        );
        assert!(said.title.ends_with('…') && !said.description.contains(['\u{202e}', '\u{200b}']));
        assert_eq!(said.picture, None);
    }

    #[test]
    fn a_page_that_never_ends_is_read_all_the_same() {
        for page in [
            "<title>x",
            "<div>",
            "<meta property=og:title content='",
            "<a <a <a",
            "<!--",
            "&",
        ] {
            said(page.repeat(100_000).as_bytes(), "text/html");
        }
    }
}
