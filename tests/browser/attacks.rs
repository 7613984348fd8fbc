//! What people write to break the page of others.

use super::{Visitor, assert_quiet, bodies, count, join, online, previews, reload, say, shows_last, until};
use crate::support::{
    browser::Browser,
    server::Server,
    web::{self, Web},
};

/// Each would set `window.pwned`, load something from elsewhere, or break the page if it were let through.
fn corpus() -> Vec<String> {
    let mut corpus: Vec<String> = [
        "<script>window.pwned = 1</script>",
        "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
        "<img src=x onerror=\"window.pwned = 1\">",
        "<svg/onload=window.pwned=1>",
        "<body onload=window.pwned=1><iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
        "<details open ontoggle=window.pwned=1><summary>x</summary></details>",
        "<a href=\"javascript:window.pwned=1\">x</a>",
        "[x](javascript:window.pwned=1)",
        "[x](JaVaScRiPt:window.pwned=1)",
        "[x](java\tscript:window.pwned=1)",
        "[x](java&Tab;script:window.pwned=1)",
        "[x](&#106;&#97;vascript&colon;window.pwned=1)",
        "[x](&#x6A;avascript:window.pwned=1)",
        "[x](\u{1}javascript:window.pwned=1)",
        "[x](data:text/html;base64,PHNjcmlwdD5wYXJlbnQucHduZWQ9MTwvc2NyaXB0Pg==)",
        "[x](vbscript:msgbox(1))",
        "<javascript:window.pwned=1>",
        "[x]: javascript:window.pwned=1\n\n[x]",
        "![x](x\" onerror=\"window.pwned=1)",
        "![x](https://evil.example/pixel.png)",
        "[x](https://a.example \"t\" onmouseover=\"window.pwned=1\")",
        "<button hx-get=/logout hx-trigger=load hx-target=body>x</button>",
        "<div data-hx-post=/logout data-hx-trigger=load>x</div>",
        "<div hx-on:htmx:load=\"window.pwned=1\" hx-ws:connect=/ws ws-connect=/ws>x</div>",
        "<hx-partial hx-target=\"#messages\" hx-swap=\"innerHTML\"><b>gone</b></hx-partial>",
        "</hx-partial><hx-partial hx-target=\"body\" hx-swap=\"innerHTML\">gone</hx-partial>",
        "`</hx-partial><hx-partial hx-target=body hx-swap=innerHTML>gone`",
        "<template hx type=partial hx-target=body>gone</template>",
        "</template></li></ol><script>window.pwned=1</script>",
        "<p hx-swap-oob=\"innerHTML:body\">gone</p>",
        "<title>pwned</title><head><base href=//evil.example></head>",
        "<form id=composer name=messages><input name=body><input name=elements></form>",
        "<a id=messages name=timeline href=x>clobbered</a><img name=htmx><p id=message-1 data-seq=1>x</p>",
        "<style>* { display: none }</style><p style=\"position:fixed;inset:0\">x</p>",
        "<link rel=stylesheet href=//evil.example><meta http-equiv=refresh content=\"0;url=//evil.example\">",
        "<math><mtext><table><mglyph><style><img src onerror=window.pwned=1></style></mglyph></table></mtext></math>",
        "<svg><a xlink:href=javascript:window.pwned=1><text>x</text></a><foreignObject><script>window.pwned=1\
         </script></foreignObject></svg>",
        "<noscript><p title=\"</noscript><img src=x onerror=window.pwned=1>\">",
        "```html\n<script>window.pwned = 1</script></code></pre><img src=x onerror=window.pwned=1>\n```",
        "**bold *both** broken* [link](https://a.example **x) `code\n> quote\n```\nnever closed <b>",
        "{{ 7 * 7 }} {% include \"x\" %} ${window.pwned = 1} $& $` $1",
        "\u{202e}gnp.exe\u{202c} \u{2066}x\u{2069} \u{200f}right\u{200e}left",
        "Z\u{351}\u{34b}\u{311}a\u{489}lgo\u{36b}\u{350}\u{358}\u{323}",
        "&lt;script&gt;window.pwned=1&lt;/script&gt; &#60;img src=x onerror=window.pwned=1&#62;",
    ]
    .map(String::from)
    .to_vec();
    corpus.push("W".repeat(3900));
    corpus.push("<div>".repeat(700));
    corpus.push("> ".repeat(1500) + "deep");
    corpus.push("[".repeat(2000) + "x" + &"](a)".repeat(400));
    corpus
}

/// What no message may have made of the page.
async fn assert_unharmed(page: &Browser) {
    assert_eq!(page.eval("window.pwned === undefined").await, true);
    // But for what is unread.
    let title = "document.title.replace(/^[(][0-9]+[)] /, '')";
    assert_eq!(page.eval(title).await, "general · Banter");
    let strange = page
        .eval(
            "[...document.querySelectorAll('.message-body *')].filter(e => !e.matches('a, blockquote, br, code, del, \
             em, li, ol, p, pre, span, strong, ul') || e.getAttributeNames().some(n => !['href', 'rel', 'target', \
             'start', 'data-language', 'tabindex'].includes(n) && !(n === 'class' && e.matches('pre span'))) || e.matches('a:not([href])') || (e.href && !/^(https?|mailto):/.test(e.href)))\
             .map(e => e.outerHTML)",
        )
        .await;
    // A link whose address was dropped stays as a link that goes nowhere.
    let strange: Vec<_> = strange
        .as_array()
        .expect("a list")
        .iter()
        .filter(|html| {
            html.as_str()
                .is_none_or(|html| html.contains("href") || !html.starts_with("<a "))
        })
        .collect();
    assert!(strange.is_empty(), "{strange:#?}");
    for id in ["messages", "composer", "timeline", "outbox", "socket"] {
        let once = format!("document.querySelectorAll('#{id}, [name={id}]').length");
        assert_eq!(page.eval(&once).await, 1, "{id}");
    }
    assert_eq!(
        page.eval("document.documentElement.scrollWidth <= innerWidth")
            .await,
        true,
        "nothing is wider than the page"
    );
    assert_quiet(page, false).await;
}

#[tokio::test]
async fn nothing_that_people_write_runs_in_the_page_of_others() {
    let server = Server::start().await;
    let ada = join(&server, "ada").await;
    let bo = Visitor::join(&server, "bo").await;
    let corpus = corpus();
    for text in &corpus {
        bo.say(text).await;
    }
    bo.say("Live").await;
    shows_last(&ada, "Live").await;
    assert_eq!(bodies(&ada).await.len(), corpus.len() + 1);
    assert_unharmed(&ada).await;
    let announced = ada
        .eval("document.querySelectorAll('#announcer *:not(p)').length")
        .await;
    assert_eq!(announced, 0);

    // Written in the page itself, they go through the outbox and come back as the answer.
    for text in corpus.iter().filter(|text| text.chars().count() < 200) {
        say(&ada, text).await;
    }
    say(&ada, "Own").await;
    shows_last(&ada, "Own").await;
    assert_unharmed(&ada).await;

    reload(&ada).await;
    shows_last(&ada, "Own").await;
    assert_unharmed(&ada).await;
    say(&ada, "Still **works**").await;
    shows_last(&ada, "Still works").await;
    bo.say("Both ways").await;
    shows_last(&ada, "Both ways").await;
    assert_unharmed(&ada).await;
}

#[tokio::test]
async fn nothing_that_a_linked_page_says_runs_in_the_page_of_anybody() {
    let server = previews::curious().await;
    let corpus = corpus();
    let said = corpus.clone();
    let web = Web::start(move |path| {
        let number = path.trim_start_matches('/').parse::<usize>().unwrap_or(0);
        let attack = &said[number];
        let quoted = attack.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        // Once as it is, and once so that it comes through as it was meant.
        Some(web::html(&format!(
            "<meta property=og:title content=\"Title {number} {quoted}\"><meta property=og:site_name \
             content=\"{quoted}\"><meta property=og:description content=\"{quoted}\"><title>{attack}</title>{attack}"
        )))
    })
    .await;
    let ada = join(&server, "ada").await;
    let bo = Visitor::join(&server, "bo").await;
    for number in 0..corpus.len() {
        bo.say(&web.url(&format!("/{number}"))).await;
    }
    bo.say("Live").await;
    shows_last(&ada, "Live").await;
    let all = format!(
        "document.querySelectorAll('.preview').length === {}",
        corpus.len()
    );
    until(&ada, &all).await;
    for _ in 0..2 {
        assert_unharmed(&ada).await;
        assert_eq!(count(&ada, ".preview :not(bdi, span, strong)").await, 0);
        let shown = ada.texts(".preview-title").await;
        assert!(
            shown
                .iter()
                .any(|title| title.contains("<script>window.pwned = 1</script>"))
        );
        // Whatever has been in view for long enough to be read.
        ada.goto(&server.url("/groups/1?latest=1")).await;
        online(&ada).await;
        shows_last(&ada, "Live").await;
    }
}
